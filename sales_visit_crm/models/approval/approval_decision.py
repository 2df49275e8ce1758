from odoo import fields, models


class ApprovalDecision(models.Model):
    """What somebody did with a request; append-only.

    No group may write or create decisions: the request's engine adds them.

    Source: peers.md A0.2; R086.
    """

    _name = "approval.decision"
    _description = "Approval Decision"
    _order = "id desc"
    _rec_name = "request_id"

    request_id = fields.Many2one(
        comodel_name="approval.request",
        required=True,
        readonly=True,
        index=True,
        ondelete="restrict",
    )
    company_id = fields.Many2one(
        related="request_id.company_id", store=True, precompute=True
    )
    step_id = fields.Many2one(
        comodel_name="approval.request.step",
        readonly=True,
        index="btree_not_null",
        ondelete="restrict",
    )
    kind = fields.Selection(
        selection=[
            ("approve", "Approved"),
            ("reject", "Rejected"),
            ("return", "Sent Back"),
            ("add_signer", "Signer Added"),
            ("recall", "Recalled"),
            ("escalate", "Escalated"),
            ("skip", "Approved Before"),
        ],
        string="Decision",
        required=True,
        readonly=True,
    )
    user_id = fields.Many2one(
        comodel_name="res.users",
        string="By",
        required=True,
        readonly=True,
        index=True,
        help="Who pressed the button; the system for what happens by itself.",
    )
    on_behalf_id = fields.Many2one(
        comodel_name="res.users",
        string="On Behalf Of",
        readonly=True,
        help="The approver in whose seat the decision was made.",
    )
    chain = fields.Char(
        string="Delegation", readonly=True, help="Through whom the say was passed on."
    )
    other_user_id = fields.Many2one(
        comodel_name="res.users",
        string="Concerns",
        readonly=True,
        help="The signer added, or the person it was escalated to.",
    )
    target_step_id = fields.Many2one(
        comodel_name="approval.request.step",
        string="Back To",
        readonly=True,
        ondelete="restrict",
    )
    comment = fields.Text(readonly=True)
    date = fields.Datetime(
        string="When",
        required=True,
        readonly=True,
        default=lambda self: fields.Datetime.now(),
    )
