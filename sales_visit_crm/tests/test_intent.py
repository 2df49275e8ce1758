import ast
from datetime import date, datetime, timedelta

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged

from .intent_common import IntentCommon


@tagged("post_install", "-at_install")
class TestIntent(IntentCommon):
    """Levels, windows, reasons and evidence (P02, R062, R076, R179, G32)."""

    def _rate(self, level="H", **vals):
        return self.lead.action_rate_intent(level, **vals)

    # first rating

    def test_first_level_may_be_set_anywhere_and_is_logged(self):
        """5.5: new, then assigned a level at the first contact."""
        self.lead.intent_level_id = self.level_a
        self.assertRecordValues(
            self.lead,
            [
                {
                    "intent_level_id": self.level_a.id,
                    "first_intent_level_id": self.level_a.id,
                    "date_intent_set": date(2026, 3, 2),
                    "date_intent_due": date(2026, 4, 1),
                    "date_deadline": date(2026, 4, 1),
                    "intent_card": "back",
                }
            ],
        )
        log = self.lead.intent_log_ids
        self.assertRecordValues(
            log,
            [
                {
                    "kind": "first",
                    "old_level_id": False,
                    "new_level_id": self.level_a.id,
                    "author_id": self.rep.id,
                    "day": date(2026, 3, 2),
                }
            ],
        )

    def test_level_given_at_creation_or_by_default_is_logged(self):
        """Import and quick creation are doors like any other."""
        leads = self.env["crm.lead"].with_user(self.rep)
        made = leads.create({"name": "One", "intent_level_id": self.level_h.id})
        default = leads.with_context(default_intent_level_id=self.level_b.id)
        made |= default.create({"name": "Two"})
        self.assertEqual(made.mapped("intent_log_ids.kind"), ["first", "first"])
        self.assertEqual(made.intent_level_id, self.level_h | self.level_b)
        result = leads.load(
            ["name", "intent_level_id"], [["Three", "C - Over 3 Months"]]
        )
        self.assertFalse(result["messages"])
        third = leads.browse(result["ids"])
        self.assertEqual(third.intent_level_id, self.level_c)
        self.assertFalse(third.date_intent_due)

    # later changes

    def test_level_changes_with_reason_and_evidence_only(self):
        """R076: a change without reference is blocked."""
        self.lead.intent_level_id = self.level_a
        with self.assertRaisesRegex(UserError, "Change Level"):
            self.lead.intent_level_id = self.level_h
        with self.assertRaisesRegex(UserError, "Change Level"):
            self.lead.intent_level_id = False
        with self.assertRaisesRegex(UserError, "Say why"):
            self._rate("H")
        with self.assertRaisesRegex(UserError, "visit or call"):
            self._rate("H", reason="They hurry")
        visit = self._attend_visit(self.rep, lead_id=self.lead.id)
        self._rate("H", reason="They hurry", visit_id=visit.id)
        log = self._last_log()
        self.assertRecordValues(
            log,
            [
                {
                    "kind": "up",
                    "visit_id": visit.id,
                    "reason": "They hurry",
                    "is_unfounded": False,
                }
            ],
        )
        self.assertEqual(self.lead.date_intent_due, date(2026, 3, 9))

    def test_saving_the_same_level_again_changes_nothing(self):
        self.lead.intent_level_id = self.level_a
        self.lead.write({"intent_level_id": self.level_a.id, "name": "Renamed"})
        self.assertEqual(self.lead.name, "Renamed")
        self.assertEqual(len(self.lead.intent_log_ids), 1)

    def test_foreign_planned_and_old_visits_are_no_evidence(self):
        self.lead.intent_level_id = self.level_a
        other = self._create_lead(name="Other deal")
        planned = self._plan_visit(self.rep, lead_id=self.lead.id)
        strange = self._attend_visit(self.rep, partner_id=self.other_customer.id)
        about_other = self._attend_visit(self.rep, lead_id=other.id)
        for visit, words in (
            (planned, "not taken place"),
            (strange, "something else"),
            (about_other, "something else"),
        ):
            with self.assertRaisesRegex(UserError, words):
                self._rate("H", reason="They hurry", visit_id=visit.id)
        held = self._attend_visit(self.rep, lead_id=self.lead.id)
        with self._at(days=40), self.assertRaisesRegex(UserError, "days back"):
            self._rate("H", reason="They hurry", visit_id=held.id)

    def test_policy_may_only_show_missing_evidence(self):
        """R179: a downgrade without any contact is flagged."""
        self.company.intent_evidence_policy = "warn"
        self.lead.intent_level_id = self.level_a
        with self._at(days=3):
            self._rate("C", reason="I feel so")
        log = self._last_log()
        self.assertTrue(log.is_unfounded)
        self.assertTrue(log.is_big_drop)
        self.assertEqual(log.days_in_level, 3)
        activity = self.lead.sudo().activity_ids
        self.assertEqual(activity.user_id, self.leader)

    def test_unknown_level_is_named(self):
        with self.assertRaisesRegex(UserError, "H - Within 7 Days"):
            self._rate("X", reason="?")
        with self.assertRaisesRegex(UserError, "no intent level"):
            self.lead.action_rate_intent(10**8, "?")
        self.lead.intent_level_id = self.level_a
        for visit_id in (10**8, "x", {"id": 1}):
            with self.assertRaisesRegex(UserError, "no visit"):
                self._rate("H", reason="They hurry", visit_id=visit_id)

    def test_dates_of_the_level_are_not_typed_in(self):
        for vals in (
            {"date_intent_due": "2030-01-01"},
            {"first_intent_level_id": self.level_h.id},
            {"date_intent_set": False},
        ):
            with self.subTest(vals=vals), self.assertRaises(AccessError):
                self.lead.write(vals)
        with self.assertRaises(AccessError):
            self._create_lead(date_intent_due="2030-01-01")
        forged = self.lead.with_context(sales_intent_engine=True)
        with self.assertRaises(AccessError):
            forged.write({"date_intent_due": "2030-01-01"})

    def test_only_whoever_may_write_the_deal_rates_it(self):
        for user in (self.colleague, self.other_leader, self.outsider):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self.lead.with_user(user).action_rate_intent("H", "Mine")
        self.lead.with_user(self.leader).action_rate_intent("H", "Seen together")
        self.assertEqual(self.lead.intent_log_ids.author_id, self.leader)

    def test_expected_closing_that_contradicts_is_warned_of(self):
        """R062."""
        self.lead.intent_level_id = self.level_a
        self.assertFalse(self.lead.intent_warning)
        self.lead.date_deadline = "2026-06-01"
        self.assertIn("after the window", self.lead.intent_warning)
        self.lead.date_deadline = "2026-03-04"
        self.assertIn("sooner", self.lead.intent_warning)

    def test_overdue_level_is_found_on_the_local_day(self):
        """R078: at 07:30 in Shanghai the new day has begun."""
        self.lead.intent_level_id = self.level_h
        leads = self.env["crm.lead"].with_user(self.rep)
        mine = [("id", "=", self.lead.id)]
        with self._at(datetime(2026, 3, 9, 15, 30)):
            self.assertFalse(self.lead.is_intent_overdue)
        self.lead.invalidate_recordset()
        with self._at(datetime(2026, 3, 9, 23, 30)):
            self.assertTrue(self.lead.is_intent_overdue)
            self.assertEqual(
                leads.search([*mine, ("is_intent_overdue", "=", True)]), self.lead
            )
            self.assertFalse(leads.search([*mine, ("is_intent_overdue", "=", False)]))

    def test_won_and_lost_end_the_history(self):
        """R073: followed on the back, on the front once won, or lost."""
        self.lead.intent_level_id = self.level_h
        self.lead.action_set_won()
        self.assertEqual(self.lead.intent_card, "front")
        self.assertEqual(self._last_log().kind, "won")
        with self.assertRaisesRegex(UserError, "rests"):
            self._rate("A", reason="No")

    def test_merged_deals_keep_their_history(self):
        self.lead.intent_level_id = self.level_h
        other = self._create_lead(name="Same deal", intent_level_id=self.level_b.id)
        logs = self.lead.intent_log_ids | other.intent_log_ids
        merged = (self.lead | other).sudo().merge_opportunity()
        self.assertEqual(merged.intent_log_ids.sorted("id"), logs.sorted("id"))

    # reports

    def test_report_moves_the_deal_with_the_visit_as_evidence(self):
        """R076: situation on the card, level result and summary are one write."""
        self.lead.intent_level_id = self.level_a
        with self._at(days=1):
            visit = self._call(report={"intent_level_after_id": self.level_h.id})
        self.assertEqual(self.lead.intent_level_id, self.level_h)
        log = self._last_log()
        self.assertEqual(log.visit_id, visit)
        self.assertEqual(log.new_level_id, visit.intent_level_after_id)
        self.assertEqual(log.reason, visit.summary)

    def test_report_on_a_rated_deal_says_the_level_after(self):
        visit = self._attend_visit(self.rep, lead_id=self.lead.id)
        visit.write(self._prepare_report_vals(visit))
        self.lead.intent_level_id = self.level_a
        visit.invalidate_recordset()
        self.assertIn("Level After", visit.missing_note)
        with self.assertRaisesRegex(UserError, "level after"):
            visit.action_submit_report()
        visit.intent_level_after_id = self.level_a
        visit.action_submit_report()
        self.assertEqual(self._last_log().kind, "keep")

    def test_unrated_deal_asks_for_no_level(self):
        visit = self._attend_visit(self.rep, lead_id=self.lead.id)
        visit.write(self._prepare_report_vals(visit))
        visit.action_submit_report()
        self.assertFalse(self.lead.intent_log_ids)

    def test_level_after_needs_an_opportunity(self):
        visit = self._attend_visit(self.rep)
        with self.assertRaisesRegex(UserError, "opportunity"):
            visit.intent_level_after_id = self.level_a

    def test_returned_report_is_told_once(self):
        self.lead.intent_level_id = self.level_a
        visit = self._report_visit(
            self.rep,
            {"intent_level_after_id": self.level_h.id},
            lead_id=self.lead.id,
        )
        visit.with_user(self.leader).action_return("More, please")
        visit.summary = "Talked longer than I wrote."
        visit.action_submit_report()
        logs = self.lead.intent_log_ids.sorted("id")
        self.assertEqual(logs.mapped("kind"), ["first", "up"])

    def test_dialog_proposes_the_last_contact(self):
        self.lead.intent_level_id = self.level_a
        visit = self._attend_visit(self.rep, lead_id=self.lead.id)
        action = self.lead.action_rate_intent()
        wizard = self.env["crm.intent.rate"].with_user(self.rep)
        with Form(wizard.with_context(**action["context"])) as form:
            self.assertEqual(form.visit_id, visit)
            form.level_id = self.level_h
            form.reason = "They asked for the contract."
        form.record.action_apply()
        self.assertEqual(self.lead.intent_level_id, self.level_h)

    # sheet

    def test_sheet_holds_open_deals_of_h_a_b(self):
        """R072: C lives on the card only."""
        action = self.env.ref("sales_visit_crm.crm_lead_action_intent_sheet")
        domain = [("id", "=", self.lead.id), *ast.literal_eval(action.domain)]
        leads = self.env["crm.lead"].with_user(self.rep)
        self.company.intent_evidence_policy = "warn"
        self.assertFalse(leads.search(domain))
        for code, expected in (("B", True), ("C", False), ("A", True)):
            self._rate(code, reason="Talk")
            self.assertEqual(bool(leads.search(domain)), expected, code)
        self.lead.action_set_won()
        self.assertFalse(leads.search(domain))

    def test_sheet_shows_last_result_and_next_contact(self):
        self.lead.intent_level_id = self.level_a
        visit = self._call()
        self.lead.invalidate_recordset()
        self.assertEqual(self.lead.intent_result, visit.summary)
        self.assertEqual(self.lead.date_intent_contact, visit.date_start)
        planned = self._plan_visit(self.rep)
        self.lead.invalidate_recordset()
        self.assertEqual(self.lead.date_intent_next, planned.date_start)

    def test_analysis_counts_stays_moves_and_cohorts(self):
        """AN11, AN14: every entry into a level, where it led, and in how many days."""
        self.company.intent_evidence_policy = "warn"
        self.lead.intent_level_id = self.level_b
        with self._at(days=10):
            self._rate("A", reason="Talk")
        with self._at(days=15):
            self.lead.action_set_won()
        self.env.flush_all()
        rows = self.env["crm.intent.report"].search(
            [("lead_id", "=", self.lead.id)], order="day_from"
        )
        self.assertRecordValues(
            rows,
            [
                {
                    "level_id": self.level_b.id,
                    "next_level_id": self.level_a.id,
                    "move": "up",
                    "stay_days": 10,
                    "won_rate": 100,
                },
                {
                    "level_id": self.level_a.id,
                    "next_level_id": False,
                    "move": "won",
                    "stay_days": 5,
                    "won_rate": 100,
                },
            ],
        )

    def test_queries_do_not_grow_with_the_deals(self):
        def count(number):
            leads = self.env["crm.lead"].create(
                [
                    {
                        "name": f"Deal {index}",
                        "partner_id": self.customer.id,
                        "user_id": self.rep.id,
                        "intent_level_id": self.level_a.id,
                    }
                    for index in range(number)
                ]
            )
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            leads.with_user(self.rep).read(
                [
                    "date_intent_contact",
                    "date_intent_next",
                    "intent_card",
                    "intent_days",
                    "intent_result",
                    "intent_warning",
                    "is_intent_overdue",
                ]
            )
            return self.env.cr.sql_log_count - before

        count(1)
        self.assertLessEqual(count(100), count(1) + 1)


