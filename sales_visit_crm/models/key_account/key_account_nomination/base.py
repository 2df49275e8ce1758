from odoo import api, fields, models

from ....tools import key_account
from ..key_account_tier import SHARE_CLASSES
from ..key_account_tier_log import MOVES


class KeyAccountNomination(models.Model):
    """A customer proposed for a tier: scored, approved, in force until the next one.

    A review of the tier is a nomination as well: it confirms, moves up or down, or
    takes the customer out.

    Source: S100, S101, S104, S105, LC5; B53, B61 大客户等级评估表.
    """

    _name = "key.account.nomination"
    _description = "Key-Account Nomination"
    _inherit = [
        "mail.thread",
        "mail.activity.mixin",
        "sales.numbering.mixin",
        "sales.text.mixin",
        "approval.mixin",
    ]
    _order = "date desc, id desc"
    _check_company_auto = True
    _unchecked_texts = frozenset({"name"})

    partner_id = fields.Many2one(
        comodel_name="res.partner",
        string="Customer",
        required=True,
        index=True,
        check_company=True,
        ondelete="restrict",
        domain="[('parent_id', '=', False)]",
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
        string="Nominated By",
        required=True,
        index=True,
        default=lambda self: self.env.user,
        tracking=True,
        domain="[('share', '=', False)]",
        help="They ask, and therefore never decide.",
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
    date = fields.Date(
        string="Nominated On",
        required=True,
        default=lambda self: self.env.user._get_sales_today(),
    )
    kind = fields.Selection(
        selection=[("nominate", "Nomination"), ("review", "Tier Review")],
        string="Occasion",
        default="nominate",
        required=True,
        readonly=True,
        copy=False,
        index=True,
    )
    # proposal
    current_tier_id = fields.Many2one(
        comodel_name="key.account.tier",
        string="Tier So Far",
        readonly=True,
        copy=False,
        ondelete="restrict",
    )
    proposed_tier_id = fields.Many2one(
        comodel_name="key.account.tier",
        tracking=True,
        ondelete="restrict",
    )
    is_removal = fields.Boolean(
        string="Take Out of the Key Accounts", tracking=True, copy=False
    )
    move = fields.Selection(
        selection=MOVES,
        string="Change",
        compute="_compute_move",
        store=True,
        precompute=True,
    )
    date_effective = fields.Date(
        string="In Force From",
        tracking=True,
        copy=False,
        help="Empty: on the day of the approval.",
    )
    # evaluation: three axes, of which the product counts
    purchasing_power = fields.Integer(
        tracking=True, help="1 (weak) to 10 (strong): capital and volume of purchases."
    )
    demand = fields.Integer(
        tracking=True, help="1 (low) to 10 (high): need of our products."
    )
    influence = fields.Integer(
        tracking=True, help="1 (none) to 10 (the market follows): standing, channels."
    )
    score = fields.Integer(
        compute="_compute_score",
        store=True,
        precompute=True,
        aggregator="avg",
        help="Purchasing power by demand by influence, 1 to 1,000.",
    )
    suggested_tier_id = fields.Many2one(
        comodel_name="key.account.tier",
        string="Suggested by the Score",
        compute="_compute_suggested_tier_id",
    )
    is_off_suggestion = fields.Boolean(
        string="Differs From the Score", compute="_compute_suggested_tier_id"
    )
    # criteria of a key account
    capital_note = fields.Char(string="Capital")
    people_note = fields.Char(string="People")
    channel_note = fields.Char(string="Sales Channels")
    volume_note = fields.Char(string="Volume of Purchases")
    importance_note = fields.Char(string="Importance to Us")
    product_category = fields.Char()
    service_content = fields.Char(string="Service Wanted")
    basis = fields.Text(help="Why this tier, and not the one above or below.")
    strategy = fields.Text(string="Strategy for This Customer")
    refusal_reason = fields.Text(readonly=True, copy=False)
    # responsible people
    manager_id = fields.Many2one(
        comodel_name="res.users",
        string="Account Manager",
        domain="[('share', '=', False)]",
        tracking=True,
    )
    develop_user_id = fields.Many2one(
        comodel_name="res.users",
        string="Account Development",
        domain="[('share', '=', False)]",
        help="Finds the customer and builds its file.",
    )
    maintain_user_id = fields.Many2one(
        comodel_name="res.users",
        string="Maintenance",
        domain="[('share', '=', False)]",
        help="Keeps relations and satisfaction.",
    )
    service_user_id = fields.Many2one(
        comodel_name="res.users",
        string="Service",
        domain="[('share', '=', False)]",
        help="Technical support and after-sales; the specialist where the tier asks "
        "for one.",
    )
    sell_user_id = fields.Many2one(
        comodel_name="res.users",
        string="Sales",
        domain="[('share', '=', False)]",
        help="Negotiates and signs contracts.",
    )
    # sales as of the submission
    sales_amount = fields.Monetary(string="Sales of the Period", readonly=True)
    share_rate = fields.Float(
        string="Share of Sales",
        readonly=True,
        copy=False,
        digits=(16, 6),
        aggregator="avg",
    )
    share_class = fields.Selection(
        selection=SHARE_CLASSES, string="Share Tier", readonly=True, copy=False
    )
    sales_rank = fields.Integer(
        string="Rank by Sales", readonly=True, copy=False, aggregator=None
    )
    pareto_line_id = fields.Many2one(
        comodel_name="key.account.pareto.line",
        string="Proposed by",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="set null",
    )
    # outcome
    date_approved = fields.Date(string="Approved On", readonly=True, copy=False)
    date_in_force = fields.Date(string="In Force Since", readonly=True, copy=False)
    date_ended = fields.Date(string="Ended On", readonly=True, copy=False)

    _open_partner_uniq = models.UniqueIndex(
        "(partner_id) WHERE state IN ('draft', 'assessed', 'submitted', 'approved')",
        "This customer is nominated already. Finish or cancel that nomination first.",
    )
    _in_force_partner_uniq = models.UniqueIndex(
        "(partner_id) WHERE state = 'in_force'",
        "A customer has one tier.",
    )
    _check_axes = models.Constraint(
        "CHECK(purchasing_power BETWEEN 0 AND 10 AND demand BETWEEN 0 AND 10"
        " AND influence BETWEEN 0 AND 10)",
        "Score purchasing power, demand and influence from 1 to 10 each.",
    )

    @api.depends("user_id")
    def _compute_team_id(self):
        for nomination in self:
            team = nomination.user_id.sale_team_id
            nomination.team_id = nomination.user_id._get_sales_team(
                team, nomination.company_id
            )

    @api.depends("purchasing_power", "demand", "influence")
    def _compute_score(self):
        for nomination in self:
            nomination.score = key_account.score(*nomination._get_scores())

    def _get_scores(self):
        """Return purchasing power, demand and influence; 0 where not scored."""
        self.ensure_one()
        return (self.purchasing_power, self.demand, self.influence)

    @api.depends("score", "proposed_tier_id", "is_removal")
    def _compute_suggested_tier_id(self):
        tiers = self.env["key.account.tier"]
        by_score = {
            reached: tiers._get_tier_of_score(reached)
            for reached in set(self.mapped("score"))
        }
        for nomination in self:
            suggested = by_score[nomination.score]
            nomination.suggested_tier_id = suggested
            nomination.is_off_suggestion = (
                bool(nomination.score) and nomination._get_new_tier() != suggested
            )

    @api.depends("current_tier_id", "proposed_tier_id", "is_removal")
    def _compute_move(self):
        for nomination in self:
            new = nomination._get_new_tier()
            if nomination.is_removal or new:
                nomination.move = key_account.move(
                    nomination.current_tier_id._get_rank(), new._get_rank()
                )
            else:
                nomination.move = False

    def _get_new_tier(self):
        """Return the tier after this nomination, none for a removal."""
        self.ensure_one()
        tier = self.proposed_tier_id
        return tier.browse() if self.is_removal else tier

    @api.depends("name", "partner_id")
    def _compute_display_name(self):
        for nomination in self:
            parts = (nomination.name, nomination.partner_id.sudo().name)
            nomination.display_name = " · ".join(filter(None, parts))
