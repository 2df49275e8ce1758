from collections import defaultdict
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError, ValidationError
from odoo.fields import Domain

MANAGER_GROUP = "sales_visit_crm.group_sales_visit_manager"


class ApprovalDelegation(models.Model):
    """Letter of delegation: who decides in whose name, on what and until when.

    Source: B84, S137; 委托书.
    """

    _name = "approval.delegation"
    _description = "Approval Delegation"
    _inherit = ["mail.thread"]
    _order = "date_from desc, id desc"

    active = fields.Boolean(default=True, tracking=True)
    company_id = fields.Many2one(
        comodel_name="res.company",
        required=True,
        index=True,
        default=lambda self: self.env.company,
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    from_user_id = fields.Many2one(
        comodel_name="res.users",
        string="Delegator",
        required=True,
        index=True,
        default=lambda self: self.env.user,
        domain="[('share', '=', False), ('company_ids', 'in', company_id)]",
        tracking=True,
    )
    to_user_id = fields.Many2one(
        comodel_name="res.users",
        string="Delegate",
        required=True,
        index=True,
        domain="[('share', '=', False), ('company_ids', 'in', company_id)]",
        tracking=True,
    )
    scope = fields.Selection(
        selection=[
            ("all", "All Approvals"),
            ("model", "Kinds of Documents"),
            ("route", "Routes"),
        ],
        default="all",
        required=True,
        tracking=True,
    )
    model_ids = fields.Many2many(
        comodel_name="ir.model",
        string="Documents",
        domain=lambda self: [
            ("model", "in", self.env["approval.route"]._get_approvable_models())
        ],
    )
    route_ids = fields.Many2many(comodel_name="approval.route", string="Routes")
    amount_limit = fields.Monetary(
        string="Up To", tracking=True, help="0: without limit. In company currency."
    )
    date_from = fields.Date(
        string="From",
        required=True,
        default=lambda self: self.env.user._get_sales_today(),
        tracking=True,
    )
    date_to = fields.Date(string="Until", required=True, tracking=True)
    is_absent = fields.Boolean(
        string="Delegator Is Away",
        default=True,
        tracking=True,
        help="Where the delegate may not decide, the delegator's superior is asked.",
    )
    reason = fields.Char(required=True, tracking=True)
    state = fields.Selection(
        selection=[
            ("planned", "Planned"),
            ("current", "In Force"),
            ("ended", "Ended"),
            ("revoked", "Revoked"),
        ],
        compute="_compute_state",
    )

    _check_period = models.Constraint(
        "CHECK(date_to >= date_from)",
        "The delegation ends before it begins. Correct one of the two days.",
    )
    _check_persons = models.Constraint(
        "CHECK(from_user_id != to_user_id)", "Nobody delegates to themself."
    )
    _check_amount = models.Constraint(
        "CHECK(amount_limit >= 0)", "The limit of a delegation is not negative."
    )

    @api.depends("from_user_id", "to_user_id", "date_from", "date_to")
    def _compute_display_name(self):
        for delegation in self:
            delegation.display_name = (
                f"{delegation.from_user_id.sudo().name or ''} → "
                f"{delegation.to_user_id.sudo().name or ''}"
            )

    @api.depends("active", "date_from", "date_to", "from_user_id")
    def _compute_state(self):
        for delegation in self:
            today = delegation._get_today()
            if not delegation.active:
                delegation.state = "revoked"
            elif delegation.date_from and today < delegation.date_from:
                delegation.state = "planned"
            elif delegation.date_to and today > delegation.date_to:
                delegation.state = "ended"
            else:
                delegation.state = "current"

    @api.constrains("scope", "model_ids", "route_ids")
    def _check_scope(self):
        for delegation in self:
            empty = (delegation.scope == "model" and not delegation.model_ids) or (
                delegation.scope == "route" and not delegation.route_ids
            )
            if empty:
                raise ValidationError(
                    self.env._(
                        "Say what %(delegation)s covers, or choose “All Approvals”.",
                        delegation=delegation.display_name,
                    )
                )

    @api.constrains("to_user_id", "company_id")
    def _check_delegate(self):
        for delegation in self.sudo():
            obstacle = delegation.to_user_id._get_approver_obstacle(
                delegation.company_id
            )
            if obstacle:
                raise ValidationError(
                    self.env._("%s. Choose another delegate.", obstacle)
                )

    @api.model_create_multi
    def create(self, vals_list):
        delegations = super().create(vals_list)
        delegations._check_author()
        delegations._refresh_requests()
        return delegations

    def write(self, vals):
        self._check_author()
        result = super().write(vals)
        self._check_author()
        self._refresh_requests()
        return result

    def _check_author(self):
        """Check that the user gives away their own say, or manages those who do.

        :raise AccessError: if they are neither, or give themself somebody else's say
        """
        if self.env.su:
            return
        is_manager = self.env.user.has_group(MANAGER_GROUP)
        for delegation in self:
            if delegation.from_user_id == self.env.user:
                continue
            if not is_manager or delegation.to_user_id == self.env.user:
                raise AccessError(
                    self.env._(
                        "Only %(user)s, or a sales manager who gains nothing by it, "
                        "delegates the approvals of %(user)s.",
                        user=delegation.from_user_id.sudo().name,
                    )
                )

    def _get_today(self):
        self.ensure_one()
        return (self.from_user_id or self.env.user).sudo()._get_sales_today()

    def _covers(self, request):
        """Return whether the letter covers ``request``."""
        self.ensure_one()
        if self.company_id != request.company_id:
            return False
        if self.amount_limit and request.amount > self.amount_limit:
            return False
        if self.scope == "route":
            return request.route_id in self.route_ids
        if self.scope == "model":
            return request.res_model in self.model_ids.mapped("model")
        return True

    @api.model
    def _get_current(self):
        """Return the delegations in force, by delegator."""
        today = self.env.company.sudo()._get_sales_today()
        day = timedelta(days=1)  # zones differ by a day at most
        found = self.sudo().search(
            [("date_from", "<=", today + day), ("date_to", ">=", today - day)],
            order="id",
        )
        current = defaultdict(found.browse)
        for delegation in found:
            if delegation.date_from <= delegation._get_today() <= delegation.date_to:
                current[delegation.from_user_id] |= delegation
        return current

    @api.model
    def _get_principals(self, user):
        """Return ``user`` and everyone whose say may have come to them, whatever it is.

        A superset: which requests are covered is asked per request.
        """
        giver_by_taker = defaultdict(user.sudo().browse)
        for giver, delegations in self._get_current().items():
            for taker in delegations.to_user_id:
                giver_by_taker[taker] |= giver
        principals, new = user.sudo(), user.sudo()
        while new:
            new = new.browse().union(*(giver_by_taker[taker] for taker in new))
            new -= principals
            principals |= new
        return principals

    def _refresh_requests(self):
        """Ask those who may decide now, where the delegator was asked."""
        self.env.invalidate_all()  # who may decide is computed from delegations
        rows = self.env["approval.request.approver"].sudo()
        domain = Domain("user_id", "in", self.sudo().from_user_id.ids)
        rows.search(domain & Domain("state", "=", "pending")).request_id._refresh()
