from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain


class CustomerChangeRequest(models.Model):
    """The paper on which registered customer data changes: who, what, why.

    A request is written by saving the customer's ordinary form; what is protected
    there waits here until the route's people approved it and a data steward applied
    it. Changes that a steward makes directly stand here too, applied at once.

    Source: R086, R087, 客户数据变更申请表, 客户信息变更表; lifecycle 5.7, LC2.
    """

    _name = "customer.change.request"
    _inherit = [
        "sales.numbering.mixin",
        "approval.mixin",
        "mail.thread",
        "mail.activity.mixin",
    ]
    _description = "Customer Data Change Request"
    _order = "id desc"
    _keep_packet = False  # lines are final, and masked for some of their readers

    _state_transitions = {
        "submitted": ("draft",),
        "draft": ("submitted", "approved", "conflict"),
        "approved": ("submitted", "conflict"),
        "conflict": ("approved", "conflict", "submitted"),
        "applied": ("approved", "conflict", "submitted", "draft"),
        "rejected": ("submitted", "approved", "conflict"),
        "cancel": ("draft", "submitted", "approved", "conflict"),
    }
    _engine_fields = frozenset(
        {
            "partner_id",
            "user_id",
            "channel",
            "batch",
            "is_direct",
            "line_ids",
            "date_submitted",
            "date_approved",
            "applied_by_id",
            "date_applied",
            "refusal_reason",
        }
    )
    _locked_states = frozenset(
        {"submitted", "approved", "conflict", "applied", "rejected", "cancel"}
    )

    state = fields.Selection(
        selection=[
            ("draft", "Draft"),
            ("submitted", "Submitted"),
            ("approved", "Approved"),
            ("conflict", "Conflict"),
            ("applied", "Applied"),
            ("rejected", "Rejected"),
            ("cancel", "Withdrawn"),
        ],
        default="draft",
        required=True,
        readonly=True,
        copy=False,
        index=True,
        tracking=True,
    )
    partner_id = fields.Many2one(
        comodel_name="res.partner",
        string="Customer",
        required=True,
        readonly=True,
        ondelete="restrict",
        index=True,
    )
    user_id = fields.Many2one(
        comodel_name="res.users",
        string="Requester",
        readonly=True,
        default=lambda self: self.env.user,
        index=True,
    )
    team_id = fields.Many2one(
        comodel_name="crm.team",
        compute="_compute_team_id",
        store=True,
        index="btree_not_null",
    )
    company_id = fields.Many2one(
        comodel_name="res.company",
        required=True,
        default=lambda self: self.env.company,
        index=True,
    )
    reason = fields.Text(
        help="Why the data changes; the approvers read it first.", tracking=True
    )
    channel = fields.Char(
        string="Channel Code", readonly=True, help="By which door the change came."
    )
    channel_id = fields.Many2one(
        comodel_name="customer.write.channel",
        compute="_compute_channel_id",
        search="_search_channel_id",
    )
    batch = fields.Char(
        readonly=True,
        index="btree_not_null",
        help="What requests of one bulk change have in common.",
    )
    is_direct = fields.Boolean(
        string="Logged",
        readonly=True,
        help="Made at once, by a data steward or an allowed channel, and kept here.",
    )
    evidence_ids = fields.Many2many(
        comodel_name="ir.attachment",
        bypass_search_access=True,
    )
    line_ids = fields.One2many(
        comodel_name="customer.change.request.line",
        inverse_name="request_id",
        string="Changes",
        readonly=True,
    )
    line_count = fields.Integer(
        string="Number of Changes", compute="_compute_line_count"
    )
    date_submitted = fields.Datetime(string="Submitted On", readonly=True, copy=False)
    date_approved = fields.Datetime(string="Approved On", readonly=True, copy=False)
    applied_by_id = fields.Many2one(
        comodel_name="res.users", string="Executed By", readonly=True, copy=False
    )
    date_applied = fields.Datetime(string="Executed On", readonly=True, copy=False)
    refusal_reason = fields.Text(readonly=True, copy=False)
    lead_hours = fields.Float(
        string="Lead Time (h)",
        compute="_compute_lead_hours",
        store=True,
        aggregator="avg",
        help="Hours from submission to execution.",
    )

    @api.depends("user_id")
    def _compute_team_id(self):
        for request in self:
            user = request.user_id.sudo()
            none = self.env["crm.team"]
            request.team_id = user and user._get_sales_team(none, request.company_id)

    @api.depends("channel")
    def _compute_channel_id(self):
        channels = self.env["customer.write.channel"].sudo().search(Domain.TRUE)
        by_code = {channel.code: channel for channel in channels}
        for request in self:
            request.channel_id = by_code.get(request.channel)

    def _search_channel_id(self, operator, value):
        channels = self.env["customer.write.channel"].sudo()
        domain = [("id" if operator in ("in", "not in") else "name", operator, value)]
        return [("channel", "in", channels.search(domain).mapped("code"))]

    @api.depends("line_ids")
    def _compute_line_count(self):
        groups = self.env["customer.change.request.line"]._read_group(
            [("request_id", "in", self.ids)], ["request_id"], ["__count"]
        )
        counts = {request.id: count for request, count in groups}
        for request in self:
            request.line_count = counts.get(request.id, 0)

    @api.depends("date_submitted", "date_applied")
    def _compute_lead_hours(self):
        for request in self:
            hours = 0.0
            if request.date_submitted and request.date_applied:
                delta = request.date_applied - request.date_submitted
                hours = delta.total_seconds() / 3600
            request.lead_hours = hours

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(
            self.env._(
                "%(request)s stays: requests are the log of the customer data. "
                "Withdraw it instead.",
                request=self[:1].display_name,
            )
        )

    def _get_lock_remedy(self):
        return self.env._("Withdraw the request and save the customer once more.")

    def action_open_partner(self):
        self.ensure_one()
        return self.partner_id._get_records_action()
