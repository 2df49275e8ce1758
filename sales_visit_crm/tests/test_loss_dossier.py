import io
from datetime import date

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, tagged

from .intent_common import IntentCommon


@tagged("post_install", "-at_install")
class TestLossDossier(IntentCommon):
    """A deal is lost with reason and note; what we learn is kept (S040, S067, A42)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.rival = cls.env["crm.competitor"].create({"name": "Rival Ltd"})
        cls.lead.write({"expected_revenue": 5000.0})
        cls.lead.intent_level_id = cls.level_a
        cls.told = {"lost_reason_id": cls.reason.id, "note": "They were cheaper."}

    def _lose(self, lead=None, **told):
        return (lead or self.lead).action_set_lost(**{**self.told, **told})

    def test_loss_without_reason_or_note_is_refused_at_every_door(self):
        """S040: HARD, over the interface as well."""
        lead = self.lead
        doors = (
            lead.action_set_lost,
            lambda: lead.action_set_lost(lost_reason_id=self.reason.id),
            lambda: lead.action_set_lost(note="Only a note"),
            lambda: lead.action_set_lost(lost_reason_id=self.reason.id, note="  "),
            lambda: lead.write({"active": False, "probability": 0}),
            lambda: self._create_lead(active=False, probability=0),
        )
        for number, door in enumerate(doors):
            with (
                self.subTest(door=number),
                self.assertRaisesRegex(UserError, "lost"),
                self.env.cr.savepoint(),
            ):
                door()
        lead.invalidate_recordset()
        self.assertTrue(lead.active)
        self.assertFalse(lead.loss_dossier_ids)

    def test_dialog_writes_the_facts_of_the_day(self):
        """A42: level, stage, contacts, amount; what was told."""
        self._call()
        context = {"default_lead_ids": self.lead.ids}
        wizard = self.env["crm.lead.lost"].with_user(self.rep).with_context(**context)
        with Form(wizard) as form:
            form.lost_reason_id = self.reason
            form.lost_feedback = "<p>They were <b>cheaper</b>.</p>"
            form.competitor_id = self.rival
            form.price_gap_percent = 12.5
            form.countermeasure = "Offer leasing."
            form.is_recoverable = True
            self.assertEqual(form.date_reopen, date(2026, 5, 31))
        form.record.action_lost_reason_apply()
        self.assertEqual(self.lead.won_status, "lost")
        self.assertEqual(self.lead.lost_reason_id, self.reason)
        self.assertEqual(self.lead.intent_card, "lost")
        dossier = self.lead.loss_dossier_ids
        self.assertRecordValues(
            dossier,
            [
                {
                    "state": "closed",
                    "kind": "loss",
                    "note": "They were *cheaper*.",
                    "competitor_id": self.rival.id,
                    "price_gap_percent": 12.5,
                    "level_id": self.level_a.id,
                    "stage_id": self.lead.stage_id.id,
                    "expected_amount": 5000.0,
                    "visit_count": 1,
                    "date_last_contact": date(2026, 3, 2),
                    "date_closed": date(2026, 3, 2),
                    "date_reopen": date(2026, 5, 31),
                    "filled_by_id": self.rep.id,
                }
            ],
        )
        self.assertEqual(self._last_log().kind, "lost")
        self.assertEqual(self.rival.lost_count, 1)

    def test_age_of_a_deal_counts_local_days(self):
        """At 07:30 in Shanghai a deal of this morning is of yesterday in UTC."""
        for moment, days in (("2026-03-01 23:00", 0), ("2026-03-01 15:00", 1)):
            lead = self._create_lead()
            self.env.cr.execute(
                "UPDATE crm_lead SET create_date = %s WHERE id = %s", (moment, lead.id)
            )
            lead.invalidate_recordset(["create_date"])
            self._lose(lead)
            self.assertEqual(lead.loss_dossier_ids.alive_days, days)

    def test_facts_rest_and_lessons_are_added(self):
        self._lose()
        dossier = self.lead.loss_dossier_ids
        dossier.lesson = "Ask for the budget first."
        for vals in ({"note": "Other"}, {"lost_reason_id": False}):
            with self.subTest(vals=vals), self.assertRaises(UserError):
                dossier.write(vals)
        for vals in ({"state": "reopened"}, {"level_id": False}, {"visit_count": 9}):
            with self.subTest(vals=vals), self.assertRaises(AccessError):
                dossier.write(vals)
        with self.assertRaises(UserError):
            dossier.unlink()
        with self.assertRaisesRegex(UserError, "never deleted"):
            dossier.sudo().unlink()
        with self.assertRaisesRegex(ValidationError, "again"):
            dossier.date_reopen = "2026-03-01"

    def test_reopened_deal_links_to_its_dossier(self):
        """Differentiator 20: re-opened deal links to its dossier."""
        self._lose(date_reopen="2026-04-01")
        dossier = self.lead.loss_dossier_ids
        run = ("crm.loss.dossier", "_cron_remind_reopening")
        self.assertEqual(self._run_cron(*run), [])
        with self._at(days=30):
            self.assertEqual(self._run_cron(*run), [1])
            self.assertEqual(self._run_cron(*run), [])
            activity = dossier.sudo().activity_ids
            self.assertEqual(activity.user_id, self.rep)
            dossier.action_reopen()
        self.assertEqual(self.lead.won_status, "pending")
        self.assertEqual(self.lead.loss_dossier_ids, dossier)
        self.assertEqual(dossier.state, "reopened")
        self.assertEqual(dossier.date_reopened, date(2026, 4, 1))
        self.assertFalse(dossier.sudo().activity_ids)
        self.assertEqual(self._last_log().kind, "reopened")
        self.assertEqual(self.lead.date_intent_due, date(2026, 5, 1))
        # Lost once more: a dossier of its own.
        self._lose()
        self.assertEqual(len(self.lead.loss_dossier_ids), 2)
        with self.assertRaisesRegex(UserError, "only a lost deal"):
            dossier.action_reopen()

    def test_merged_deals_keep_why_they_were_lost(self):
        self._lose()
        dossier = self.lead.loss_dossier_ids
        other = self._create_lead(name="Same deal")
        merged = (self.lead | other).sudo().merge_opportunity()
        self.assertEqual(merged.loss_dossier_ids, dossier)

    def test_loss_waits_for_the_leader_where_the_company_asks(self):
        self.company.loss_requires_approval = True
        self._lose()
        dossier = self.lead.loss_dossier_ids
        self.assertEqual((dossier.state, self.lead.won_status), ("pending", "pending"))
        self.assertTrue(self.lead.is_loss_pending)
        with (
            self.assertRaisesRegex(UserError, "waits for approval"),
            self.env.cr.savepoint(),
        ):
            self.lead.write({"active": False, "probability": 0})
        dossier.with_user(self.leader).action_approve()
        self.assertEqual((dossier.state, self.lead.won_status), ("closed", "lost"))
        self.assertEqual(dossier.reviewer_id, self.leader)

    def test_refused_loss_leaves_the_deal_open(self):
        self.company.loss_requires_approval = True
        self._lose()
        dossier = self.lead.loss_dossier_ids
        dossier.with_user(self.leader).action_reject("Visit them once more")
        self.assertEqual((dossier.state, self.lead.won_status), ("rejected", "pending"))
        self._lose(note="Visited: still no")
        self.assertEqual(len(self.lead.loss_dossier_ids), 2)

    def test_won_deal_has_a_place_for_its_lesson(self):
        """S067: on win and loss, searchable."""
        self.lead.action_set_won()
        action = self.lead.action_view_dossier()
        dossier = self.env["crm.loss.dossier"].browse(action["res_id"])
        self.assertEqual(dossier.kind, "win")
        dossier.with_user(self.rep).lesson = "Meet the engineer first."
        self.assertEqual(self.lead.action_view_dossier()["res_id"], dossier.id)
        found = self.env["crm.loss.dossier"].with_user(self.rep)
        self.assertEqual(found.search([("lesson", "ilike", "engineer")]), dossier)

    def test_proposal_is_settled_by_the_loss(self):
        with self._at(days=40):
            self._run_cron("crm.intent.proposal", "_cron_propose")
            proposal = self.lead.intent_proposal_ids
            self._lose()
        self.assertEqual(proposal.state, "lost")

    def test_only_the_owner_and_superiors_lose_a_deal(self):
        for user in (self.colleague, self.outsider, self.auditor):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self._lose(self.lead.with_user(user))
        self._lose(self.lead.with_user(self.leader))

    def test_ledger_lists_the_losses_of_the_period(self):
        self._lose(competitor_id=self.rival.id)
        ledger = self.env["sales.ledger.mixin"].with_user(self.rep)
        ledger = ledger._get_ledgers()["lost-deals"]
        options = ledger._prepare_options({})
        self.assertEqual(ledger._write_workbook(io.BytesIO(), options), 1)

    def test_sheet_prints_the_analysis(self):
        self._lose(competitor_id=self.rival.id)
        html, _kind = (
            self.env["ir.actions.report"]
            .with_user(self.rep)
            ._render_qweb_html(
                "sales_visit_crm.report_crm_loss_dossier",
                self.lead.loss_dossier_ids.ids,
            )
        )
        for text in ("Lost Prospect Analysis", "Rival Ltd", "They were cheaper."):
            self.assertIn(text, html.decode())

    def test_hundred_losses_take_as_many_queries_as_one(self):
        def count(number):
            leads = self.env["crm.lead"].create(
                [
                    {
                        "name": f"Deal {index}",
                        "partner_id": self.customer.id,
                        "user_id": self.rep.id,
                        "team_id": self.team.id,
                    }
                    for index in range(number)
                ]
            )
            leads = leads.with_user(self.rep)
            self.env.flush_all()
            before = self.env.cr.sql_log_count
            leads._open_loss_dossiers(self.told)
            self.env.flush_all()
            return self.env.cr.sql_log_count - before

        count(1)
        self.assertLessEqual(count(100), count(1) + 2)
