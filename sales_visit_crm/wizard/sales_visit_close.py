from odoo import fields, models


class SalesVisitClose(models.TransientModel):
    _name = "sales.visit.close"
    _description = "Cancel Visit or Record Absence"

    visit_ids = fields.Many2many(comodel_name="sales.visit", required=True)
    target = fields.Selection(
        selection=[("cancel", "Cancel"), ("no_show", "Customer Was Absent")],
        default="cancel",
        required=True,
    )
    reason = fields.Char(required=True)

    def action_apply(self):
        self.ensure_one()
        return self.visit_ids._close_with_reason(self.target, self.reason)
