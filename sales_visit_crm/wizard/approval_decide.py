from odoo import api, fields, models


class ApprovalDecide(models.TransientModel):
    """Decide with a comment: reject, send back, or ask one more signer."""

    _name = "approval.decide"
    _description = "Decide on Approval"

    request_ids = fields.Many2many(comodel_name="approval.request", required=True)
    decision = fields.Selection(
        selection=[
            ("approve", "Approve"),
            ("reject", "Reject"),
            ("return", "Send Back"),
            ("add_signer", "Add Signer"),
        ],
        default="approve",
        required=True,
    )
    comment = fields.Text()
    step_id = fields.Many2one(
        comodel_name="approval.request.step",
        string="Back To",
        domain="[('id', 'in', earlier_step_ids)]",
        help="Empty: to the requester.",
    )
    earlier_step_ids = fields.Many2many(
        comodel_name="approval.request.step", compute="_compute_earlier_step_ids"
    )
    signer_id = fields.Many2one(
        comodel_name="res.users",
        domain="[('share', '=', False)]",
        help="They approve as well before the step is through.",
    )

    @api.depends("request_ids")
    def _compute_earlier_step_ids(self):
        for wizard in self:
            steps = wizard.request_ids.step_ids if len(wizard.request_ids) == 1 else []
            current = [step.stage for step in steps if step.state == "pending"]
            wizard.earlier_step_ids = wizard.step_id.browse(
                step.id
                for step in steps
                if current and step.state == "approved" and step.stage < min(current)
            )

    def action_apply(self):
        self.ensure_one()
        requests = self.request_ids
        if self.decision == "approve":
            return requests.action_approve(self.comment)
        if self.decision == "reject":
            return requests.action_reject(self.comment)
        if self.decision == "return":
            return requests.action_return(self.comment, self.step_id.id)
        return requests.action_add_signer(self.signer_id.id, self.comment)
