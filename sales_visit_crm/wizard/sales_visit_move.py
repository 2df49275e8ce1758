from odoo import fields, models


class SalesVisitMove(models.TransientModel):
    _name = "sales.visit.move"
    _description = "Move Visit"

    visit_ids = fields.Many2many(comodel_name="sales.visit", required=True)
    date_start = fields.Datetime(
        string="New Start",
        required=True,
        default=lambda self: self._default_date_start(),
    )
    reason = fields.Char(required=True)

    def _default_date_start(self):
        visit_ids = self.env.context.get("default_visit_ids") or []
        return self.env["sales.visit"].browse(visit_ids)[:1].date_start

    def action_apply(self):
        self.ensure_one()
        self.visit_ids._reschedule(self.date_start, self.reason)
        return True
