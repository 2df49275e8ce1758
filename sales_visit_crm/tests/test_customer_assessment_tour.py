from odoo.tests import HttpCase, tagged

from .customer_assessment_common import CustomerAssessmentCommon


class AssessmentTourCase(CustomerAssessmentCommon, HttpCase):
    """Customers of a salesperson who are to be graded."""

    freeze_time = None

    def _check_and_sign(self):
        """Let the leader sign what the tour confirmed."""
        sheet = self.assessments.search([("partner_id", "=", self.customer.id)])
        self.assertRecordValues(
            sheet, [{"state": "confirmed", "total_score": 17, "user_id": self.rep.id}]
        )
        self.start_tour(
            f"/odoo/assessments/{sheet.id}",
            "customer_assessment_sign_tour",
            login=self.leader.login,
        )
        self.assertEqual(sheet.state, "effective")
        self.assertEqual(self.customer.customer_grade_id, self.grade_a)


@tagged("post_install", "-at_install")
class TestAssessmentTour(AssessmentTourCase):
    def test_salesperson_makes_a_grading_round(self):
        """S030, S033: from the list of customers to the signature."""
        self.other_customer.user_id = self.rep
        self.start_tour(
            "/odoo/my-customers", "customer_assessment_round_tour", login=self.rep.login
        )
        self._check_and_sign()


@tagged("post_install", "-at_install")
class TestAssessmentTourOnPhone(AssessmentTourCase):
    browser_size = "375x667"
    touch_enabled = True

    def test_salesperson_grades_after_a_visit(self):
        """S030: the same on a phone, from the customer."""
        self.start_tour(
            f"/odoo/customer/{self.customer.id}",
            "customer_assessment_phone_tour",
            login=self.rep.login,
        )
        self._check_and_sign()
