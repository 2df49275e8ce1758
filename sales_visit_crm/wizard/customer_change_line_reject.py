from odoo import fields, models
from odoo.exceptions import UserError


class CustomerChangeLineReject(models.TransientModel):
    """Reject single changes of a request, with a reason; the others go on."""

    _name = "customer.change.line.reject"
    _description = "Reject Single Changes"

    line_ids = fields.Many2many(
        comodel_name="customer.change.request.line",
        relation="customer_change_line_reject_rel",
        string="Changes",
        required=True,
    )
    reason = fields.Char(required=True)

    def action_reject(self):
        self.ensure_one()
        if not (self.reason or "").strip():
            raise UserError(
                self.env._(
                    "Say why “%(item)s” is rejected.", item=self.line_ids[:1].label
                )
            )
        self.line_ids._decide_as_approver("rejected", self.reason.strip())
        return True
