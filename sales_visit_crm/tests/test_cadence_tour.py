from odoo.tests import HttpCase, tagged

from .cadence_common import CadenceCommon


class CadenceTourCase(CadenceCommon, HttpCase):
    """A customer that is due, and one in the pool."""

    freeze_time = None

    def _run_due_tour(self):
        self._contact(20)
        self.start_tour(
            "/odoo/contacts-due", "customer_cadence_due_tour", login=self.rep.login
        )

    def _run_claim_tour(self):
        self.customer.phone = "13812345678"
        self.customer.with_user(self.rep)._change_owner(self.rep.browse(), "Too far")
        self.start_tour(
            "/odoo/customer-pool",
            "customer_pool_claim_tour",
            login=self.colleague.login,
        )
        self.assertEqual(self.customer.user_id, self.colleague)
        kinds = self.customer.pool_log_ids.sorted("id").mapped("kind")
        self.assertEqual(kinds, ["give_up", "view", "claim"])


@tagged("post_install", "-at_install")
class TestCadenceTour(CadenceTourCase):
    def test_salesperson_claims_from_the_pool(self):
        self._run_claim_tour()


@tagged("post_install", "-at_install")
class TestCadenceTourOnPhone(CadenceTourCase):
    browser_size = "375x667"
    touch_enabled = True

    def test_salesperson_sees_who_is_due(self):
        self._run_due_tour()

    def test_salesperson_claims_from_the_pool(self):
        self._run_claim_tour()
