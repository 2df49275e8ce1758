from odoo import api, fields, models


class ApprovalRequest(models.Model):
    """A document under approval: the frozen copy of its route, and who decided what.

    Nobody may write, create or delete requests by access right. The document's
    actions and those of the request do it, after checking who acts.

    Source: differentiators 14-16; R086, 客户数据变更申请表.
    """

    _name = "approval.request"
    _description = "Approval"
    _inherit = ["mail.thread", "mail.activity.mixin"]
    _order = "date_submitted desc, id desc"
    _mail_post_access = "read"

    name = fields.Char(string="What", required=True, readonly=True)
    title = fields.Char(string="What It Is About", compute="_compute_title")
    res_model = fields.Char(string="Document Model", required=True, readonly=True)
    res_id = fields.Many2oneReference(
        string="Document", model_field="res_model", required=True, readonly=True
    )
    kind = fields.Char(string="Document Kind", compute="_compute_kind")
    company_id = fields.Many2one(
        comodel_name="res.company", required=True, readonly=True, index=True
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    amount = fields.Monetary(readonly=True)
    requester_id = fields.Many2one(
        comodel_name="res.users", required=True, readonly=True, index=True
    )
    submitter_id = fields.Many2one(
        comodel_name="res.users",
        string="Submitted By",
        required=True,
        readonly=True,
    )
    route_id = fields.Many2one(
        comodel_name="approval.route",
        required=True,
        readonly=True,
        index=True,
        ondelete="restrict",
    )
    route_version = fields.Integer(string="Version", readonly=True)
    duplicate_rule = fields.Selection(
        selection=[
            ("each", "Decides Each Time"),
            ("once", "Decides Once per Request"),
            ("consecutive", "Decides Once in Consecutive Steps"),
        ],
        string="Same Approver Again",
        required=True,
        readonly=True,
    )
    state = fields.Selection(
        selection=[
            ("pending", "Pending"),
            ("approved", "Approved"),
            ("rejected", "Rejected"),
            ("returned", "Sent Back"),
            ("recalled", "Recalled"),
        ],
        default="pending",
        required=True,
        readonly=True,
        index=True,
    )
    date_submitted = fields.Datetime(
        string="Submitted On", required=True, readonly=True
    )
    date_closed = fields.Datetime(string="Decided On", readonly=True)
    decision_count = fields.Integer(
        string="Decisions",
        readonly=True,
        help="Every decision changes the request, so that two at once collide.",
    )
    step_ids = fields.One2many(
        comodel_name="approval.request.step",
        inverse_name="request_id",
        string="Steps",
        readonly=True,
    )
    approver_ids = fields.One2many(
        comodel_name="approval.request.approver",
        inverse_name="request_id",
        string="Approvers",
        readonly=True,
    )
    decision_ids = fields.One2many(
        comodel_name="approval.decision",
        inverse_name="request_id",
        string="Decisions Made",
        readonly=True,
    )
    current_user_ids = fields.Many2many(
        comodel_name="res.users",
        string="To Decide",
        compute="_compute_current_user_ids",
        compute_sudo=True,
        help="Who has to act now.",
    )

    _document_idx = models.Index("(res_model, res_id)")
    _document_uniq = models.UniqueIndex(
        "(res_model, res_id) WHERE state = 'pending'",
        "The document is being approved already.",
    )

    @api.depends("name", "res_model", "res_id")
    @api.depends_context("uid")
    def _compute_title(self):
        for request in self:
            request.title = request.name
        named = self.filtered("res_model")
        for model_name, requests in named.grouped("res_model").items():
            documents = self.env[model_name].sudo().browse(requests.mapped("res_id"))
            kept = documents.exists()
            for request, document in zip(requests, documents, strict=True):
                if document in kept:
                    request.title = document._get_approval_title()

    @api.depends("res_model")
    def _compute_kind(self):
        for request in self:
            model = self.env["ir.model"]._get(request.res_model)
            request.kind = model.sudo().name

    @api.depends("approver_ids.state", "approver_ids.user_id", "state")
    def _compute_current_user_ids(self):
        for request in self:
            rows = request.approver_ids.filtered(lambda row: row.state == "pending")
            asked = rows if request.state == "pending" else rows.browse()
            request.current_user_ids = asked.user_id

    def _get_document(self):
        """Return the document, past the user's rights; none if it is gone."""
        self.ensure_one()
        return self.env[self.res_model].sudo().browse(self.res_id).exists()

    def action_view_document(self):
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.name,
            "res_model": self.res_model,
            "res_id": self.res_id,
            "view_mode": "form",
        }
