from odoo.tests import HttpCase, tagged

from .key_account_common import KeyAccountCommon


class KeyAccountTourCase(KeyAccountCommon, HttpCase):
    """A salesperson nominates, a manager decides."""

    freeze_time = None

    def _run_nomination_tour(self):
        self.start_tour(
            f"/odoo/customer/{self.customer.id}",
            "key_account_nomination_tour",
            login=self.rep.login,
        )
        nomination = self.nominations.search([("partner_id", "=", self.customer.id)])
        self.assertRecordValues(
            nomination,
            [
                {
                    "state": "submitted",
                    "score": 120,
                    "proposed_tier_id": self.silver.id,
                    "user_id": self.rep.id,
                }
            ],
        )
        return nomination


@tagged("post_install", "-at_install")
class TestKeyAccountTour(KeyAccountTourCase):
    def test_salesperson_nominates(self):
        self._run_nomination_tour()


@tagged("post_install", "-at_install")
class TestKeyAccountTourOnPhone(KeyAccountTourCase):
    browser_size = "375x667"
    touch_enabled = True

    def test_salesperson_nominates(self):
        self._run_nomination_tour()

    def test_manager_approves_a_tier(self):
        """LC5, differentiator 14: on one screen of a phone."""
        nomination = self._submit(self.silver)
        self.start_tour(
            "/odoo/my-approvals",
            "key_account_approval_tour",
            login=self.manager.login,
        )
        self.assertEqual(nomination.state, "in_force")
        self.assertEqual(self.customer.key_account_tier_id, self.silver)
        self.assertEqual(len(self.customer.key_account_log_ids), 1)
