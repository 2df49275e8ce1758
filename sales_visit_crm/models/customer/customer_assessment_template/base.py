from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools import float_compare

# The grading sheet and the comprehensive evaluation lead to the one grade A to D.
OUTCOMES = {"comprehensive": "grade"}
TOTAL_WEIGHT = 100
WEIGHT_DIGITS = 2


class CustomerAssessmentTemplate(models.Model):
    """A scored form: its indicators, their weights, and what the total means.

    A version never changes once it is published, so that every assessment can be
    computed again from what was written down. Who wants another form makes a new
    version, tries it on the assessments in force and publishes it.

    Source: B03, B08, B61, B87; S030, S035; differentiator 11.
    """

    _name = "customer.assessment.template"
    _description = "Assessment Form"
    _inherit = ["sales.transition.mixin"]
    _order = "sequence, code, version desc, id"
    _check_company_auto = True

    _state_transitions = {"published": ("draft",), "retired": ("published",)}
    _locked_states = frozenset({"published", "retired"})
    _engine_fields = frozenset(
        {"version", "date_published", "published_by_id", "previous_id"}
    )

    name = fields.Char(required=True, translate=True)
    code = fields.Char(
        required=True, index=True, help="The same for all versions of a form."
    )
    version = fields.Integer(default=1, readonly=True, copy=False)
    sequence = fields.Integer(default=10)
    company_id = fields.Many2one(
        comodel_name="res.company",
        index=True,
        help="Empty: the form serves every company.",
    )
    usage = fields.Selection(
        selection=[
            ("grade", "Customer Grading"),
            ("comprehensive", "Comprehensive Evaluation"),
            ("credit", "Credit Evaluation"),
            ("tier", "Key-Account Tier"),
            ("performance", "Customer Performance"),
        ],
        required=True,
        default="grade",
    )
    outcome = fields.Char(
        compute="_compute_outcome",
        store=True,
        precompute=True,
        index=True,
        help="What the result sets: assessments in force of the same kind replace each "
        "other.",
    )
    method = fields.Selection(
        selection=[
            ("sum", "Sum of the Scores"),
            ("weighted", "Weighted Scores"),
            ("quadrant", "Quadrant of Two Axes"),
        ],
        required=True,
        default="weighted",
        help="Quadrant: A where both axes are high, C where both are low, else B.",
    )
    description = fields.Text(translate=True)
    state = fields.Selection(
        selection=[
            ("draft", "Draft"),
            ("published", "Published"),
            ("retired", "Replaced"),
        ],
        default="draft",
        required=True,
        readonly=True,
        copy=False,
        index=True,
    )
    date_published = fields.Datetime(string="Published On", readonly=True, copy=False)
    published_by_id = fields.Many2one(
        comodel_name="res.users", readonly=True, copy=False
    )
    previous_id = fields.Many2one(
        comodel_name="customer.assessment.template",
        string="Made From",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
    )
    # quadrant
    quadrant_high_score = fields.Integer(
        string="High From",
        default=lambda self: self.env.company.sudo().customer_quadrant_high_score,
    )
    quadrant_low_score = fields.Integer(
        string="Low Up To",
        default=lambda self: self.env.company.sudo().customer_quadrant_low_score,
    )
    quadrant_tolerance = fields.Integer(
        string="Grades Apart at Most",
        default=lambda self: self.env.company.sudo().customer_quadrant_tolerance,
        help="A warning comes where the sum and the quadrant are further apart.",
    )
    # parts
    group_ids = fields.One2many(
        comodel_name="customer.assessment.group",
        inverse_name="template_id",
        string="Groups",
        copy=False,
    )
    indicator_ids = fields.One2many(
        comodel_name="customer.assessment.indicator",
        inverse_name="template_id",
        string="Indicators",
        copy=False,
    )
    band_ids = fields.One2many(
        comodel_name="customer.assessment.band",
        inverse_name="template_id",
        string="Bands",
        copy=False,
    )
    total_weight = fields.Float(
        string="Weights (%)",
        digits=(6, WEIGHT_DIGITS),
        compute="_compute_total_weight",
        help="Exactly 100 when the form is published.",
    )
    assessment_count = fields.Integer(
        string="Assessments", compute="_compute_assessment_count"
    )

    _code_version_uniq = models.UniqueIndex(
        "(code, COALESCE(company_id, 0), version)",
        "This version of the form exists already. Choose another code.",
    )
    _published_uniq = models.UniqueIndex(
        "(code, COALESCE(company_id, 0)) WHERE state = 'published'",
        "Another version of this form is published already.",
    )
    _check_quadrant = models.Constraint(
        "CHECK(quadrant_low_score < quadrant_high_score AND quadrant_tolerance >= 0)",
        "The low scores of a quadrant end below where the high ones begin.",
    )

    @api.depends("name", "version")
    def _compute_display_name(self):
        for template in self:
            name = template.name or ""
            template.display_name = f"{name} v{template.version}"

    @api.depends("usage")
    def _compute_outcome(self):
        for template in self:
            template.outcome = OUTCOMES.get(template.usage, template.usage)

    @api.depends("indicator_ids.weight")
    def _compute_total_weight(self):
        for template in self:
            template.total_weight = sum(template.indicator_ids.mapped("weight"))

    def _compute_assessment_count(self):
        counts = dict(
            self.env["customer.assessment"]._read_group(
                [("template_id", "in", self.ids)], ["template_id"], ["__count"]
            )
        )
        for template in self:
            template.assessment_count = counts.get(template, 0)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_published(self):
        if fixed := self.filtered(lambda template: template.state != "draft"):
            raise UserError(
                self.env._(
                    "%s was published: assessments are computed by it. It stays.",
                    fixed[0].display_name,
                )
            )

    def _get_lock_remedy(self):
        return self.env._("Make a new version and change that.")

    # completeness

    def _check_publishable(self):
        """Check that the form can be scored and that every total means something.

        :raise ValidationError: saying what is missing, and where
        """
        for template in self:
            if problem := template._get_problem():
                raise ValidationError(
                    self.env._(
                        "%(form)s cannot be published: %(problem)s",
                        form=template.display_name,
                        problem=problem,
                    )
                )

    def _get_problem(self):
        """Return a sentence saying why the form cannot be published, or None."""
        self.ensure_one()
        if not self.indicator_ids:
            return self.env._("it has no indicators.")
        if float_compare(self.total_weight, TOTAL_WEIGHT, WEIGHT_DIGITS):
            return self.env._(
                "its weights add up to %s %%. Correct them to exactly 100 %%.",
                round(self.total_weight, WEIGHT_DIGITS),
            )
        return self._get_scale_problem() or self._get_band_problem()

    def _get_scale_problem(self):
        for indicator in self.indicator_ids:
            if indicator.scale == "level" and len(indicator.choice_ids) < 2:
                return self.env._(
                    "“%s” is scored by levels: give it two at least.", indicator.name
                )
        axes = self.indicator_ids.filtered("axis").mapped("axis")
        if len(axes) != len(set(axes)) or (
            self.method == "quadrant" and len(axes) < len(["value", "willingness"])
        ):
            return self.env._(
                "a quadrant needs one indicator for value and one for willingness."
            )
        return None

    def _get_band_problem(self):
        lowest = min(self.band_ids.mapped("score_min"), default=None)
        if lowest is None or lowest > self._get_least_total():
            return self.env._(
                "no band begins at or below the smallest total, which is %s.",
                self._get_least_total(),
            )
        wanted = {"grade": "grade_id", "credit": "credit_class"}
        name = wanted.get(self.outcome, "code")
        for band in self.band_ids:
            if not band[name]:
                return self.env._(
                    "say for the band “%(band)s” what it means (%(field)s).",
                    band=band.name,
                    field=band._fields[name]._description_string(self.env),
                )
        if self.method == "quadrant" and not {"A", "B", "C"} <= set(
            self.band_ids.mapped("code")
        ):
            return self.env._("a quadrant needs bands with the codes A, B and C.")
        return None

    def _get_least_total(self):
        inputs = [
            indicator._get_input(indicator._get_least())
            for indicator in self.indicator_ids
        ]
        return self._get_total(inputs)
