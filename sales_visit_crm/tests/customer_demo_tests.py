from datetime import timedelta

from .demo_common import MODULE


class CustomerDemoTests:
    """What ``TestDemo`` asks of the customer files; the data is loaded once for all."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.files = cls.env["res.partner"].search(
            [("file_state", "!=", "none"), ("file_responsible_id", "in", cls.users.ids)]
        )
        cls.requests = cls.env["customer.change.request"].search(
            [("user_id", "in", cls.users.ids)]
        )

    def _user(self, name):
        return self.env.ref(f"{MODULE}.res_users_{name}_demo")

    def test_files_stand_in_every_state(self):
        self.assertEqual(len(self.files), 29)
        states = self.files.grouped("file_state")
        self.assertEqual(
            {"draft", "to_review", "reviewed", "registered"}, set(states.keys())
        )
        self.assertTrue(self.files.filtered("is_file_overdue"))
        self.assertTrue(self.files.filtered("is_file_stale"))
        archived = self.files.filtered("date_filed")
        self.assertEqual(archived.filed_by_id, self._user("archivist"))
        self.assertTrue(states["registered"] - archived)

    def test_registered_files_were_seen_by_four_eyes(self):
        """R049, S006: whole, reviewed by the leader, registered by the steward."""
        for file in self.files.filtered("is_registered"):
            self.assertGreater(file.dossier_completeness, 90, file.name)
            self.assertEqual(file.file_reviewer_id, file.user_id.sale_team_id.user_id)
            self.assertNotEqual(file.file_reviewer_id, file.entered_by_id)
            self.assertEqual(file.registered_by_id, self._user("steward"))
            self.assertLess(file.date_file_submitted, file.date_file_reviewed)
            self.assertLess(file.date_file_reviewed, file.date_registered)
            self.assertLessEqual(file.date_registered, self.now)
            self.assertTrue(file._get_people_in_role("business"), file.name)

    def test_levels_reach_from_internal_to_confidential(self):
        levels = self.files.filtered("is_registered").grouped("secrecy_level")
        self.assertEqual(len(levels["secret"]), 1)
        self.assertEqual(len(levels["confidential"]), 1)
        self.assertGreater(len(levels["internal"]), 15)

    def test_one_customer_was_entered_twice(self):
        """S002: the second contact is found, and opens no second file."""
        first = self.env.ref(f"{MODULE}.res_partner_hz_lvyuan_demo")
        twin = first.duplicate_partner_ids
        self.assertEqual(len(twin), 1)
        self.assertEqual(twin.file_state, "none")

    def test_requests_end_in_every_way(self):
        states = set(self.requests._fields["state"].get_values(self.env))
        self.assertEqual(set(self.requests.mapped("state")), states)
        waiting = self.requests.filtered(lambda r: r.state == "submitted")
        for name in ("leader", "steward"):
            user = self._user(name)
            self.assertGreaterEqual(
                len(waiting.filtered(lambda r: user in r.approver_ids)),  # noqa: B023
                2,
            )
        lines = self.requests.line_ids
        self.assertLessEqual({"write", "create"}, set(lines.mapped("operation")))
        self.assertTrue(lines.filtered(lambda line: line.decision == "rejected"))
        self.assertTrue(lines.filtered("is_conflict"))
        self.assertTrue(self.requests.filtered("is_direct"))
        for request in self.requests:
            self.assertTrue(request.reason or request.is_direct, request.name)
            self.assertLessEqual(request.create_date, self.now)

    def test_what_waits_is_not_yet_there(self):
        """R086: live values stay until the request is carried out."""
        for line in self.requests.filtered(lambda r: r.state == "submitted").line_ids:
            if line.operation == "write":
                live = line._get_target()._freeze_current(line.field_id.name)
                self.assertEqual(live, line.old_json, line.label)

    def test_delegations_are_in_force_and_over(self):
        delegations = self.env["approval.delegation"].search(
            [("from_user_id", "in", self.users.ids)]
        )
        self.assertEqual({"current", "ended"}, set(delegations.mapped("state")))

    def test_audits_of_two_quarters(self):
        """R084, R085: last quarter's is late for one finding, this one runs."""
        last, running = self.env["customer.audit"].search([]).sorted("date_start")
        self.assertEqual((last.state, running.state), ("findings", "checking"))
        self.assertTrue(last.is_late)
        self.assertEqual(
            set(last.line_ids.mapped("state")),
            {"none", "open", "corrected", "verified"},
        )
        self.assertEqual((last.error_count, running.error_count), (3, 1))
        self.assertLess(running.checked_count, running.line_count)

    def test_reviews_find_growth_and_loss(self):
        """S131, S114: as the orders say, with a cause."""
        reviews = self.env["customer.file.review"].search(
            [("user_id", "in", self.users.ids)]
        )
        done = reviews.filtered(lambda r: r.state == "reviewed")
        self.assertEqual(set(done.mapped("trend")), {"growth", "loss"})
        self.assertEqual(done.mapped("trend"), done.mapped("suggested_trend"))
        self.assertTrue(all(done.mapped("cause")))
        self.assertTrue(done.partner_id.filtered("is_watched"))
        self.assertIn("generated", reviews.mapped("state"))

    def test_private_profiles_are_few_and_agreed_to(self):
        profiles = self.env["customer.contact.profile"].search([])
        self.assertEqual(set(profiles.mapped("state")), {"draft", "reviewed"})
        self.assertTrue(all(profiles.mapped("consent_note")))

    def test_reveals_say_what_for(self):
        rows = self.env["customer.disclosure"].search([("kind", "=", "reveal")])
        self.assertEqual(len(rows), 4)
        self.assertTrue(all(rows.mapped("purpose")))
        for row in rows:
            self.assertNotEqual(row.partner_ids.user_id, row.user_id)
            self.assertLess(row.create_date, self.now)

    def test_assessments_stand_in_every_state(self):
        """LC16: grades rose, fell, expired; a sheet waits, another was not signed."""
        sheets = self.env["customer.assessment"].search(
            [("user_id", "in", self.users.ids)]
        )
        states = {"draft", "confirmed", "effective", "superseded", "expired"}
        self.assertEqual(set(sheets.mapped("state")), states | {"rejected"})
        self.assertEqual(
            set(sheets.mapped("usage")),
            {"grade", "comprehensive", "credit", "tier", "performance"},
        )
        self.assertEqual(
            set(self.files.mapped("customer_grade_id.code")), {"A", "B", "C"}
        )
        self.assertTrue(self.files.filtered("is_senior_missing"))
        for sheet in sheets.filtered("date_effective"):
            self.assertEqual(sheet.signed_by_id, sheet.user_id.sale_team_id.user_id)
            self.assertEqual(sheet._get_result()[1], sheet.band_id)
        appeals = self.env["customer.assessment.appeal"].search([])
        self.assertEqual(set(appeals.mapped("state")), {"submitted", "accepted"})
        forms = self.env["customer.assessment.template"].search([])
        self.assertEqual(forms.filtered(lambda f: f.state == "draft").version, 2)

    def test_customer_history_is_made_once(self):
        self.env["res.partner"]._load_demo_customer_files()
        domain = [("user_id", "in", self.users.ids)]
        requests = self.env["customer.change.request"].search(domain)
        self.assertEqual(requests, self.requests)

    def test_messages_of_customers_are_dated_back(self):
        messages = self.files.message_ids
        self.assertLess(min(messages.mapped("date")), self.now - timedelta(days=150))
        self.assertLessEqual(max(messages.mapped("date")), self.now)
        mails = self.env["mail.mail"].search([("mail_message_id", "in", messages.ids)])
        self.assertFalse(mails)
