from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    customer_file_due_days = fields.Integer(
        related="company_id.customer_file_due_days", readonly=False
    )
    customer_file_review_days = fields.Integer(
        related="company_id.customer_file_review_days", readonly=False
    )
