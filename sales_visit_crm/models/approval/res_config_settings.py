from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    approval_escalation_days = fields.Integer(
        related="company_id.approval_escalation_days", readonly=False
    )
    approval_history_days = fields.Integer(
        related="company_id.approval_history_days", readonly=False
    )
    approval_precedent_count = fields.Integer(
        related="company_id.approval_precedent_count", readonly=False
    )
