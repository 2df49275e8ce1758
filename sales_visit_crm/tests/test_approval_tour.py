from odoo.tests import HttpCase, tagged

from .approval_common import ApprovalCommon


@tagged("post_install", "-at_install")
class TestApprovalTour(ApprovalCommon, HttpCase):
    freeze_time = None

    def test_admin_edits_a_route_and_dry_runs_it(self):
        route = self._create_route(
            {"approver_kind": "leader"}, self.colleague, name="Tour Route"
        )
        version = route.version
        admin = self._new_user(
            "admin", "sales_visit_crm.group_sales_visit_manager,base.group_system"
        )
        self.start_tour(
            "/odoo/approval-routes", "approval_route_tour", login=admin.login
        )
        self.assertGreater(route.version, version)
        self.assertRecordValues(
            route.step_ids[1], [{"approver_kind": "superior", "superior_level": 2}]
        )
        self.assertFalse(
            self.env["approval.request"].search([("route_id", "=", route.id)])
        )


@tagged("post_install", "-at_install")
class TestApprovalTourOnPhone(ApprovalCommon, HttpCase):
    freeze_time = None
    browser_size = "390x844"
    touch_enabled = True

    def test_approver_decides_on_one_screen(self):
        self._create_route(self.director)
        first = self._submit(name="First Sample")
        second = self._submit(name="Second Sample")
        self.start_tour(
            "/odoo/my-approvals", "approval_decide_tour", login=self.director.login
        )
        self.assertEqual(first.state, "returned")
        self.assertEqual(first.decision_ids.comment, "Which floor?")
        self.assertEqual(second.state, "approved")
