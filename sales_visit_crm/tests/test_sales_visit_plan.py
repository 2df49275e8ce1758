from datetime import date, timedelta

from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command
from odoo.tests import Form, tagged
from odoo.tools import mute_logger

from .common import SalesVisitCommon


@tagged("post_install", "-at_install")
class TestSalesVisitPlan(SalesVisitCommon):
    """The sheet's road from draft to closed. Rules: R001, R002, R176; lifecycle 5.1."""

    def _create_plan(self, user=None, visits=1, **vals):
        user = user or self.rep
        plan = self.env["sales.visit.plan"].with_user(user).create(vals)
        for _number in range(visits):
            self._create_visit(user, plan_id=plan.id)
        return plan

    def test_sheet_is_numbered_and_dated_by_the_local_day(self):
        plan = self._create_plan(visits=0)
        self.assertTrue(plan.name)
        # 07:30 in Shanghai, still Sunday in UTC
        self.assertEqual(plan.date, date(2026, 3, 2))
        self.assertEqual(plan.period_start, date(2026, 3, 2))
        self.assertEqual(plan.period_end, date(2026, 3, 8))
        self.assertEqual(plan.team_id, self.team)

    def test_form_holds_visits_of_the_salesperson(self):
        plans = self.env["sales.visit.plan"].with_user(self.rep)
        with Form(plans) as form, form.visit_ids.new() as line:
            line.partner_id = self.customer
            line.purpose_ids.add(self.purpose)
            line.expected_result = "A trial order."
        self.assertRecordValues(
            form.record.visit_ids,
            [
                {
                    "user_id": self.rep.id,
                    "state": "draft",
                    "partner_id": self.customer.id,
                }
            ],
        )

    def test_visits_start_in_the_period_of_the_sheet(self):
        plans = self.env["sales.visit.plan"].with_user(self.rep)
        next_week = date(2026, 3, 9)
        with Form(plans) as form:
            form.period_start = next_week
            with form.visit_ids.new() as line:
                line.partner_id = self.customer
        self.assertEqual(form.record.visit_ids.visit_day, next_week)
        self.assertEqual(form.record.period_end, date(2026, 3, 15))

    def test_period_cannot_end_before_it_starts(self):
        with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError):
            self._create_plan(
                visits=0, period_start="2026-03-08", period_end="2026-03-02"
            )

    def test_empty_sheet_is_not_submitted(self):
        with self.assertRaisesRegex(UserError, "holds no visits"):
            self._create_plan(visits=0).action_submit()

    def test_only_the_salesperson_submits(self):
        plan = self._create_plan()
        with self.assertRaisesRegex(UserError, "only they hand it in"):
            plan.with_user(self.leader).action_submit()

    def test_submitting_plans_the_drafts(self):
        plan = self._create_plan(visits=2)
        plan.action_submit()
        self.assertEqual(plan.state, "submitted")
        self.assertEqual(plan.filled_by_id, self.rep)
        self.assertEqual(set(plan.visit_ids.mapped("state")), {"planned"})
        self.assertEqual(plan.activity_ids.user_id, self.leader)

    def test_visits_without_expected_result_stop_the_sheet(self):
        plan = self._create_plan()
        plan.visit_ids.expected_result = False
        with self.assertRaisesRegex(UserError, "expected result"):
            plan.action_submit()
        self.assertEqual(plan.state, "draft")

    def test_leader_approves_and_signs(self):
        plan = self._create_plan()
        plan.action_submit()
        self.assertFalse(plan.can_approve)
        plan = plan.with_user(self.leader)
        self.assertTrue(plan.can_approve)
        plan.action_approve("Take the new price list.")
        self.assertRecordValues(
            plan,
            [
                {
                    "state": "approved",
                    "reviewer_id": self.leader.id,
                    "signed_by_id": self.leader.id,
                    "review_comment": "Take the new price list.",
                }
            ],
        )
        self.assertFalse(plan.activity_ids)

    def test_company_may_approve_automatically(self):
        self.company.visit_plan_approval = "auto"
        plan = self._create_plan()
        plan.action_submit()
        self.assertEqual(plan.state, "approved")
        self.assertFalse(plan.signed_by_id)

    def test_nobody_approves_alone(self):
        plan = self._create_plan()
        plan.action_submit()
        with self.assertRaisesRegex(AccessError, "team leader"):
            plan.action_approve()
        own = self._create_plan(self.leader, team_id=self.team.id)
        own.action_submit()
        with self.assertRaisesRegex(UserError, "yourself"):
            own.action_approve()
        with self.assertRaises(AccessError):
            plan.with_user(self.other_leader).action_approve()

    def test_returned_sheet_says_what_to_change(self):
        plan = self._create_plan()
        plan.action_submit()
        plan = plan.with_user(self.leader)
        with self.assertRaisesRegex(UserError, "what is to be changed"):
            plan.action_return()
        plan.review_comment = "Visit Nanshan, too."
        plan.action_return()
        self.assertRecordValues(
            plan,
            [
                {
                    "state": "draft",
                    "review_comment": "Visit Nanshan, too.",
                    "filled_by_id": False,
                    "reviewer_id": False,
                }
            ],
        )

    def test_salesperson_does_not_write_the_suggestion(self):
        with self.assertRaises(AccessError):
            self._create_plan(review_comment="Well done.")
        with self.assertRaises(AccessError):
            plans = self.env["sales.visit.plan"].with_user(self.rep)
            plans.with_context(default_review_comment="Well done.").create({})
        plan = self._create_plan()
        plan.action_submit()
        plan.with_user(self.leader).action_return("Visit Nanshan, too.")
        for comment in ("Well done.", False):
            with self.assertRaises(AccessError):
                plan.review_comment = comment

    def test_approved_sheet_rests(self):
        plan = self._create_plan()
        plan.action_submit()
        plan.with_user(self.leader).action_approve()
        with self.assertRaisesRegex(UserError, "can no longer be changed"):
            plan.period_end = plan.period_end + timedelta(days=1)
        with self.assertRaisesRegex(UserError, "handed in"):
            plan.with_user(self.manager).unlink()

    def test_state_is_written_by_the_buttons_only(self):
        plan = self._create_plan()
        for vals in ({"state": "approved"}, {"signed_by_id": self.rep.id}):
            with self.assertRaises(AccessError):
                plan.write(vals)

    def test_check_in_starts_the_sheet_and_closing_ends_it(self):
        plan = self._create_plan()
        plan.action_submit()
        plan.with_user(self.leader).action_approve()
        visit = plan.visit_ids
        with self._at(visit.date_start):
            visit.action_check_in(reason="No reception")
        self.assertEqual(plan.state, "in_progress")
        with self.assertRaisesRegex(UserError, "Report, move or cancel first"):
            plan.action_close()
        visit.action_no_show("Shop closed")
        plan.action_close()
        self.assertEqual(plan.state, "closed")

    def test_cancelled_sheet_leaves_the_visits(self):
        plan = self._create_plan()
        plan.action_submit()
        with self.assertRaisesRegex(AccessError, "ask your leader"):
            plan.action_cancel()
        plan.with_user(self.leader).action_cancel()
        self.assertEqual(plan.visit_ids.state, "planned")

    def test_collecting_takes_own_visits_of_the_period(self):
        inside = self._create_visit(self.rep)
        later = self._create_visit(
            self.rep, date_start=inside.date_start + timedelta(8)
        )
        foreign = self._create_visit(self.colleague)
        plan = self._create_plan(visits=0)
        plan.action_collect_visits()
        self.assertEqual(plan.visit_ids, inside)
        self.assertFalse((later | foreign).plan_id)

    def test_sheet_refuses_visits_of_others(self):
        plan = self._create_plan()
        with self.assertRaisesRegex(ValidationError, "belongs to"):
            self._create_visit(self.leader, plan_id=plan.sudo().id)

    def test_counts_follow_the_visits(self):
        plan = self._create_plan(visits=3)
        plan.action_submit()
        first, second, _third = plan.visit_ids
        first.action_no_show("Shop closed")
        second.action_cancel("Rain")
        plan.invalidate_recordset()
        self.assertEqual((plan.visit_count, plan.done_count), (2, 1))
        self.assertEqual(plan.progress, 0.5)
        self.assertEqual(plan.valid_count, 0)

    def test_weekly_view_shows_the_visits_of_the_sheet(self):
        plan = self._create_plan(visits=2)
        action = plan.action_view_visits()
        self.assertEqual(
            self.env["sales.visit"].search(action["domain"]), plan.visit_ids
        )
        self.assertEqual(action["context"]["default_plan_id"], plan.id)

    def test_roles_read_the_sheets_of_their_circle(self):
        plan = self._create_plan()
        other = self._create_plan(self.other_rep)
        both = plan | other
        for user, expected in [
            (self.rep, plan),
            (self.colleague, both.browse()),
            (self.leader, plan),
            (self.other_leader, other),
            (self.manager, both),
            (self.auditor, both),
            (self.foreign_rep, both.browse()),
        ]:
            with self.subTest(user=user.login):
                found = plan.with_user(user).search([("id", "in", both.ids)])
                self.assertEqual(found.sudo(), expected.sudo())
        with self.assertRaises(AccessError):
            self._create_plan(self.auditor, visits=0)

    def test_lines_keep_their_purposes(self):
        plan = self._create_plan(visits=0)
        plan.write(
            {
                "visit_ids": [
                    Command.create(
                        {
                            "partner_id": self.customer.id,
                            "purpose_ids": [Command.set(self.purpose.ids)],
                            "expected_result": "A trial order.",
                        }
                    )
                ]
            }
        )
        self.assertEqual(plan.visit_ids.user_id, self.rep)
        self.assertEqual(plan.visit_ids.material_ids.name, "Price list")
