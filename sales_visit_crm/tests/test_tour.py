from odoo import fields
from odoo.tests import HttpCase, tagged

from odoo.addons.web.tests import test_js

from .common import SalesVisitCommon


@tagged("post_install", "-at_install")
class TestCheckInWidget(test_js.HOOTCommon):
    """The unit tests of the check-in widget, in a real browser."""

    def _run_suite(self, preset):
        suite = self._generate_hash("@sales_visit_crm/visit_check_in")
        self.browser_js(
            f"/web/tests?headless&loglevel=2&timeout=15000&preset={preset}&id={suite}",
            "",
            login="admin",
            timeout=300,
            success_signal="[HOOT] Test suite succeeded",
            error_checker=test_js.unit_test_error_checker,
        )

    def test_widget_on_a_desktop(self):
        self._run_suite("desktop")


@tagged("post_install", "-at_install")
class TestCheckInWidgetOnPhone(TestCheckInWidget):
    browser_size = "375x667"
    touch_enabled = True

    def test_widget_on_a_phone(self):
        self._run_suite("mobile")


@tagged("post_install", "-at_install")
class TestTour(SalesVisitCommon, HttpCase):
    """The main road of each role, in a real browser on a desktop."""

    freeze_time = None

    def test_leader_reviews_the_queue(self):
        first, second, third = (
            self._report_visit(self.rep, expected_result=f"{number} goal")
            for number in ("First", "Second", "Third")
        )
        self.start_tour(
            "/odoo/visit-reviews", "sales_visit_leader_tour", login=self.leader.login
        )
        self.assertRecordValues(
            first | second | third,
            [
                {"state": "reviewed", "validity": "valid", "is_returned": False},
                {"state": "done", "validity": "pending", "is_returned": True},
                {"state": "reviewed", "validity": "invalid", "is_returned": False},
            ],
        )
        self.assertEqual(first.review_comment, "Bring the new brochure next time.")
        self.assertEqual(second.review_ids.comment, "Who decides there?")
        self.assertTrue(third.review_ids.is_overruled)
        self.assertEqual(third.validity_reason, "The customer knows nothing of it")

    def test_admin_changes_a_setting(self):
        start = fields.Datetime.add(fields.Datetime.today(), days=3, hours=2)
        self._confirm_visit(self.rep, date_start=start)
        admin = self._new_user(
            "admin", "sales_visit_crm.group_sales_visit_manager,base.group_system"
        )
        self.start_tour(
            "/odoo/visit-settings", "sales_visit_admin_tour", login=admin.login
        )
        self.assertEqual(self.company.visit_arrival_margin_minutes, 20)


@tagged("post_install", "-at_install")
class TestTourOnPhone(SalesVisitCommon, HttpCase):
    freeze_time = None
    browser_size = "375x667"
    touch_enabled = True

    def test_salesperson_visits_and_reports(self):
        # The test browser lives in UTC, and check-in opens on the local day.
        self.rep.tz = "UTC"
        visit = self._plan_visit(
            self.rep,
            date_start=fields.Datetime.now(),
            contact_ids=[fields.Command.set(self.contact.ids)],
        )
        self.start_tour("/odoo/my-visits", "sales_visit_rep_tour", login=self.rep.login)
        self.assertRecordValues(
            visit,
            [
                {
                    "state": "reported",
                    "completeness": 100,
                    "no_next_reason": "The office delivers",
                }
            ],
        )
        self.assertRecordValues(
            visit.checkin_ids.sorted("id"),
            [
                {"kind": "in", "mode": "gps", "reason": False},
                {"kind": "out", "mode": "manual", "reason": "Inside a building"},
            ],
        )
        self.assertIn("near", visit.proof_signals)
