import threading
from datetime import datetime, timedelta

from odoo import fields
from odoo.tests import tagged

from ..demo import clock, sales_visit_timetable
from ..hooks import uninstall_hook
from .customer_demo_tests import CustomerDemoTests
from .demo_common import MODULE, ROLES, DemoCommon
from .intent_demo_tests import IntentDemoTests
from .key_account_demo_tests import KeyAccountDemoTests

# A visit's life in the order in which its moments come.
MOMENTS = (
    "create_date",
    "date_planned",
    "date_arrived",
    "date_left",
    "date_reported",
    "date_reviewed",
)


@tagged("post_install", "-at_install")
class TestDemo(KeyAccountDemoTests, IntentDemoTests, CustomerDemoTests, DemoCommon):
    """The demo data is whole, and looks as if it had happened."""

    allow_inherited_tests_method = True

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.visits = cls.env["sales.visit"].search([("user_id", "in", cls.users.ids)])

    def _select(self, **values):
        return self.visits.filtered(
            lambda visit: all(visit[name] == value for name, value in values.items())
        )

    def test_everyone_has_one_role(self):
        roles = self.env["res.groups"].union(
            *(self.env.ref(f"{MODULE}.{group}") for group in ROLES.values())
        )
        for user, group in zip(self.users, ROLES.values(), strict=True):
            self.assertEqual(
                user.group_ids & roles, self.env.ref(f"{MODULE}.{group}"), user.login
            )
            self.assertEqual(user.tz, "Asia/Shanghai")

    def test_teams_have_leader_and_members(self):
        for name, count in (("first", 2), ("second", 1)):
            team = self.env.ref(f"{MODULE}.crm_team_{name}_demo")
            self.assertIn(team.user_id, self.users)
            self.assertEqual(len(team.member_ids), count)

    def test_customers_can_be_found_and_spoken_to(self):
        customers = self.visits.commercial_partner_id
        self.assertEqual(len(customers), 30)
        for customer in customers:
            self.assertTrue(customer.partner_latitude and customer.city)
            self.assertIn(len(customer.child_ids), (1, 2, 3))
            self.assertTrue(all(customer.child_ids.mapped("function")))

    def test_opportunities_stand_in_every_stage(self):
        leads = self.env["crm.lead"].search([("user_id", "in", self.users.ids)])
        self.assertEqual(len(leads & self.visits.lead_id), 15)
        self.assertGreaterEqual(len(leads.stage_id), 4)

    def test_visits_are_many_and_of_every_kind(self):
        self.assertGreaterEqual(len(self.visits), 120)
        self.assertGreaterEqual(len(self._select(channel="phone")), 15)
        self.assertEqual(len(self.visits.purpose_ids), 14)
        for name in ("state", "channel", "outcome", "punctuality", "validity"):
            field = self.env["sales.visit"]._fields[name]
            wanted = set(field.get_values(self.env))
            self.assertLessEqual(wanted, set(self.visits.mapped(name)), name)
        waiting = self._select(state="reported") - self._select(channel="phone")
        self.assertGreaterEqual(len(waiting), 8)
        self.assertTrue(self._select(state="done", is_returned=True))
        self.assertTrue(self._select(is_unplanned=True))
        self.assertTrue(self._select(is_report_late=True))
        self.assertTrue(self.visits.reschedule_ids)
        self.assertTrue(self.visits.amendment_ids)

    def test_representative_has_a_day_ahead(self):
        rep = self.env.ref(f"{MODULE}.res_users_rep_demo")
        today = self._select(user_id=rep, visit_day=rep._get_sales_today())
        self.assertLessEqual(
            {"in_progress", "confirmed", "planned"}, set(today.mapped("state"))
        )

    def test_moments_come_in_order_and_are_past(self):
        for visit in self.visits:
            # A call is logged when it is over.
            names = MOMENTS[2:] if visit.channel == "phone" else MOMENTS
            moments = [visit[name] for name in names if visit[name]]
            self.assertEqual(moments, sorted(moments), visit.name)
            self.assertLessEqual(moments[-1], self.now, visit.name)

    def test_on_site_means_at_the_customer(self):
        for visit in self._select(channel="onsite"):
            # Kept from the day of the visit: a customer may have moved since.
            moved = visit.partner_id.change_request_ids.line_ids.filtered(
                lambda line: line.field_name in ("street", "zip") and line.is_applied
            )
            address = visit._format_place(visit.partner_id)
            self.assertTrue(moved or visit.place == address, visit.name)

    def test_visits_fall_on_working_days(self):
        today = self.users[0]._get_sales_today()
        for day in set(self.visits.mapped("visit_day")) - {today}:
            self.assertLess(day.weekday(), 5, day)

    def test_stored_computations_are_right(self):
        names = (
            "visit_day",
            "day_slot",
            "late_minutes",
            "punctuality",
            "stay_minutes",
            "is_report_late",
            "is_appointment_late",
            "completeness",
        )
        stored = [self.visits.mapped(name) for name in names]
        for name in names:
            self.env.add_to_compute(self.visits._fields[name], self.visits)
        self.env.flush_all()
        self.assertEqual([self.visits.mapped(name) for name in names], stored)

    def test_validity_follows_the_rule(self):
        """R027, or a reviewer's reason for deciding otherwise."""
        for visit in self._select(state="reviewed"):
            decision = visit.review_ids.sorted("round")[-1]
            ruled = "invalid" if visit._get_validity_problem() else "valid"
            self.assertEqual(decision.decision, "sign")
            self.assertEqual(decision.is_overruled, visit.validity != ruled)
            self.assertEqual(visit.reviewer_id, visit.team_id.user_id)
            self.assertEqual(visit.completeness, 100, visit.name)

    def test_arrivals_are_proven_by_check_ins(self):
        held = self.visits.filtered(
            lambda visit: visit.channel == "onsite" and visit.date_arrived
        )
        for visit in held:
            rows = visit.checkin_ids.grouped("kind")
            self.assertEqual(rows["in"].date_server, visit.date_arrived)
            if visit.date_left:
                self.assertEqual(rows["out"].date_server, visit.date_left)
        modes = set(held.checkin_ids.mapped("mode"))
        self.assertLessEqual({"gps", "manual"}, modes)

    def test_planned_visits_stand_in_the_calendar(self):
        for visit in self.visits.filtered(
            lambda visit: visit.state in ("planned", "confirmed", "in_progress")
        ):
            self.assertEqual(visit.calendar_event_id.start, visit.date_start)
            self.assertTrue(
                visit.plan_id or visit.visit_day > visit.date_planned.date()
            )

    def test_commitments_end_in_every_way(self):
        commitments = self.visits.commitment_ids
        self.assertEqual(
            {"open", "kept", "late", "broken", "waived"},
            set(commitments.mapped("state")),
        )
        self.assertEqual({"us", "customer"}, set(commitments.mapped("promised_by")))
        self.assertTrue(commitments.move_ids)
        self.assertIn(True, commitments.mapped("is_overdue"))
        for commitment in commitments.filtered("date_answered"):
            late = commitment.date_answered > commitment.date_deadline
            self.assertEqual(late, commitment.state in ("late", "broken", "waived"))

    def test_next_visits_follow_their_reports(self):
        chained = self.visits.filtered("next_visit_id")
        self.assertGreater(len(chained), 30)
        for visit in chained:
            following = visit.next_visit_id
            self.assertEqual(following.partner_id, visit.partner_id)
            self.assertGreater(following.visit_day, visit.visit_day)

    def test_plan_sheets_go_from_draft_to_closed(self):
        sheets = self.env["sales.visit.plan"].search(
            [("user_id", "in", self.users.ids)]
        )
        self.assertLessEqual(
            {"draft", "submitted", "in_progress", "closed"},
            set(sheets.mapped("state")),
        )

    def test_messages_are_dated_back_and_send_no_mail(self):
        messages = self.visits.message_ids
        self.assertLess(min(messages.mapped("date")), self.now - timedelta(days=45))
        self.assertLessEqual(max(messages.mapped("date")), self.now)
        self.assertFalse(
            self.env["mail.mail"].search([("mail_message_id", "in", messages.ids)])
        )
        notifications = self.env["mail.notification"].search(
            [
                ("res_partner_id", "in", self.users.partner_id.ids),
                ("is_read", "=", False),
            ]
        )
        old = self.now - timedelta(days=4)
        self.assertGreater(min(notifications.mail_message_id.mapped("date")), old)

    def test_history_is_made_once(self):
        self.env["sales.visit"]._load_demo_history()
        visits = self.env["sales.visit"].search([("user_id", "in", self.users.ids)])
        self.assertEqual(visits, self.visits)

    def test_uninstalling_takes_the_activities_along(self):
        """Done ones are archived, and would keep their types from going."""
        activities = self.env["mail.activity"].with_context(active_test=False)
        own = [("res_model", "=", "sales.visit")]
        self.assertIn(False, activities.search(own).mapped("active"))
        uninstall_hook(self.env)
        self.assertFalse(activities.search(own))

    def test_set_back_clock_is_seen_by_its_thread_only(self):
        moment = datetime(2020, 1, 1)
        elsewhere = []
        with clock.replayed(self.env) as set_time:
            set_time(moment)
            thread = threading.Thread(
                target=lambda: elsewhere.append(fields.Datetime.now())
            )
            thread.start()
            thread.join()
            self.assertEqual(fields.Datetime.now(), moment)
            self.assertEqual(self.env.cr.now(), moment)
        self.assertGreaterEqual(elsewhere[0], self.now)
        self.assertGreaterEqual(fields.Datetime.now(), self.now)

    def test_working_days_skip_weekends(self):
        friday = fields.Date.to_date("2026-03-06")
        for offset, day in ((1, "2026-03-09"), (0, "2026-03-06"), (-5, "2026-02-27")):
            self.assertEqual(
                sales_visit_timetable.workday(friday, offset), fields.Date.to_date(day)
            )
