class IntentDemoTests:
    """The demo deals stand at every level, age, are lost, won and learned from."""

    def test_deals_stand_at_every_level_and_age(self):
        leads = self.env["crm.lead"].search(
            [("user_id", "in", self.users.ids), ("intent_level_id", "!=", False)]
        )
        self.assertEqual(set(leads.mapped("intent_level_id.code")), set("HABC"))
        kinds = set(leads.intent_log_ids.mapped("kind"))
        self.assertLessEqual({"first", "up", "down", "keep"}, kinds)
        proposals = self.env["crm.intent.proposal"].search(
            [("user_id", "in", self.users.ids)]
        )
        self.assertLessEqual({"open", "kept"}, set(proposals.mapped("state")))
        self.assertLessEqual(max(leads.intent_log_ids.mapped("date")), self.now)

    def test_levels_after_reports_are_in_the_history(self):
        rated = self.visits.filtered("intent_level_after_id")
        self.assertGreater(len(rated), 20)
        for visit in rated:
            rows = visit.lead_id.intent_log_ids
            row = rows.filtered(lambda row, visit=visit: row.visit_id == visit)
            self.assertEqual(row.new_level_id, visit.intent_level_after_id)

    def test_lost_and_won_deals_have_dossiers(self):
        dossiers = self.env["crm.loss.dossier"].search(
            [("user_id", "in", self.users.ids)]
        )
        self.assertEqual(len(dossiers.filtered(lambda d: d.kind == "loss")), 3)
        self.assertEqual(len(dossiers.filtered(lambda d: d.kind == "win")), 1)
        self.assertTrue(all(dossiers.mapped("lesson")))
