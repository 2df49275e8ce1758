from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError

from ....tools import grading

# What an evaluator writes; the rest comes from the form and from the books.
SCORED = frozenset({"score", "choice_id", "note"})


class CustomerAssessmentLine(models.Model):
    """The score of one indicator, with the weight and the fact of that day.

    Source: B03, 评分; B08, 评价指标; S030, S035.
    """

    _name = "customer.assessment.line"
    _description = "Score"
    _order = "assessment_id, sequence, id"
    _rec_name = "indicator_id"

    assessment_id = fields.Many2one(
        comodel_name="customer.assessment",
        required=True,
        index=True,
        ondelete="cascade",
    )
    indicator_id = fields.Many2one(
        comodel_name="customer.assessment.indicator",
        required=True,
        readonly=True,
        index=True,
        ondelete="restrict",
    )
    sequence = fields.Integer(readonly=True)
    weight = fields.Float(string="Weight (%)", digits=(5, 2), readonly=True)
    scale = fields.Selection(related="indicator_id.scale")
    score_min = fields.Integer(related="indicator_id.score_min")
    score_max = fields.Integer(related="indicator_id.score_max")
    choice_id = fields.Many2one(
        comodel_name="customer.assessment.choice",
        string="Level",
        domain="[('indicator_id', '=', indicator_id)]",
        index="btree_not_null",
        ondelete="restrict",
    )
    score = fields.Integer(
        compute="_compute_score",
        store=True,
        readonly=False,
        aggregator="avg",
        help="A whole number within the scale of the indicator; 0: not scored yet.",
    )
    points = fields.Float(
        digits=(6, 2),
        compute="_compute_points",
        store=True,
        help="What the score adds to the total.",
    )
    note = fields.Char()
    # facts
    fact = fields.Selection(related="indicator_id.fact")
    has_fact = fields.Boolean(readonly=True)
    fact_value = fields.Float(readonly=True, digits=(16, 2), aggregator="avg")
    # for rules and analysis
    group_id = fields.Many2one(
        related="indicator_id.group_id", store=True, precompute=True, index=True
    )
    template_id = fields.Many2one(
        related="assessment_id.template_id", store=True, precompute=True, index=True
    )
    company_id = fields.Many2one(
        related="assessment_id.company_id", store=True, precompute=True, index=True
    )
    partner_id = fields.Many2one(
        related="assessment_id.partner_id", store=True, precompute=True, index=True
    )
    user_id = fields.Many2one(
        related="assessment_id.user_id", store=True, index="btree_not_null"
    )
    team_id = fields.Many2one(
        related="assessment_id.team_id", store=True, index="btree_not_null"
    )
    date_assessed = fields.Date(related="assessment_id.date_assessed", store=True)
    state = fields.Selection(related="assessment_id.state", string="Status")

    _indicator_uniq = models.UniqueIndex(
        "(assessment_id, indicator_id)", "Each indicator is scored once."
    )

    @api.depends("choice_id")
    def _compute_score(self):
        for line in self:
            line.score = line.choice_id.score if line.choice_id else line.score

    @api.depends("score", "weight")
    def _compute_points(self):
        for line in self:
            template = line.indicator_id.template_id
            line.points = template._get_points(line.score, line.weight)

    @api.constrains("score", "choice_id")
    def _check_score(self):
        """Check that scores lie within the scale and follow from the level. S030."""
        for line in self.sudo():
            indicator = line.indicator_id
            if line.choice_id and line.choice_id.indicator_id != indicator:
                raise ValidationError(
                    self.env._(
                        "“%(level)s” is no level of “%(indicator)s”. Choose one of its "
                        "own.",
                        level=line.choice_id.name,
                        indicator=indicator.name,
                    )
                )
            if line.score and indicator.scale == "level":
                line._check_level()
            elif line.score and not (
                indicator.score_min <= line.score <= indicator.score_max
            ):
                line._raise_scale(line.score)

    def _check_level(self):
        if self.score != self.choice_id.score:
            raise ValidationError(
                self.env._(
                    "“%(indicator)s” of %(assessment)s is scored by its levels: choose "
                    "one of them.",
                    indicator=self.indicator_id.name,
                    assessment=self.assessment_id.display_name,
                )
            )

    def _raise_scale(self, score):
        indicator = self.indicator_id
        raise ValidationError(
            self.env._(
                "“%(indicator)s” is scored with a whole number from %(low)s to "
                "%(high)s, not with %(score)s.",
                indicator=indicator.name,
                low=indicator.score_min,
                high=indicator.score_max,
                score=score,
            )
        )

    @api.model_create_multi
    def create(self, vals_list):
        lines = super().create(vals_list)
        lines._check_assessment_draft()
        return lines

    def write(self, vals):
        self._check_assessment_draft()
        if owned := vals.keys() - SCORED:
            labels = self.fields_get(list(owned), ["string"])
            raise AccessError(
                self.env._(
                    "%(fields)s of a score come from the form and the books: only the "
                    "score, the level and the note are written.",
                    fields=", ".join(labels[name]["string"] for name in sorted(labels)),
                )
            )
        score = vals.get("score")
        if isinstance(score, float) and not score.is_integer():
            # Odoo would cut the fraction off in silence.
            self[:1].sudo()._raise_scale(score)
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_decided(self):
        self._check_assessment_draft()

    def _check_assessment_draft(self):
        decided = self.sudo().assessment_id.filtered(lambda doc: doc.state != "draft")
        if decided:
            raise UserError(
                self.env._(
                    "The scores of %(assessments)s are fixed. %(remedy)s",
                    assessments=decided._get_document_labels(),
                    remedy=decided._get_lock_remedy(),
                )
            )

    def _write_fact(self, vals):
        """Write what the books say; private, so no client reaches it."""
        # Past this model's own write, which is the guard.
        return super().write(vals)  # pylint: disable=super-method-mismatch

    def _describe(self):
        """Return the score in words, with the level and the fact behind it."""
        self.ensure_one()
        line = self.sudo()
        parts = [str(line.score), line.choice_id.name, line.note]
        if line.has_fact:
            labels = dict(line._fields["fact"]._description_selection(self.env))
            parts.append(f"{labels.get(line.fact)}: {line.fact_value:,.0f}")
        return " · ".join(filter(None, parts))

    def _get_input(self):
        return grading.Input(self.indicator_id.code, self.score, self.weight)
