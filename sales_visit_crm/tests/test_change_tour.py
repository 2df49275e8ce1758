from odoo.tests import HttpCase, tagged

from .test_change_request import ChangeRequestCommon


class ChangeTourCase(ChangeRequestCommon, HttpCase):
    """A registered customer, its salesperson, and those who decide."""

    freeze_time = None

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # A salesperson edits customers only with this right of Odoo's own.
        cls.rep.group_ids |= cls.env.ref("base.group_partner_manager")

    def _run_rep_tour(self):
        before = self.requests.search([])
        self.start_tour(
            f"/odoo/res.partner/{self.customer.id}",
            "customer_change_rep_tour",
            login=self.rep.login,
        )
        requests = (self.requests.search([]) - before).sorted("id")
        self.assertEqual(requests.mapped("state"), ["submitted", "cancel"])
        self.assertEqual(requests.mapped("reason"), ["They moved.", False])
        self.assertEqual(
            set(requests[0].line_ids.mapped("field_name")), {"phone", "city"}
        )
        self.assertEqual(self.customer.city, "Shanghai")
        self.assertFalse(self.customer.zip)


@tagged("post_install", "-at_install")
class TestChangeTour(ChangeTourCase):
    def test_salesperson_proposes(self):
        self._run_rep_tour()


@tagged("post_install", "-at_install")
class TestChangeTourOnPhone(ChangeTourCase):
    browser_size = "375x667"
    touch_enabled = True

    def test_salesperson_proposes(self):
        self._run_rep_tour()

    def test_leader_and_steward_decide(self):
        request = self._propose(
            {"phone": "021 5555 0002", "city": "Suzhou", "change_reason": "Moved."}
        )
        self.start_tour(
            "/odoo/my-approvals",
            "customer_change_leader_tour",
            login=self.leader.login,
        )
        phone = request.line_ids.filtered(lambda line: line.field_name == "phone")
        self.assertEqual(phone.decision, "rejected")
        self.assertEqual(phone.decided_by_id, self.leader)
        self.customer.with_user(self.steward).city = "Hangzhou"
        self.start_tour(
            "/odoo/customer-changes",
            "customer_change_steward_tour",
            login=self.steward.login,
        )
        self.assertEqual(request.state, "applied")
        self.assertEqual(self.customer.city, "Suzhou")
        self.assertEqual(self.customer.phone, "021 5555 0001")
        self.assertEqual(request.applied_by_id, self.steward)
