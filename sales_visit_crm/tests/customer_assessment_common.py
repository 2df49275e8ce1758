from datetime import timedelta

from .common import SalesVisitCommon
from .customer_audit_common import never_committing


class CustomerAssessmentCommon(SalesVisitCommon):
    """Customers with owners, the shipped forms, and assessments at any stage."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.customer.user_id = cls.rep
        cls.other_customer.user_id = cls.other_rep
        cls.today = cls.company._get_sales_today()
        cls.assessments = cls.env["customer.assessment"]
        cls.templates = cls.env["customer.assessment.template"]
        for usage in ("grade", "comprehensive", "credit", "tier", "performance"):
            xmlid = f"sales_visit_crm.customer_assessment_template_{usage}"
            setattr(cls, usage, cls.env.ref(xmlid))
        for letter in "abcd":
            grade = cls.env.ref(f"sales_visit_crm.customer_grade_{letter}")
            setattr(cls, f"grade_{letter}", grade)
        cls.startClassPatcher(never_committing(cls.env))

    @classmethod
    def _assess(cls, scores=(), user=None, partner=None, template=None, **vals):
        """Return a draft of ``user`` (the rep) with ``scores`` in the form's order."""
        assessment = cls.assessments.with_user(user or cls.rep).create(
            {
                "partner_id": (partner or cls.customer).id,
                "template_id": (template or cls.grade).id,
                "basis": "Will buy above one million a year; clear decision chain.",
                **vals,
            }
        )
        for line, score in zip(assessment.line_ids, scores, strict=False):
            line.score = score
        return assessment

    @classmethod
    def _confirm(cls, scores, user=None, **vals):
        assessment = cls._assess(scores, user, **vals)
        if not assessment.strategy:
            assessment.strategy = "Look at it again."
        assessment.action_confirm()
        return assessment

    @classmethod
    def _sign(cls, scores, user=None, signer=None, **vals):
        """Return an assessment in force, signed by ``signer`` (the leader)."""
        assessment = cls._confirm(scores, user, **vals)
        assessment.with_user(signer or cls.leader).action_approve()
        return assessment

    @classmethod
    def _create_form(cls, bands, axes=("value", "willingness"), **vals):
        """Return a draft form of two indicators.

        :param dict bands: lower bound by the letter of the grade
        """
        letters = {"A": cls.grade_a, "B": cls.grade_b, "C": cls.grade_c}
        letters["D"] = cls.grade_d
        return cls.templates.create(
            {
                "name": "Test Form",
                "code": "test",
                "usage": "grade",
                "method": "sum",
                "indicator_ids": [
                    (
                        0,
                        0,
                        {
                            "name": f"Item {n}",
                            "code": f"c{n}",
                            "weight": 50,
                            "axis": axis,
                            "sequence": n,
                        },
                    )
                    for n, axis in enumerate(axes, 1)
                ],
                "band_ids": [
                    (
                        0,
                        0,
                        {
                            "name": letter,
                            "code": letter,
                            "score_min": low,
                            "grade_id": letters[letter].id,
                        },
                    )
                    for letter, low in bands.items()
                ],
                **vals,
            }
        )

    def _days_later(self, days):
        return self.today + timedelta(days=days)
