from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    customer_profile_enabled = fields.Boolean(
        related="company_id.customer_profile_enabled", readonly=False
    )
    customer_birthday_notice_days = fields.Integer(
        related="company_id.customer_birthday_notice_days", readonly=False
    )
    customer_audit_sample_size = fields.Integer(
        related="company_id.customer_audit_sample_size", readonly=False
    )
    customer_audit_sample_percent = fields.Float(
        related="company_id.customer_audit_sample_percent", readonly=False
    )
    customer_audit_correction_days = fields.Integer(
        related="company_id.customer_audit_correction_days", readonly=False
    )
    customer_review_interval_days = fields.Integer(
        related="company_id.customer_review_interval_days", readonly=False
    )
    customer_review_due_days = fields.Integer(
        related="company_id.customer_review_due_days", readonly=False
    )
    customer_review_change_percent = fields.Float(
        related="company_id.customer_review_change_percent", readonly=False
    )
    customer_stale_days = fields.Integer(
        related="company_id.customer_stale_days", readonly=False
    )
