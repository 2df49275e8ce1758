from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    customer_creation_policy = fields.Selection(
        related="company_id.customer_creation_policy", readonly=False
    )
    customer_steward_policy = fields.Selection(
        related="company_id.customer_steward_policy", readonly=False
    )
    customer_file_due_days = fields.Integer(
        related="company_id.customer_file_due_days", readonly=False
    )
    customer_lost_months = fields.Integer(
        related="company_id.customer_lost_months", readonly=False
    )
    customer_intended_completeness = fields.Integer(
        related="company_id.customer_intended_completeness", readonly=False
    )
    is_customer_pool_used = fields.Boolean(
        related="company_id.is_customer_pool_used", readonly=False
    )
    customer_pool_days = fields.Integer(
        related="company_id.customer_pool_days", readonly=False
    )
    customer_pool_warning_days = fields.Integer(
        related="company_id.customer_pool_warning_days", readonly=False
    )
    customer_pool_last_warning_days = fields.Integer(
        related="company_id.customer_pool_last_warning_days", readonly=False
    )
    customer_pool_claims_open = fields.Integer(
        related="company_id.customer_pool_claims_open", readonly=False
    )
    customer_pool_claims_per_day = fields.Integer(
        related="company_id.customer_pool_claims_per_day", readonly=False
    )
    customer_pool_views_per_day = fields.Integer(
        related="company_id.customer_pool_views_per_day", readonly=False
    )
    customer_pool_cooling_days = fields.Integer(
        related="company_id.customer_pool_cooling_days", readonly=False
    )
    customer_owner_policy = fields.Selection(
        related="company_id.customer_owner_policy", readonly=False
    )
    customer_file_review_days = fields.Integer(
        related="company_id.customer_file_review_days", readonly=False
    )
    customer_secrecy_default = fields.Selection(
        related="company_id.customer_secrecy_default", readonly=False
    )
    customer_mask_contact_data = fields.Boolean(
        related="company_id.customer_mask_contact_data", readonly=False
    )
    customer_mask_email = fields.Boolean(
        related="company_id.customer_mask_email", readonly=False
    )
    customer_reveal_daily_quota = fields.Integer(
        related="company_id.customer_reveal_daily_quota", readonly=False
    )
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
    customer_quadrant_high_score = fields.Integer(
        related="company_id.customer_quadrant_high_score", readonly=False
    )
    customer_quadrant_low_score = fields.Integer(
        related="company_id.customer_quadrant_low_score", readonly=False
    )
    customer_quadrant_tolerance = fields.Integer(
        related="company_id.customer_quadrant_tolerance", readonly=False
    )
    customer_assessment_period = fields.Selection(
        related="company_id.customer_assessment_period", readonly=False
    )
    customer_first_assessment_days = fields.Integer(
        related="company_id.customer_first_assessment_days", readonly=False
    )
    customer_reassess_days = fields.Integer(
        related="company_id.customer_reassess_days", readonly=False
    )
    customer_credit_grace_days = fields.Integer(
        related="company_id.customer_credit_grace_days", readonly=False
    )
    customer_credit_late_percent = fields.Float(
        related="company_id.customer_credit_late_percent", readonly=False
    )
    customer_credit_hard_days = fields.Integer(
        related="company_id.customer_credit_hard_days", readonly=False
    )
