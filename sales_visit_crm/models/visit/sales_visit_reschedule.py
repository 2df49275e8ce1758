from odoo import fields, models


class SalesVisitReschedule(models.Model):
    """One move of a visit in time; append-only. Source: lifecycle 5.2, R015."""

    _name = "sales.visit.reschedule"
    _description = "Visit Reschedule"
    _inherit = ["sales.text.mixin"]
    _order = "create_date desc, id desc"
    _rec_name = "visit_id"

    visit_id = fields.Many2one(
        comodel_name="sales.visit",
        required=True,
        readonly=True,
        index=True,
        ondelete="cascade",
    )
    company_id = fields.Many2one(
        related="visit_id.company_id", store=True, precompute=True
    )
    user_id = fields.Many2one(
        comodel_name="res.users", string="Moved By", required=True, readonly=True
    )
    date_before = fields.Datetime(string="From", readonly=True)
    date_after = fields.Datetime(string="To", readonly=True)
    reason = fields.Char(readonly=True)
