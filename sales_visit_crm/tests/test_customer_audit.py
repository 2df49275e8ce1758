from datetime import date, datetime, timedelta
from io import BytesIO

from openpyxl import load_workbook
from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import Form, tagged
from odoo.tools import mute_logger

from .customer_audit_common import CustomerAuditCommon

AUDIT = "mail_activity_type_customer_audit"
FINDING = "mail_activity_type_customer_finding"


@tagged("post_install", "-at_install")
class TestCustomerAudit(CustomerAuditCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._register(cls.customer | cls.other_customer)
        cls.checker = cls._new_user("checker", "group_data_steward")

    def _create_audit(self, **vals):
        return self.env["customer.audit"].with_user(self.steward).create(vals)

    def _check(self, result="ok", **vals):
        """Return an audit whose files have ``result``, ready to hand out."""
        audit = self._create_audit()
        audit.action_draw_sample()
        audit.action_start_check()
        audit.line_ids.write({"result": result, **vals})
        return audit

    # scheduled: R084

    def test_every_quarter_has_one_audit(self):
        """R084: at least once a quarter, and the stewards hear of it."""
        audits = self.env["customer.audit"]
        audits._cron_schedule_audits()
        audits._cron_schedule_audits()
        audit = audits.search([("company_id", "=", self.company.id)])
        self.assertRecordValues(
            audit,
            [
                {
                    "date_start": date(2026, 1, 1),
                    "date_end": date(2026, 3, 31),
                    "date_deadline": date(2026, 3, 31),
                    "state": "scheduled",
                    "quarter": "2026 Q1",
                }
            ],
        )
        self.assertTrue(audit.name)
        self.assertTrue(self._get_activities(audit, AUDIT, self.steward))
        self.assertFalse(audits.search([("company_id", "=", self.other_company.id)]))
        # 1 April, 07:30 in Shanghai: still March in UTC
        with self._at(datetime(2026, 3, 31, 23, 30)):
            audits._cron_schedule_audits()
            audits._cron_schedule_audits()
        found = audits.search([("company_id", "=", self.company.id)])
        self.assertEqual(len(found), 2)

    def test_late_audit_raises_an_alarm_once(self):
        """R084: the previous quarter's audit is not closed: activity and message."""
        audit = self._create_audit()
        audit.action_draw_sample()
        with self._at(datetime(2026, 3, 31, 23, 30)):
            audit._cron_remind_late_audits()
            audit._cron_remind_late_audits()
            self.assertTrue(audit.is_late)
            self.assertEqual(audit.search([("is_late", "=", True)]), audit)
            activities = self._get_activities(audit, AUDIT, self.steward)
            self.assertEqual(len(activities), 1)
            self.assertIn("2026-03-31", activities.summary)
        self.assertTrue(
            audit.message_ids.filtered(lambda m: "was to be closed" in m.body)
        )

    def test_one_audit_a_quarter(self):
        self._create_audit(date_start="2026-02-14")
        with (
            mute_logger("odoo.sql_db"),
            self.assertRaises(IntegrityError),
            self.env.cr.savepoint(),
        ):
            self._create_audit(date_start="2026-03-01")

    # sample: R084, R085

    def test_same_seed_draws_the_same_sample(self):
        """R084: the sample is by chance and can be drawn again by whoever doubts it."""
        self._register_many(40)
        audit = self._create_audit(sample_size=10)
        audit.action_draw_sample()
        drawn = audit.line_ids.partner_id
        self.assertEqual(len(drawn), 10)
        self.assertEqual(audit.population_count, 42)
        domain = audit._get_population_domain(self.company)
        self.assertEqual(audit._pick(domain, audit.seed, 10), drawn)
        samples = {audit._pick(domain, seed, 10)._ids for seed in range(20)}
        self.assertGreater(len(samples), 15)
        before = audit.seed
        audit.action_draw_sample()
        self.assertNotEqual(audit.seed, before)
        self.assertEqual(len(audit.line_ids), 10)

    def test_sample_is_the_number_or_the_share(self):
        """R084: sample size is a setting; the share counts where it is more."""
        self.company.customer_audit_sample_size = 3
        self.company.customer_audit_sample_percent = 50
        self._register_many(8)
        audit = self._create_audit()
        audit.action_draw_sample()
        self.assertEqual(len(audit.line_ids), 5)
        audit.sample_percent = 0
        audit.action_draw_sample()
        self.assertEqual(len(audit.line_ids), 3)
        audit.sample_size = 100
        audit.action_draw_sample()
        self.assertEqual(len(audit.line_ids), 10)

    def test_without_files_there_is_nothing_to_draw(self):
        (self.customer | self.other_customer)._file_engine_write({"file_state": "none"})
        with self.assertRaisesRegex(UserError, "no customer files"):
            self._create_audit().action_draw_sample()

    def test_provider_and_team_stand_on_the_line(self):
        """R085: who provided the data is first responsible for them."""
        audit = self._check()
        line = audit.line_ids.filtered(lambda line: line.partner_id == self.customer)
        self.assertEqual(line.provider_id, self.rep)
        self.assertEqual(line.team_id, self.team)

    def test_lines_come_by_chance_only(self):
        audit = self._create_audit()
        audit.action_draw_sample()
        vals = {"audit_id": audit.id, "partner_id": self.contact.id}
        with self.assertRaises(AccessError):
            self.env["customer.audit.line"].sudo().create(vals)
        with self.assertRaises(AccessError):
            audit.write({"line_ids": [Command.create({"partner_id": self.contact.id})]})
        for forged in (
            {"partner_id": self.contact.id},
            {"provider_id": self.colleague.id},
            {"checker_id": self.checker.id},
            {"state": "verified"},
        ):
            with self.subTest(vals=forged), self.assertRaises(AccessError):
                audit.line_ids[0].write(forged)
        with self.assertRaises(AccessError):
            audit.write({"seed": 1})

    # check: R083, A17

    def test_check_names_checker_and_day(self):
        audit = self._check()
        self.assertEqual(audit.line_ids.checker_id, self.steward)
        self.assertEqual(set(audit.line_ids.mapped("date_checked")), {self.today})

    def test_nobody_checks_own_data(self):
        """R083: checker and provider differ."""
        self._register(self.customer, provided_by_id=self.steward.id)
        audit = self._create_audit()
        audit.action_draw_sample()
        audit.action_start_check()
        line = audit.line_ids.filtered(lambda line: line.provider_id == self.steward)
        with self.assertRaisesRegex(UserError, "yourself"):
            line.result = "ok"
        line.with_user(self.checker).action_mark_correct()
        self.assertEqual(line.checker_id, self.checker)

    def test_result_waits_for_the_check(self):
        audit = self._create_audit()
        audit.action_draw_sample()
        with self.assertRaisesRegex(UserError, "not being checked"):
            audit.line_ids[0].result = "ok"

    def test_findings_are_handed_out_complete(self):
        """A17: every file has a result, every finding its words."""
        audit = self._check()
        audit.line_ids[0].result = False
        with self.assertRaisesRegex(UserError, "not checked yet"):
            audit.action_finish_check()
        audit.line_ids[0].result = "outdated"
        with self.assertRaisesRegex(UserError, "Describe what is wrong"):
            audit.action_finish_check()
        audit.line_ids[0].finding = "Moved in 2024."
        audit.action_finish_check()
        self.assertEqual(audit.state, "findings")
        with self.assertRaisesRegex(UserError, "not being checked"):
            audit.line_ids[0].result = "ok"

    # findings: R083, R085

    def test_findings_go_to_the_provider_with_a_day(self):
        """R085: the provider corrects; the leader hears of false data (R083)."""
        audit = self._check(result="outdated", finding="Wrong phone.")
        line = audit.line_ids.filtered(lambda line: line.partner_id == self.customer)
        other = audit.line_ids - line
        other.write({"result": "false", "finding": "No such company."})
        audit.action_finish_check()
        due = self.today + timedelta(days=14)
        self.assertRecordValues(line, [{"state": "open", "date_deadline": due}])
        activity = self._get_activities(line, FINDING)
        self.assertRecordValues(
            activity, [{"user_id": self.rep.id, "date_deadline": due}]
        )
        told = self._get_activities(other, FINDING).user_id
        self.assertEqual(told, self.other_rep | self.other_leader)

    def test_correct_files_ask_nothing_of_anybody(self):
        audit = self._check()
        audit.action_finish_check()
        self.assertEqual(set(audit.line_ids.mapped("state")), {"none"})
        audit.action_close()
        self.assertEqual(audit.state, "closed")
        self.assertEqual(audit.date_closed, self.today)

    def test_finding_is_corrected_then_verified_by_somebody_else(self):
        """5.8: findings → corrected → verified → closed."""
        audit = self._check(result="missing", finding="No tax number.")
        audit.action_finish_check()
        line = audit.line_ids.filtered(lambda line: line.partner_id == self.customer)
        for user in (self.other_rep, self.outsider):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                line.with_user(user).action_correct("Done")
        as_rep = line.with_user(self.rep)
        with self.assertRaisesRegex(UserError, "Say what you did"):
            as_rep.action_correct(" ")
        as_rep.action_correct("Asked for the licence.")
        self.assertFalse(self._get_activities(line, FINDING))
        self.assertEqual(line.state, "corrected")
        with self.assertRaises(AccessError):
            as_rep.action_verify()
        line.action_reopen("The number has a digit too few.")
        self.assertEqual(line.state, "open")
        self.assertTrue(self._get_activities(line, FINDING, self.rep))
        as_rep.action_correct("Corrected.")
        with self.assertRaisesRegex(UserError, "not verified"):
            audit.action_close()
        line.action_verify()
        other = audit.line_ids - line
        other.action_correct("Done by the steward.")
        with self.assertRaisesRegex(UserError, "Somebody else"):
            other.action_verify()
        other.with_user(self.checker).action_verify()
        audit.action_close()
        self.assertEqual(audit.closed_by_id, self.steward)

    def test_wizard_answers_a_finding(self):
        audit = self._check(result="missing", finding="No tax number.")
        audit.action_finish_check()
        line = audit.line_ids.filtered(lambda line: line.partner_id == self.customer)
        action = line.with_user(self.rep).action_settle()
        wizards = self.env[action["res_model"]].with_context(**action["context"])
        with Form(wizards.with_user(self.rep)) as form:
            self.assertEqual(form.result, "correct")
            form.note = "Asked for the licence."
        form.record.action_apply()
        self.assertEqual(line.correction_note, "Asked for the licence.")
        with Form(wizards.with_user(self.steward)) as form:
            self.assertEqual(form.result, "reopen")
            form.note = "Still missing."
        form.record.action_apply()
        self.assertEqual(line.state, "open")

    def test_begun_audit_stays_on_record(self):
        """R083: nothing is deleted, nor changed once closed."""
        audit = self._check()
        with self.assertRaisesRegex(UserError, "stays on record"):
            audit.unlink()
        with self.assertRaisesRegex(UserError, "stay as they are"):
            audit.sample_size = 1
        audit.action_finish_check()
        audit.action_close()
        with self.assertRaises(UserError):
            audit.conclusion = "Better than it was"

    # who sees what: R085, R089

    def test_provider_sees_own_files_only(self):
        audit = self._check()
        lines = self.env["customer.audit.line"]
        own = lines.with_user(self.rep).search([])
        self.assertEqual(own.partner_id, self.customer)
        self.assertEqual(lines.with_user(self.leader).search([]), own)
        self.assertEqual(lines.with_user(self.manager).search([]), audit.line_ids)
        self.assertEqual(audit.with_user(self.rep).search([]), audit)
        self.assertFalse(audit.with_user(self.colleague).search([]))
        with self.assertRaises(AccessError):
            own.with_user(self.rep).write({"result": "ok"})
        with self.assertRaises(AccessError):
            audit.with_user(self.manager).action_finish_check()

    # analysis: AN30

    def test_error_rate_per_provider_and_quarter(self):
        """AN30: findings among the files checked, not among all files sampled."""
        self._register_many(2)
        audit = self._check()
        lines = audit.line_ids.filtered(lambda line: line.provider_id == self.rep)
        lines[0].write({"result": "false", "finding": "x"})
        lines[1].result = False
        rows = self.env["customer.audit.line"]._read_group(
            [("audit_id", "=", audit.id)],
            ["provider_id", "date_start:quarter"],
            ["checked_count:sum", "false_count:sum", "error_rate:avg"],
        )
        rates = {user: values for user, _day, *values in rows}
        self.assertEqual(rates[self.rep], [2, 1, 50.0])
        self.assertEqual(rates[self.other_rep], [1, 0, 0.0])
        self.assertAlmostEqual(audit.error_rate, 1 / 3)

    def test_ledger_has_a_row_per_file(self):
        self._check(result="outdated", finding="Moved.").action_finish_check()
        ledger = self.env["customer.audit.ledger"].with_user(self.steward)
        options = ledger._prepare_options(
            {"date_from": "2026-03-01", "date_to": "2026-03-31"}
        )
        file = BytesIO()
        self.assertEqual(ledger._write_workbook(file, options), 2)
        cells = [
            cell for row in load_workbook(file).active.values for cell in row if cell
        ]
        self.assertIn("Donghai Trading", cells)
        self.assertIn("Outdated", cells)

    def test_audit_sheet_is_printed_with_rates(self):
        """A17, AN30: the sheet lists every file and the result per provider."""
        audit = self._check(result="outdated", finding="Moved in 2024.")
        audit.action_finish_check()
        html = (
            self.env["ir.actions.report"]
            .with_user(self.steward)
            ._render_qweb_html("sales_visit_crm.report_customer_audit", audit.ids)[0]
            .decode()
        )
        for text in (
            audit.name,
            "Donghai Trading",
            "Moved in 2024.",
            "100.0",
            "2026 Q1",
        ):
            self.assertIn(text, html)

    def test_drawing_costs_the_same_for_many(self):
        """Cost is flat: queries do not grow with the sample."""
        audit = self._create_audit(sample_size=2)
        audit.action_draw_sample()
        self._register_many(60)
        self.env.flush_all()
        counts = []
        for size in (5, 50):
            audit.sample_size = size
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            audit.action_draw_sample()
            self.env.flush_all()
            counts.append(self.env.cr.sql_log_count - before)
        self.assertLess(counts[1], counts[0] + 25)
