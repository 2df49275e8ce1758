from odoo.tests import HttpCase, tagged

from .intent_common import IntentCommon


class IntentTourCase(IntentCommon, HttpCase):
    """A deal at level A and a call about it."""

    freeze_time = None

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.lead.intent_level_id = cls.level_a
        cls.call = cls._call()

    def _run_rate_tour(self):
        self.start_tour(
            f"/odoo/crm/{self.lead.id}", "intent_rep_tour", login=self.rep.login
        )
        self.assertEqual(self.lead.intent_level_id, self.level_h)
        self.assertEqual(self._last_log().visit_id, self.call)


@tagged("post_install", "-at_install")
class TestIntentTour(IntentTourCase):
    def test_salesperson_raises_the_level(self):
        self._run_rate_tour()

    def test_salesperson_loses_and_reopens_a_deal(self):
        """S040, differentiator 20."""
        self.start_tour(
            f"/odoo/crm/{self.lead.id}", "loss_rep_tour", login=self.rep.login
        )
        self.assertEqual(self.lead.won_status, "pending")
        dossier = self.lead.loss_dossier_ids
        self.assertEqual(dossier.state, "reopened")
        self.assertEqual(dossier.note, "They needed it in May.")


@tagged("post_install", "-at_install")
class TestIntentTourOnPhone(IntentTourCase):
    browser_size = "375x667"
    touch_enabled = True

    def test_salesperson_raises_the_level(self):
        self._run_rate_tour()
