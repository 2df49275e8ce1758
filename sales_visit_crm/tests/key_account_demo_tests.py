class KeyAccountDemoTests:
    """What ``TestDemo`` asks of the key accounts; the data is loaded once for all."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.nominations = cls.env["key.account.nomination"].search(
            [("user_id", "in", cls.users.ids)]
        )

    def test_key_accounts_stand_in_every_tier(self):
        accounts = self.nominations.partner_id.filtered("key_account_tier_id")
        self.assertEqual(
            accounts.key_account_tier_id, self.env["key.account.tier"].search([])
        )
        for account in accounts:
            self.assertTrue(account.key_account_log_ids, account.name)
            self.assertTrue(account.key_account_task_ids, account.name)
        moves = self.nominations.partner_id.key_account_log_ids.mapped("move")
        self.assertEqual(set(moves), {"in", "up", "out"})

    def test_nominations_wait_for_approval_and_review(self):
        waiting = self.nominations.filtered(lambda n: n.state == "submitted")
        self.assertEqual(len(waiting), 1)
        self.assertEqual(waiting.suggested_tier_id, waiting.proposed_tier_id)
        self.assertTrue(waiting.share_rate)
        due = self.nominations.filtered(lambda n: n.kind == "review" and n.activity_ids)
        self.assertEqual(due.mapped("state"), ["draft"])

    def test_services_are_done_late_and_to_come(self):
        tasks = self.nominations.partner_id.key_account_task_ids
        self.assertLessEqual({"open", "done"}, set(tasks.mapped("state")))
        self.assertEqual({True, False}, set(tasks.mapped("is_late")))

    def test_analysis_proposes(self):
        """S037: who makes most of the sales, and who is not yet a key account."""
        [run] = self.env["key.account.pareto.run"].search(
            [("company_id", "=", self.env.ref("base.main_company").id)]
        )
        self.assertGreaterEqual(run.customer_count, 9)
        self.assertTrue(run.proposal_count and run.review_count)
