from odoo import api, fields, models
from odoo.exceptions import ValidationError


class CustomerAssessmentChoice(models.Model):
    """A level of an indicator and the score that it gives."""

    _name = "customer.assessment.choice"
    _description = "Level of an Indicator"
    _inherit = ["customer.assessment.part.mixin"]
    _order = "indicator_id, sequence, id"

    indicator_id = fields.Many2one(
        comodel_name="customer.assessment.indicator",
        required=True,
        index=True,
        ondelete="cascade",
    )
    template_id = fields.Many2one(
        related="indicator_id.template_id", store=True, required=False, precompute=True
    )
    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    score = fields.Integer(required=True)
    has_fact_min = fields.Boolean(
        string="Proposed", help="The fact of the indicator proposes this level."
    )
    fact_min = fields.Float(
        string="From", help="The level holds from this value of the fact on."
    )

    @api.constrains("score", "indicator_id")
    def _check_score(self):
        for choice in self:
            indicator = choice.indicator_id
            if not indicator.score_min <= choice.score <= indicator.score_max:
                raise ValidationError(
                    self.env._(
                        "“%(level)s” of “%(indicator)s” gives %(score)s points, but "
                        "the scale runs from %(low)s to %(high)s.",
                        level=choice.name,
                        indicator=indicator.name,
                        score=choice.score,
                        low=indicator.score_min,
                        high=indicator.score_max,
                    )
                )
