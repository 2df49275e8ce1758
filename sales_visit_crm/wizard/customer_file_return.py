from odoo import fields, models


class CustomerFileReturn(models.TransientModel):
    _name = "customer.file.return"
    _description = "Return Customer File"

    partner_ids = fields.Many2many(comodel_name="res.partner", required=True)
    step = fields.Selection(
        selection=[("return", "Return"), ("unregister", "End Registration")],
        default="return",
        required=True,
    )
    reason = fields.Char(required=True)

    def action_apply(self):
        self.ensure_one()
        if self.step == "unregister":
            return self.partner_ids.action_unregister(self.reason)
        return self.partner_ids.action_return_file(self.reason)
