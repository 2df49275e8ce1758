from datetime import timedelta

from odoo import fields
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Command
from odoo.tests import tagged
from odoo.tools import mute_logger

from .intent_common import IntentCommon

UPDATE_LEVEL_AFTER = (
    "UPDATE sales_visit SET intent_level_after_id = %(b)s WHERE id = %(visit)s"
)
UPDATE_DUE = "UPDATE crm_lead SET date_intent_due = '2026-02-01' WHERE id = %(lead)s"


@tagged("post_install", "-at_install")
class TestIntentSheets(IntentCommon):
    """Progression sheet, customer card, tracking sheet (A21, A22, A43, B04)."""

    def _render(self, template, records, user=None, data=None):
        html, _kind = (
            self.env["ir.actions.report"]
            .with_user(user or self.rep)
            ._render_qweb_html(f"sales_visit_crm.{template}", records.ids, data)
        )
        return html.decode()

    def test_sheet_prints_h_a_b_with_plan_and_result(self):
        """A21, R072: C is left out."""
        self.lead.intent_level_id = self.level_a
        other = self._create_lead(name="Far away", intent_level_id=self.level_c.id)
        self._call(report={"summary": "They want an offer."})
        html = self._render("report_crm_intent_sheet", self.lead | other)
        for text in (
            "Progression Sheet",
            "Water coolers",
            "They want an offer.",
            "A - Within 1 Month",
        ):
            self.assertIn(text, html)
        self.assertNotIn("Far away", html)

    def test_card_turns_from_back_to_front_with_the_first_deal(self):
        """R071, R073, A22: one card; back while followed, front once bought."""
        customer = self.customer.with_user(self.rep)
        self.assertFalse(customer.customer_card_face)
        self.lead.intent_level_id = self.level_c
        self._call(report={"summary": "They compare."})
        customer.invalidate_recordset()
        self.assertEqual(customer.customer_card_face, "back")
        self.assertEqual(customer.intent_lead_ids, self.lead)
        html = self._render("report_customer_card", customer)
        for text in ("Customer Card - Back", "C - Over 3 Months", "They compare."):
            self.assertIn(text, html)
        self.assertNotIn("Customer Card - Front", html)
        self.lead.action_set_won()
        customer.invalidate_recordset()
        self.assertEqual(customer.customer_card_face, "front")
        html = self._render("report_customer_card", customer)
        self.assertIn("Customer Card - Front", html)
        self.assertNotIn("Customer Card - Back", html)

    def test_contacts_of_a_company_share_its_card(self):
        self.lead.partner_id = self.contact
        self.lead.intent_level_id = self.level_a
        for partner in (self.customer, self.contact, self.second_contact):
            card = partner.with_user(self.rep).customer_card_face
            self.assertEqual(card, "back")

    def test_forms_print_blank(self):
        nothing = self.env["crm.lead"]
        for template in (
            "report_crm_intent_sheet",
            "report_crm_lead_tracking",
            "report_customer_card",
            "report_crm_loss_dossier",
        ):
            with self.subTest(template=template):
                html = self._render(template, nothing, data={"is_blank": "1"})
                self.assertIn("o_handwriting", html)

    def test_tracking_sheet_holds_what_s041_asks_for(self):
        rival = self.env["crm.competitor"].create({"name": "Rival Ltd"})
        self.assertIn("Key Decision Maker", self.lead.tracking_missing)
        self.lead.write(
            {
                "expected_revenue": 1000,
                "date_deadline": "2026-04-01",
                "key_decision_maker_id": self.contact.id,
                "progress_percent": 40,
                "competitor_line_ids": [
                    Command.create(
                        {"competitor_id": rival.id, "counter_note": "Better service"}
                    )
                ],
                "risk_ids": [Command.create({"name": "Budget is not decided"})],
                "plan_line_ids": [
                    Command.create(
                        {
                            "name": "Send the comparison",
                            "date_deadline": "2026-03-05",
                        }
                    )
                ],
            }
        )
        self.assertFalse(self.lead.tracking_missing)
        html = self._render("report_crm_lead_tracking", self.lead)
        for text in ("Rival Ltd", "Budget is not decided", "Send the comparison"):
            self.assertIn(text, html)

    def test_plan_lines_are_dated_and_concrete(self):
        """S043: HARD due date; vague texts are shown."""
        lines = self.env["crm.lead.plan.line"].with_user(self.rep)
        vals = {"lead_id": self.lead.id, "date_deadline": "2026-03-05"}
        self.assertTrue(lines.create({**vals, "name": "Call"}).is_vague)
        self.assertTrue(lines.create({**vals, "name": "联系客户"}).is_vague)
        line = lines.create({**vals, "name": "三天内发送竞品对比"})
        self.assertFalse(line.is_vague)
        line.is_done = True
        self.assertEqual(line.date_done, fields.Date.to_date("2026-03-02"))
        with mute_logger("odoo.sql_db"):
            result = lines.load(
                ["lead_id/.id", "name"], [[str(self.lead.id), "No day for this"]]
            )
        self.assertTrue(result["messages"])

    def test_decider_is_of_the_customer(self):
        with self.assertRaisesRegex(ValidationError, "does not belong"):
            self.lead.key_decision_maker_id = self.other_contact


