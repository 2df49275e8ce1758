from odoo.tests import HttpCase, tagged

from .process_common import ProcessCommon


class ProcessTourCase(ProcessCommon, HttpCase):
    """A project that lacks nothing but its milestone."""

    freeze_time = None

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.lead = cls._create_lead(expected_revenue=100000, date_deadline="2099-06-30")
        cls._report_for(cls.lead)
        cls.lead.condition_ids.action_done()


@tagged("post_install", "-at_install")
class TestProcessTour(ProcessTourCase):
    def test_card_is_dropped_and_its_evidence_provided(self):
        """Differentiator 18: the drop opens the gap list."""
        self.start_tour(
            "/odoo/deal-board", "selling_process_drop_tour", login=self.rep.login
        )
        self.assertEqual(self.lead.stage_id, self._stage(2))
        self.assertEqual(self.lead.gate_log_ids.mapped("kind").count("advance"), 1)


@tagged("post_install", "-at_install")
class TestProcessTourOnPhone(ProcessTourCase):
    browser_size = "375x667"
    touch_enabled = True

    def test_milestone_is_ticked_on_the_phone(self):
        self.start_tour(
            f"/odoo/crm.lead/{self.lead.id}",
            "selling_process_tick_tour",
            login=self.rep.login,
        )
        row = self.lead.milestone_ids.filtered(lambda item: item.state == "done")
        self.assertEqual(row.done_by_id, self.rep)
        self.assertEqual(row.evidence_ref._name, "sales.visit")
