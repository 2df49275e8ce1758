from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain

FILE_CLASSES = [
    ("important", "Important"),
    ("special", "Special"),
    ("general", "General"),
]


class CustomerFileReview(models.Model):
    """The periodic revision of a customer's file: what changed, and what it means.

    Source: B81 客户档案全面修订核查, S131, S114; LC15.
    """

    _name = "customer.file.review"
    _description = "Customer File Review"
    _inherit = [
        "mail.thread",
        "mail.activity.mixin",
        "sales.numbering.mixin",
        "sales.text.mixin",
        "sales.transition.mixin",
    ]
    _order = "date_generated desc, id desc"
    _check_company_auto = True
    _unchecked_texts = frozenset({"name"})

    partner_id = fields.Many2one(
        comodel_name="res.partner",
        string="Customer",
        required=True,
        index=True,
        check_company=True,
        ondelete="restrict",
    )
    company_id = fields.Many2one(
        comodel_name="res.company",
        required=True,
        index=True,
        default=lambda self: self.env.company,
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    user_id = fields.Many2one(
        comodel_name="res.users",
        string="Reviewer",
        index=True,
        tracking=True,
        domain="[('share', '=', False)]",
        help="Who is responsible for the file.",
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
    date_generated = fields.Date(
        string="Generated On",
        required=True,
        index=True,
        default=lambda self: self.env.company._get_sales_today(),
    )
    date_deadline = fields.Date(string="Review Until", index=True, tracking=True)
    is_late = fields.Boolean(
        string="Late", compute="_compute_is_late", search="_search_is_late"
    )
    # figures of the periods before and after the last review
    period_amount = fields.Monetary(string="Orders of the Period", readonly=True)
    previous_amount = fields.Monetary(
        string="Orders of the Period Before", readonly=True
    )
    change_percent = fields.Float(
        string="Change (%)",
        compute="_compute_change_percent",
        store=True,
        precompute=True,
        aggregator="avg",
    )
    suggested_trend = fields.Selection(
        selection=[("stable", "Steady"), ("growth", "Growth"), ("loss", "Loss")],
        string="Proposed by the Orders",
        readonly=True,
    )
    # findings
    changes_found = fields.Text(tracking=True)
    trend = fields.Selection(
        selection=[("stable", "Steady"), ("growth", "Growth"), ("loss", "Loss")],
        string="Development",
        tracking=True,
        copy=False,
        help="Fast-growing and lost customers need a cause.",
    )
    cause = fields.Text(string="Cause Analysis", tracking=True, copy=False)
    is_watched = fields.Boolean(
        string="Put Under Observation", tracking=True, copy=False
    )
    file_class = fields.Selection(
        selection=FILE_CLASSES, string="New Class", tracking=True, copy=False
    )

    _open_partner_uniq = models.UniqueIndex(
        "(company_id, partner_id) WHERE state != 'reviewed'",
        "This customer's file waits for a review already. Finish that one first.",
    )

    @api.depends("user_id", "partner_id")
    def _compute_team_id(self):
        for review in self:
            team = review.partner_id.sudo().provided_team_id
            if review.user_id:
                team = review.user_id._get_sales_team(team, review.company_id)
            review.team_id = team

    @api.depends("period_amount", "previous_amount")
    def _compute_change_percent(self):
        for review in self:
            before = review.previous_amount
            change = review.period_amount - before
            review.change_percent = 100.0 * change / before if before else 0.0

    @api.depends("date_deadline", "state")
    @api.depends_context("uid")
    def _compute_is_late(self):
        today = self.env.user._get_sales_today()
        for review in self:
            review.is_late = (
                review.state != "reviewed"
                and bool(review.date_deadline)
                and review.date_deadline < today
            )

    @api.model
    def _search_is_late(self, operator, value):
        if operator != "in":
            return NotImplemented
        late = Domain("state", "!=", "reviewed") & Domain(
            "date_deadline", "<", self.env.user._get_sales_today()
        )
        domain = Domain.FALSE
        if True in value:
            domain |= late
        if False in value:
            domain |= ~late
        return domain

    @api.constrains("user_id")
    def _check_user_id(self):
        for review in self.filtered("user_id.share"):
            raise ValidationError(
                self.env._(
                    "%(user)s is no employee. Choose a colleague to review the file of "
                    "%(customer)s.",
                    user=review.user_id.name,
                    customer=review.partner_id.display_name,
                )
            )
