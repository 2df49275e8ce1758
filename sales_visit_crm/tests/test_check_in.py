from datetime import timedelta

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import NOW, SalesVisitCommon

# The customer of the fixtures, a door 1 km further north, and another city.
SITE = {"latitude": 31.2304, "longitude": 121.4737, "accuracy": 20}
NEXT_STREET = {"latitude": 31.2394, "longitude": 121.4737, "accuracy": 20}
BEIJING = {"latitude": 39.9042, "longitude": 116.4074, "accuracy": 20}


@tagged("post_install", "-at_install")
class TestCheckIn(SalesVisitCommon):
    def _check_in_at(self, visit, moment, **details):
        with self._at(moment):
            visit.action_check_in(**{"reason": "No reception", **details})
        return visit

    def _get_rows(self, visit):
        return self.env["sales.visit.checkin"].search([("visit_id", "=", visit.id)])

    # punctuality

    def test_punctuality_follows_the_margin_r006_r007(self):
        cases = [
            (-11, "early", 0),
            (-10, "early", 0),
            (-9, "margin", 0),
            (0, "margin", 0),
            (1, "late", 1),
            (25, "late", 25),
        ]
        for minutes, punctuality, late in cases:
            with self.subTest(minutes=minutes):
                visit = self._plan_visit(self.rep)
                moment = visit.date_start + timedelta(minutes=minutes)
                self._check_in_at(visit, moment)
                self.assertRecordValues(
                    visit, [{"punctuality": punctuality, "late_minutes": late}]
                )

    def test_margin_is_a_setting_r007(self):
        self.company.visit_arrival_margin_minutes = 30
        visit = self._plan_visit(self.rep)
        self.assertEqual(visit.date_start - visit.arrival_target, timedelta(minutes=30))
        self._check_in_at(visit, visit.date_start - timedelta(minutes=20))
        self.assertEqual(visit.punctuality, "margin")

    def test_agreed_arrival_counts_rather_than_the_plan_r006(self):
        visit = self._confirm_visit(self.rep)
        visit.arrival_time = visit.date_start + timedelta(minutes=30)
        self._check_in_at(visit, visit.date_start + timedelta(minutes=15))
        self.assertEqual(visit.punctuality, "early")

    def test_agreed_arrival_cannot_move_once_late_r006(self):
        visit = self._confirm_visit(self.rep)
        self._check_in_at(visit, visit.date_start + timedelta(minutes=40))
        with self.assertRaisesRegex(UserError, "settled since the arrival"):
            visit.arrival_time = visit.date_start + timedelta(hours=1)
        self.assertEqual(visit.late_minutes, 40)

    def test_unplanned_visit_is_not_judged_r006(self):
        visit = self._create_visit(self.rep)
        self._check_in_at(visit, visit.date_start + timedelta(hours=3))
        self.assertRecordValues(
            visit,
            [{"is_unplanned": True, "punctuality": False, "late_minutes": 0}],
        )

    def test_planning_after_the_arrival_counts_as_unplanned(self):
        visit = self._create_visit(self.rep)
        with self._at(hours=1):
            visit.action_plan()
            visit.action_check_in(device_time=fields.Datetime.to_string(NOW))
        self.assertTrue(visit.is_unplanned)

    def test_arrival_belongs_to_the_local_day(self):
        visit = self._plan_visit(self.rep, date_start=NOW)
        visit.action_check_in(reason="No reception")
        self.assertEqual(visit.date_arrived.date().isoformat(), "2026-03-01")
        self.assertEqual(visit.visit_day.isoformat(), "2026-03-02")

    # attendance

    def test_check_in_begins_and_check_out_ends_the_visit(self):
        visit = self._plan_visit(self.rep)
        visit.action_check_in(client_uid="in", mode="gps", **SITE)
        self.assertEqual((visit.state, visit.date_arrived), ("in_progress", NOW))
        with self._at(minutes=45):
            visit.action_check_out(client_uid="out", mode="gps", **SITE)
        self.assertRecordValues(
            visit,
            [
                {
                    "state": "done",
                    "date_left": NOW + timedelta(minutes=45),
                    "stay_minutes": 45,
                }
            ],
        )
        self.assertRecordValues(
            self._get_rows(visit).sorted("id"),
            [
                {"kind": "in", "mode": "gps", "user_id": self.rep.id},
                {"kind": "out", "mode": "gps", "user_id": self.rep.id},
            ],
        )

    def test_arrival_starts_an_approved_plan_sheet(self):
        plan = self.env["sales.visit.plan"].with_user(self.rep).create({})
        visit = self._create_visit(self.rep, plan_id=plan.id)
        plan.action_submit()
        plan.with_user(self.leader).action_approve()
        visit.action_check_in(reason="No reception")
        self.assertEqual(plan.state, "in_progress")

    def test_attendance_is_out_of_order_once(self):
        planned = self._plan_visit(self.rep)
        begun = self._check_in_at(self._plan_visit(self.rep), NOW)
        done = self._attend_visit(self.rep)
        reported = self._report_visit(self.colleague)
        cases = [
            (planned, "action_check_out", "before you check out"),
            (begun, "action_check_in", "already checked in"),
            (done, "action_check_out", "already left"),
            (done, "action_check_in", "already checked in"),
            (reported, "action_check_out", "already left"),
            (reported, "action_check_in", "already checked in"),
        ]
        for visit, action, message in cases:
            with (
                self.subTest(state=visit.state, action=action),
                self.assertRaisesRegex(UserError, message),
            ):
                getattr(visit, action)(reason="No reception")
        self.assertEqual(reported.state, "reported")

    def test_cancelled_visit_takes_no_check_in(self):
        visit = self._plan_visit(self.rep)
        visit.action_cancel("Customer ill")
        with self.assertRaisesRegex(UserError, "cannot become"):
            visit.action_check_in(reason="No reception")

    def test_only_the_salesperson_checks_in(self):
        visit = self._plan_visit(self.rep, companion_ids=self.colleague.ids)
        for user in (self.colleague, self.leader, self.manager, self.auditor):
            with self.subTest(user=user.login), self.assertRaises(UserError):
                visit.with_user(user).action_check_in(reason="No reception")
        with self.assertRaises(AccessError):
            visit.with_user(self.other_rep).action_check_in(reason="No reception")
        self.assertFalse(self._get_rows(visit))

    def test_check_ins_are_nobodys_to_write(self):
        visit = self._attend_visit(self.rep)
        row = self._get_rows(visit)[:1]
        vals = {
            "visit_id": visit.id,
            "user_id": self.rep.id,
            "client_uid": "forged",
            "kind": "in",
            "mode": "gps",
            "date_server": NOW,
        }
        for user in (self.rep, self.leader, self.manager, self.auditor):
            own = row.with_user(user)
            with self.subTest(user=user.login), mute_logger("odoo.models"):
                self.assertTrue(own.mode)
                with self.assertRaises(AccessError):
                    own.write({"latitude": 1.0})
                with self.assertRaises(AccessError):
                    own.unlink()
                with self.assertRaises(AccessError):
                    own.create(vals)
                with self.assertRaises(AccessError):
                    visit.with_user(user).write({"date_arrived": NOW})

    # replay

    def test_replay_returns_the_same_row(self):
        visit = self._plan_visit(self.rep)
        first = visit.action_check_in(client_uid="uid-1", mode="gps", **SITE)
        with self._at(minutes=20):
            again = visit.action_check_in(client_uid="uid-1", mode="gps", **BEIJING)
            visit.action_check_out(client_uid="uid-2", reason="No reception")
        late = visit.action_check_in(client_uid="uid-1", mode="gps", **SITE)
        self.assertEqual((again, late), (first, first))
        self.assertEqual(visit.state, "done")
        self.assertEqual(visit.date_arrived, NOW)
        self.assertEqual(len(self._get_rows(visit)), 2)

    def test_replay_survives_the_report(self):
        visit = self._plan_visit(self.rep)
        first = visit.action_check_in(client_uid="uid-1", reason="No reception")
        visit.write(self._prepare_report_vals(visit))
        visit.action_submit_report()
        self.assertEqual(visit.action_check_in(client_uid="uid-1"), first)
        self.assertEqual(visit.state, "reported")

    def test_uuid_of_another_check_in_is_refused(self):
        visit = self._plan_visit(self.rep)
        visit.action_check_in(client_uid="uid-1", reason="No reception")
        other = self._plan_visit(self.rep, partner_id=self.other_customer.id)
        with self.assertRaisesRegex(UserError, "used for another visit"):
            other.action_check_in(client_uid="uid-1", reason="No reception")
        with self.assertRaisesRegex(UserError, "used for another visit"):
            visit.action_check_out(client_uid="uid-1", reason="No reception")
        self.assertEqual((visit.state, other.state), ("in_progress", "planned"))

    # bad input

    def test_impossible_values_are_refused_and_nothing_is_saved(self):
        def moved(**delta):
            return fields.Datetime.to_string(NOW + timedelta(**delta))

        cases = {
            "latitude beyond the pole": ({**SITE, "latitude": 95}, "latitude"),
            "longitude beyond the date line": ({**SITE, "longitude": 181}, "longitude"),
            "not a number": ({**SITE, "latitude": float("nan")}, "latitude"),
            "infinite": ({**SITE, "longitude": float("inf")}, "longitude"),
            "enormous": ({**SITE, "latitude": 10**400}, "latitude"),
            "text": ({**SITE, "latitude": "31.2"}, "latitude"),
            "truth": ({**SITE, "latitude": True}, "latitude"),
            "half a position": ({"latitude": 31.2}, "longitude"),
            "no position": ({}, "latitude"),
            "negative accuracy": ({**SITE, "accuracy": -1}, "accuracy"),
            "in the future": ({**SITE, "device_time": moved(minutes=6)}, "future"),
            "too far back": ({**SITE, "device_time": moved(days=-8)}, "too far back"),
            "no time": ({**SITE, "device_time": "yesterday"}, "clock"),
            "a number as time": ({**SITE, "device_time": 5}, "clock"),
            "unknown mode": ({**SITE, "mode": "magic"}, "no way to check in"),
            "a list as mode": ({**SITE, "mode": ["gps"]}, "no way to check in"),
            "500 kB of reason": ({**SITE, "reason": "x" * 500_000}, "Shorten"),
            "script": ({**SITE, "reason": "<script>a()</script>"}, "plain text"),
            "a number as reason": ({**SITE, "reason": 5}, "plain text"),
            "500 kB of UUID": ({**SITE, "client_uid": "x" * 500_000}, "UUID"),
            "a list as UUID": ({**SITE, "client_uid": ["a"]}, "UUID"),
        }
        visit = self._plan_visit(self.rep)
        for name, (details, message) in cases.items():
            with self.subTest(name), self.assertRaisesRegex(UserError, message):
                visit.action_check_in(**{"mode": "gps", **details})
        self.assertEqual(visit.state, "planned")
        self.assertFalse(self._get_rows(visit))

    # the phone's time

    def test_device_time_is_the_arrival(self):
        visit = self._plan_visit(self.rep, date_start=NOW)
        arrived = NOW + timedelta(minutes=1)
        with self._at(hours=5):
            visit.action_check_in(device_time=fields.Datetime.to_string(arrived))
        self.assertEqual((visit.date_arrived, visit.late_minutes), (arrived, 1))
        self.assertRecordValues(
            self._get_rows(visit),
            [{"date_device": arrived, "date_server": NOW + timedelta(hours=5)}],
        )

    def test_fast_clock_is_tolerated_and_capped(self):
        visit = self._plan_visit(self.rep)
        ahead = fields.Datetime.to_string(NOW + timedelta(minutes=5))
        visit.action_check_in(device_time=ahead)
        self.assertEqual(visit.date_arrived, NOW)

    def test_late_entry_reaches_as_far_as_the_company_lets_it(self):
        self.company.visit_backdate_days = 1
        earlier = fields.Datetime.to_string(NOW - timedelta(days=1, seconds=1))
        visit = self._plan_visit(self.rep)
        with self.assertRaisesRegex(UserError, "too far back"):
            visit.action_check_in(device_time=earlier)
        self.company.visit_backdate_days = 2
        visit.action_check_in(device_time=earlier)
        self.assertEqual(visit.state, "in_progress")

    def test_departure_is_never_before_the_arrival(self):
        visit = self._plan_visit(self.rep)
        visit.action_check_in(reason="No reception")
        earlier = fields.Datetime.to_string(NOW - timedelta(hours=1))
        visit.action_check_out(device_time=earlier, reason="No reception")
        self.assertEqual(visit.date_left, visit.date_arrived)

    # position

    def test_distance_is_measured_to_where_we_meet(self):
        office = {"partner_latitude": 31.2394, "partner_longitude": 121.4737}
        self.company.partner_id.write(office)
        cases = [
            ("at the door", {}, 0),
            ("contact of the customer", {"partner_id": self.contact.id}, 0),
            ("customer comes to us", {"channel": "inbound"}, 1001),
            ("unknown place", {"partner_id": self.other_customer.id}, None),
            ("on the phone", {"channel": "phone"}, None),
        ]
        for name, vals, distance in cases:
            with self.subTest(name):
                visit = self._plan_visit(self.rep, **vals)
                visit.action_check_in(mode="gps", **SITE)
                row = self._get_rows(visit)
                self.assertEqual(row.has_distance, distance is not None)
                self.assertAlmostEqual(row.distance_m, distance or 0, delta=1)

    def test_company_that_never_asks_stores_no_position(self):
        self.company.visit_position_mode = "off"
        visit = self._plan_visit(self.rep)
        self.assertEqual(visit.position_mode, "off")
        visit.action_check_in(mode="gps", **SITE)
        self.assertRecordValues(
            self._get_rows(visit),
            [{"mode": "manual", "latitude": 0, "longitude": 0, "has_distance": False}],
        )

    def test_check_in_by_hand_keeps_the_reason(self):
        visit = self._plan_visit(self.rep)
        visit.action_check_in(reason="  Inside a building ")
        row = self._get_rows(visit)
        self.assertEqual((row.mode, row.reason), ("manual", "Inside a building"))

    # proof

    def test_proof_adds_up_what_is_known(self):
        cases = [
            ("near, stayed", {"mode": "gps", **SITE}, 30, 100),
            ("next street", {"mode": "gps", **NEXT_STREET}, 30, 70),
            ("other city", {"mode": "gps", **BEIJING}, 30, 70),
            ("vague", {"mode": "gps", **SITE, "accuracy": 900}, 30, 70),
            ("near, left at once", {"mode": "gps", **SITE}, 1, 80),
            ("by hand", {"reason": "No reception"}, 30, 50),
        ]
        for name, details, minutes, score in cases:
            with self.subTest(name):
                visit = self._plan_visit(self.rep)
                visit.action_check_in(**details)
                with self._at(minutes=minutes):
                    visit.action_check_out(reason="No reception")
                self.assertEqual(visit.proof_score, score)

    def test_radius_is_a_setting(self):
        self.company.visit_radius_m = 1100
        visit = self._plan_visit(self.rep)
        visit.action_check_in(mode="gps", **NEXT_STREET)
        self.assertIn("near", visit.proof_signals)

    def test_proof_says_why(self):
        visit = self._create_visit(self.rep)
        visit.action_check_in(mode="gps", **BEIJING)
        self.assertEqual(
            visit.proof_note,
            "position known, far from the customer's address, not planned beforehand",
        )
