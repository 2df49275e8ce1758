from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ...tools import grading


class CustomerAssessmentIndicator(models.Model):
    """What is scored, how much it counts, and which fact proposes the score.

    Source: B08, 评价指标, 权重; S030, S035.
    """

    _name = "customer.assessment.indicator"
    _description = "Indicator"
    _inherit = ["customer.assessment.part.mixin"]
    _order = "template_id, sequence, id"

    name = fields.Char(required=True, translate=True)
    code = fields.Char(
        help="The same in all versions of a form, so that they can be compared.",
    )
    sequence = fields.Integer(default=10)
    group_id = fields.Many2one(
        comodel_name="customer.assessment.group",
        domain="[('template_id', '=', template_id)]",
        index="btree_not_null",
        ondelete="set null",
    )
    weight = fields.Float(
        string="Weight (%)", digits=(5, 2), help="All of a form are exactly 100 %."
    )
    axis = fields.Selection(
        selection=[("value", "Value"), ("willingness", "Willingness")],
        help="Which axis of the quadrant it is.",
    )
    scale = fields.Selection(
        selection=[("score", "Score"), ("level", "Levels")],
        required=True,
        default="score",
    )
    score_min = fields.Integer(string="Lowest", default=1)
    score_max = fields.Integer(string="Highest", default=10)
    fact = fields.Selection(
        selection="_selection_fact",
        string="From the Books",
        help="Filled in by itself; where the levels say from which value they hold, it "
        "proposes the level as well.",
    )
    choice_ids = fields.One2many(
        comodel_name="customer.assessment.choice",
        inverse_name="indicator_id",
        string="Levels",
        copy=True,
    )

    _code_uniq = models.UniqueIndex(
        "(template_id, code)", "An indicator of this form has this code already."
    )
    _check_scale = models.Constraint(
        "CHECK(score_min >= 1 AND score_max > score_min AND score_max <= 100)",
        "Scores run from 1 or more to at most 100. Correct the scale.",
    )
    _check_weight = models.Constraint(
        "CHECK(weight >= 0 AND weight <= 100)", "A weight lies between 0 and 100 %."
    )

    @api.model
    def _selection_fact(self):
        return self.env["customer.assessment.fact"]._get_selection()

    @api.model_create_multi
    def create(self, vals_list):
        indicators = super().create(vals_list)
        for indicator in indicators.filtered(lambda indicator: not indicator.code):
            indicator.code = f"i{indicator.id}"
        return indicators

    @api.constrains("choice_ids", "score_min", "score_max")
    def _check_choices(self):
        self.choice_ids._check_score()

    @api.constrains("group_id", "template_id")
    def _check_group(self):
        for indicator in self.filtered("group_id"):
            if indicator.group_id.template_id != indicator.template_id:
                raise ValidationError(
                    self.env._(
                        "“%(indicator)s” stands under a heading of another form. "
                        "Choose one of this form.",
                        indicator=indicator.name,
                    )
                )

    def _get_input(self, score):
        return grading.Input(self.code, score, self.weight)

    def _get_least(self):
        """Return the lowest score that can be given."""
        if self.scale == "level":
            return min(self.choice_ids.mapped("score"), default=self.score_min)
        return self.score_min

    def _get_choice(self, value):
        """Return the level that the fact ``value`` falls into, none if it cannot."""
        self.ensure_one()
        steps = [
            (choice, choice.fact_min)
            for choice in self.choice_ids
            if choice.has_fact_min
        ]
        return grading.level_of(value, steps) or self.choice_ids.browse()
