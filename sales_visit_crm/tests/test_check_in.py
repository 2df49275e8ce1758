from odoo.tests import tagged

from .common import SalesVisitCommon


@tagged("post_install", "-at_install")
class TestCheckIn(SalesVisitCommon):
    def test_builders_reach_every_stage(self):
        self.assertEqual(self._create_visit(self.rep).state, "draft")
        self.assertEqual(self._plan_visit(self.rep).state, "planned")
        self.assertEqual(self._confirm_visit(self.rep).state, "confirmed")
        self.assertEqual(self._attend_visit(self.rep).state, "done")
        self.assertEqual(self._report_visit(self.colleague).state, "reported")
        visit = self._review_visit(self.rep)
        self.assertEqual((visit.state, visit.validity), ("reviewed", "valid"))
        commitment = self._create_commitment(self._attend_visit(self.rep))
        self.assertEqual(commitment.state, "open")