@tagged("post_install", "-at_install")
class TestIntentProposal(IntentCommon):
    """Ageing proposals: never silent, never twice (R078, differentiator 10)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.lead.sudo().date_deadline = "2026-03-05"
        cls.lead.intent_level_id = cls.level_h

    def _run(self, **delta):
        with self._at(**delta):
            self._run_cron("crm.intent.proposal", "_cron_propose")
        self.env.invalidate_all()
        return self.lead.intent_proposal_ids

    def _widen(self):
        """Let the window of H last long: silence alone speaks."""
        self.level_h.window_days = 60
        self.lead._intent_engine_write({"date_intent_due": "2026-05-01"})

    def test_eight_silent_working_days_make_one_proposal_not_two(self):
        """Differentiator 10; Monday 2 March, eight working days pass on the 12th."""
        self._widen()
        self.assertFalse(self._run(days=10))
        proposal = self._run(days=11)
        self.assertRecordValues(
            proposal,
            [
                {
                    "kind": "silent",
                    "state": "open",
                    "level_id": self.level_h.id,
                    "proposed_level_id": self.level_a.id,
                    "user_id": self.rep.id,
                    "date_proposed": date(2026, 3, 13),
                    "date_deadline": date(2026, 3, 15),
                }
            ],
        )
        self.assertEqual(self._run(days=11), proposal)
        self.assertEqual(self._run(days=20), proposal)
        self.assertEqual(self.lead.intent_level_id, self.level_h)
        activities = self.lead.sudo().activity_ids
        self.assertEqual(activities.user_id, self.rep)
        self.assertEqual(len(activities), 1)

    def test_contact_and_holidays_put_it_off(self):
        self._widen()
        self.env["resource.calendar.leaves"].create(
            {
                "name": "Festival",
                "calendar_id": self.company.resource_calendar_id.id,
                "company_id": self.company.id,
                "date_from": "2026-03-08 16:00:00",
                "date_to": "2026-03-09 22:00:00",
            }
        )
        self.assertFalse(self._run(days=11))
        with self._at(days=8):
            self._call()
        self.assertFalse(self._run(days=14))
        self.assertTrue(self._run(days=25))

    def test_level_whose_window_is_over_is_proposed_too(self):
        self.level_h.silence_days = 0
        proposal = self._run(days=8)
        self.assertEqual(proposal.kind, "expired")
        self.assertIn("window", proposal.explanation)

    def test_taking_the_lower_level_is_logged_as_such(self):
        proposal = self._run(days=11).with_user(self.rep)
        with self._at(days=11):
            proposal.action_downgrade()
        self.assertEqual(proposal.state, "downgraded")
        self.assertEqual(self.lead.intent_level_id, self.level_a)
        log = self._last_log()
        self.assertEqual(log.proposal_id, proposal)
        self.assertTrue(log.is_unfounded)
        self.assertFalse(self.lead.sudo().activity_ids)
        self.assertFalse(
            self._run(days=12).filtered(lambda other: other.state == "open")
        )

    def test_keeping_needs_a_reason_and_starts_the_clock_anew(self):
        proposal = self._run(days=11).with_user(self.rep)
        action = proposal.action_keep()
        self.assertEqual(action["res_model"], "crm.intent.decide")
        with self._at(days=11):
            proposal.action_keep("The board meets on the 20th")
        self.assertEqual(proposal.state, "kept")
        self.assertEqual(self._last_log().kind, "keep")
        self.assertEqual(len(self._run(days=15)), 1)
        self.assertEqual(len(self._run(days=30)), 2)

    def test_planned_contact_settles_it_until_its_day(self):
        proposal = self._run(days=11).with_user(self.rep)
        with self._at(days=11):
            action = proposal.action_plan_contact()
            self.assertEqual(action["res_model"], "sales.visit")
            visit = self._plan_visit(
                self.rep,
                lead_id=self.lead.id,
                date_start=fields.Datetime.now() + timedelta(days=5),
            )
            proposal.action_plan_contact()
        self.assertEqual(proposal.state, "planned")
        self.assertEqual(proposal.visit_id, visit)
        self.assertEqual(len(self._run(days=15)), 1)
        # Nothing came of it.
        self.assertEqual(len(self._run(days=18)), 2)

    def test_report_settles_the_open_proposal(self):
        proposal = self._run(days=11)
        with self._at(days=12):
            self._call(report={"intent_level_after_id": self.level_h.id})
        self.assertEqual(proposal.state, "obsolete")

    def test_lowest_level_is_kept_or_lost(self):
        self.company.intent_evidence_policy = "warn"
        self.lead.action_rate_intent("C", "Long")
        self.level_c.silence_days = 5
        proposal = self._run(days=20).with_user(self.rep)
        self.assertFalse(proposal.proposed_level_id)
        with self.assertRaisesRegex(UserError, "no level below"):
            proposal.action_downgrade()

    def test_decisions_are_the_owners(self):
        proposal = self._run(days=11)
        for user in (self.colleague, self.other_rep, self.auditor):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                proposal.with_user(user).action_keep("Mine")
        for vals in ({"state": "kept"}, {"reason": "x"}, {"level_id": False}):
            with self.subTest(vals=vals), self.assertRaises(AccessError):
                proposal.with_user(self.rep).write(vals)
        proposal.with_user(self.leader).action_keep("I know them")
        with self.assertRaisesRegex(UserError, "cannot become"):
            proposal.with_user(self.rep).action_downgrade()

    def test_other_companies_deals_count_by_their_own_day(self):
        lead = self._create_lead(
            self.foreign_rep,
            user_id=self.foreign_rep.id,
            partner_id=self.foreign_customer.id,
            company_id=self.other_company.id,
            team_id=False,
            intent_level_id=self.level_h.id,
        )
        self._run(days=11)
        self.assertEqual(lead.sudo().intent_proposal_ids.company_id, self.other_company)

    def test_one_statement_serves_many_deals(self):
        def count(number):
            leads = self.env["crm.lead"].create(
                [
                    {
                        "name": f"Deal {index}",
                        "partner_id": self.customer.id,
                        "user_id": self.rep.id,
                        "company_id": self.company.id,
                        "intent_level_id": self.level_b.id,
                    }
                    for index in range(number)
                ]
            )
            self.env.flush_all()
            today = date(2026, 8, 3)
            with self._at(datetime(2026, 8, 3, 1, 0)):
                before = self.env.cr.sql_log_count
                made = self.env["crm.intent.proposal"]._propose(
                    self.company, self.level_b
                )
                used = self.env.cr.sql_log_count - before
            self.assertLessEqual(leads, made.lead_id)
            self.assertEqual(set(made.mapped("date_proposed")), {today})
            return used

        count(1)
        self.assertEqual(count(100), count(1))