@tagged("post_install", "-at_install")
class TestIntentFinding(IntentCommon):
    """The eight points, checked every night; an empty list is the proof (R070-R078)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env.cr.execute("DELETE FROM crm_intent_finding")
        cls.lead.intent_level_id = cls.level_a
        cls.visit = cls._call()
        cls._plan_visit(
            cls.rep,
            lead_id=cls.lead.id,
            date_start=fields.Datetime.now() + timedelta(days=20),
        )

    def _find(self, **delta):
        with self._at(**(delta or {"seconds": 1})):
            self.env.flush_all()
            self._run_cron("crm.intent.finding", "_cron_check")
        self.env.invalidate_all()
        findings = self.env["crm.intent.finding"].search([("state", "=", "open")])
        ours = findings.filtered(
            lambda f: (
                (f.lead_id == self.lead or (not f.lead_id and f.partner_id))
                and f.partner_id == self.customer
            )
        )
        return sorted(ours.mapped("point"))

    def _sql(self, query, *values):
        self.env.flush_all()
        self.env.cr.execute(query, values)
        self.env.invalidate_all()

    def test_work_done_by_the_rules_leaves_an_empty_list(self):
        self.assertEqual(self._find(), [])

    def test_every_broken_point_is_found_and_closed_once_mended(self):
        for point, breaks in (
            ("r071", "UPDATE sales_visit SET state = 'cancel' WHERE id != %(visit)s"),
            ("r072", "UPDATE crm_lead SET intent_level_id = %(b)s WHERE id = %(lead)s"),
            (
                "r073",
                "UPDATE crm_lead SET intent_level_id = NULL WHERE id = %(lead)s",
            ),
            ("r074", "UPDATE sales_visit SET state = 'done' WHERE id = %(visit)s"),
            (
                "r076",
                UPDATE_LEVEL_AFTER,
            ),
            (
                "r078",
                UPDATE_DUE,
            ),
        ):
            with self.subTest(point=point):
                self.env.flush_all()
                self.env.cr.execute("SAVEPOINT broken")
                ids = {
                    "lead": self.lead.id,
                    "visit": self.visit.id,
                    "b": self.level_b.id,
                }
                self.env.cr.execute(breaks, ids)
                self.env.invalidate_all()
                delta = {"days": 1}
                found = self._find(**delta)
                self.assertIn(point, found)
                self.assertEqual(found, self._find(**delta), "found once")
                self.env.cr.execute("ROLLBACK TO SAVEPOINT broken")
                self.env.invalidate_all()

    def test_mended_findings_close_themselves(self):
        ahead = self.lead.sales_visit_ids.filtered(lambda v: v.state != "reported")
        ahead.action_cancel("Not now")
        self.assertEqual(self._find(), ["r071"])
        self._plan_visit(
            self.rep,
            lead_id=self.lead.id,
            date_start=fields.Datetime.now() + timedelta(days=9),
        )
        self.assertEqual(self._find(seconds=5), [])
        closed = self.env["crm.intent.finding"].search(
            [("lead_id", "=", self.lead.id), ("state", "=", "closed")]
        )
        self.assertEqual(closed.point, "r071")
        self.assertTrue(closed.date_closed)

    def test_missed_plans_are_found_for_prospects_and_owners(self):
        """R075 for those still followed, R077 for owners."""
        self.assertIn("r075", self._find(days=21))
        self.lead.action_set_won()
        found = self._find(days=22)
        self.assertIn("r077", found)
        self.assertNotIn("r075", found)

    def test_each_company_has_its_own_findings(self):
        """R073 of a customer whom two companies lost sight of."""
        foreign = self._create_lead(
            self.foreign_rep,
            user_id=self.foreign_rep.id,
            company_id=self.other_company.id,
            team_id=False,
            intent_level_id=self.level_h.id,
        )
        ids = (self.lead | foreign).ids
        self._sql("UPDATE crm_lead SET intent_level_id = NULL WHERE id = ANY(%s)", ids)
        self._find(days=1)
        findings = self.env["crm.intent.finding"].search(
            [("point", "=", "r073"), ("partner_id", "=", self.customer.id)]
        )
        self.assertRecordValues(
            findings.sorted(lambda finding: finding.company_id.id),
            [
                {"company_id": self.company.id, "user_id": self.rep.id},
                {"company_id": self.other_company.id, "user_id": self.foreign_rep.id},
            ],
        )

    def test_change_without_reference_is_found(self):
        """R076: where the company asks for evidence."""
        self.company.intent_evidence_policy = "warn"
        self.lead.action_rate_intent("B", "Feeling")
        self.assertEqual(self._find(), [])
        self.company.intent_evidence_policy = "block"
        self.assertEqual(self._find(seconds=2), ["r076"])

    def test_salespersons_read_their_own_findings(self):
        self._find(days=21)
        findings = self.env["crm.intent.finding"]
        own = findings.with_user(self.rep).search([("lead_id", "=", self.lead.id)])
        self.assertTrue(own)
        self.assertTrue(own[0].remedy)
        self.assertFalse(
            findings.with_user(self.colleague).search([("lead_id", "=", self.lead.id)])
        )
        with self.assertRaises(UserError):
            own[0].state = "closed"
