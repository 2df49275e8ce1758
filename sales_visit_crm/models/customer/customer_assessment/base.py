from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError


class CustomerAssessment(models.Model):
    """A customer scored by somebody on a day, and what follows from it.

    Source: B03 客户分级评估表, B08 客户综合评估, B61, B87; A109, A118; S030-S036, LC16.
    """

    _name = "customer.assessment"
    _description = "Customer Assessment"
    _inherit = [
        "mail.thread",
        "mail.activity.mixin",
        "sales.numbering.mixin",
        "sales.text.mixin",
        "customer.assessment.decision.mixin",
    ]
    _order = "date_assessed desc, id desc"
    _check_company_auto = True
    _unchecked_texts = frozenset({"name"})

    _state_transitions = {
        "confirmed": ("draft",),
        "effective": ("confirmed",),
        "rejected": ("confirmed",),
        "draft": ("confirmed", "rejected"),
        "superseded": ("effective", "expired"),
        "expired": ("effective",),
        "cancel": ("draft", "rejected"),
    }
    _locked_states = frozenset(
        {"confirmed", "effective", "rejected", "superseded", "expired", "cancel"}
    )
    _engine_fields = frozenset(
        {
            "previous_id",
            "previous_grade_id",
            "appeal_id",
            "signed_by_id",
            "date_signed",
            "date_effective",
            "date_due",
            "date_ended",
        }
    )

    partner_id = fields.Many2one(
        comodel_name="res.partner",
        string="Customer",
        required=True,
        index=True,
        check_company=True,
        ondelete="restrict",
        domain="[('parent_id', '=', False)]",
        tracking=True,
    )
    template_id = fields.Many2one(
        comodel_name="customer.assessment.template",
        string="Form",
        required=True,
        index=True,
        check_company=True,
        ondelete="restrict",
        domain="[('state', '=', 'published'),"
        " ('company_id', 'in', [company_id, False])]",
        default=lambda self: self._default_template_id(),
    )
    usage = fields.Selection(related="template_id.usage", store=True, index=True)
    outcome = fields.Char(related="template_id.outcome", store=True, index=True)
    method = fields.Selection(related="template_id.method")
    company_id = fields.Many2one(
        comodel_name="res.company",
        required=True,
        index=True,
        default=lambda self: self.env.company,
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    user_id = fields.Many2one(
        comodel_name="res.users",
        string="Evaluator",
        index=True,
        default=lambda self: self.env.user,
        domain="[('share', '=', False)]",
        tracking=True,
    )
    team_id = fields.Many2one(
        comodel_name="crm.team",
        string="Sales Team",
        compute="_compute_team_id",
        store=True,
        precompute=True,
        readonly=False,
        index="btree_not_null",
        ondelete="set null",
    )
    date_assessed = fields.Date(
        string="Assessed On",
        index=True,
        default=lambda self: self.env.user._get_sales_today(),
        tracking=True,
    )
    basis = fields.Text(
        string="Basis of the Grade",
        copy=False,
        help="For example what the customer will buy in a year, and who decides.",
    )
    strategy = fields.Text(
        compute="_compute_strategy",
        store=True,
        readonly=False,
        copy=False,
        help="Proposed from the result; write what is to be done.",
    )
    state = fields.Selection(
        selection=[
            ("draft", "Draft"),
            ("confirmed", "Confirmed"),
            ("effective", "In Force"),
            ("superseded", "Replaced"),
            ("expired", "Expired"),
            ("rejected", "Rejected"),
            ("cancel", "Cancelled"),
        ],
        default="draft",
        required=True,
        readonly=True,
        copy=False,
        index=True,
        tracking=True,
    )
    line_ids = fields.One2many(
        comodel_name="customer.assessment.line",
        inverse_name="assessment_id",
        string="Scores",
        copy=False,
    )
    # credit: A109, 信用额度, 账期
    credit_limit_amount = fields.Monetary(string="Credit Limit")
    credit_days = fields.Integer(string="Payment Term (days)")
    # life
    previous_id = fields.Many2one(
        comodel_name="customer.assessment",
        string="In Force Before",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="set null",
    )
    previous_grade_id = fields.Many2one(
        comodel_name="customer.grade",
        string="Grade Before",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
    )
    signed_by_id = fields.Many2one(comodel_name="res.users", readonly=True, copy=False)
    date_signed = fields.Datetime(string="Signed On", readonly=True, copy=False)
    date_effective = fields.Date(string="In Force Since", readonly=True, copy=False)
    date_due = fields.Date(
        string="Assess Again On", readonly=True, copy=False, index="btree_not_null"
    )
    date_ended = fields.Date(string="In Force Until", readonly=True, copy=False)

    # What a customer has now, in force or waiting for the next: one of each kind.
    _current_uniq = models.UniqueIndex(
        "(partner_id, outcome) WHERE state IN ('effective', 'expired')",
        "This customer has another assessment in force.",
    )
    _check_credit = models.Constraint(
        "CHECK(credit_limit_amount >= 0 AND credit_days >= 0)",
        "A credit limit and its days are not below 0.",
    )

    @api.model
    def _default_template_id(self):
        templates = self.env["customer.assessment.template"]
        return templates._get_current("grade", self.env.company)

    @api.depends("user_id", "partner_id")
    def _compute_team_id(self):
        for assessment in self:
            team = assessment.partner_id.sudo().user_id.sale_team_id
            if assessment.user_id:
                user = assessment.user_id
                team = user._get_sales_team(team, assessment.company_id)
            assessment.team_id = team

    @api.constrains("partner_id")
    def _check_partner(self):
        """Check that the customer is one that the user knows of."""
        self.partner_id.check_access("read")

    @api.constrains("template_id", "company_id")
    def _check_template(self):
        for assessment in self:
            template = assessment.template_id
            if template.state == "draft":
                raise ValidationError(
                    self.env._(
                        "%(form)s is a draft. Publish it, or choose a published form "
                        "for %(customer)s.",
                        form=template.display_name,
                        customer=assessment.partner_id.display_name,
                    )
                )

    @api.model_create_multi
    def create(self, vals_list):
        assessments = super().create(vals_list)
        assessments._fill_lines()
        return assessments

    def write(self, vals):
        moved = self.browse()
        if "template_id" in vals:
            template_id = vals["template_id"]
            moved = self.filtered(lambda doc: doc.template_id.id != template_id)
        result = super().write(vals)
        if moved:
            moved._refill_lines()
        elif {"partner_id", "company_id"} & vals.keys():
            self._fill_facts()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_decided(self):
        states = ("draft", "cancel")
        if decided := self.filtered(lambda doc: doc.state not in states):
            raise UserError(
                self.env._(
                    "%s belongs to the history of the customer and stays.",
                    decided._get_document_labels(),
                )
            )

    @api.depends("name", "partner_id")
    def _compute_display_name(self):
        for assessment in self:
            customer = assessment.sudo().partner_id.with_env(self.env)
            name = assessment.name or self.env._("New")
            known = customer.has_access("read") if customer else False
            label = customer.sudo().name if known else ""
            assessment.display_name = f"{name} · {label}" if label else name

    def _get_lock_remedy(self):
        return self.env._("Appeal against it, or assess the customer again.")
