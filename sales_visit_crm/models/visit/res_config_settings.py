from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    visit_plan_approval = fields.Selection(
        related="company_id.visit_plan_approval", readonly=False
    )
    visit_noon_hour = fields.Float(related="company_id.visit_noon_hour", readonly=False)
    visit_evening_hour = fields.Float(
        related="company_id.visit_evening_hour", readonly=False
    )
    visit_appointment_lead_days = fields.Integer(
        related="company_id.visit_appointment_lead_days", readonly=False
    )
    visit_appointment_policy = fields.Selection(
        related="company_id.visit_appointment_policy", readonly=False
    )
    visit_history_lead_days = fields.Integer(
        related="company_id.visit_history_lead_days", readonly=False
    )
    visit_arrival_margin_minutes = fields.Integer(
        related="company_id.visit_arrival_margin_minutes", readonly=False
    )
    visit_radius_m = fields.Integer(related="company_id.visit_radius_m", readonly=False)
    visit_position_mode = fields.Selection(
        related="company_id.visit_position_mode", readonly=False
    )
    visit_clock_tolerance_minutes = fields.Integer(
        related="company_id.visit_clock_tolerance_minutes", readonly=False
    )
    visit_backdate_days = fields.Integer(
        related="company_id.visit_backdate_days", readonly=False
    )
    contact_potential_days = fields.Integer(
        related="company_id.contact_potential_days", readonly=False
    )
    contact_intended_days = fields.Integer(
        related="company_id.contact_intended_days", readonly=False
    )
    contact_active_days = fields.Integer(
        related="company_id.contact_active_days", readonly=False
    )
    contact_lost_days = fields.Integer(
        related="company_id.contact_lost_days", readonly=False
    )
    is_contact_activity_made = fields.Boolean(
        related="company_id.is_contact_activity_made", readonly=False
    )
    contact_duplicate_hours = fields.Integer(
        related="company_id.contact_duplicate_hours", readonly=False
    )
    contact_risk_percent = fields.Integer(
        related="company_id.contact_risk_percent", readonly=False
    )
    contact_risk_days = fields.Integer(
        related="company_id.contact_risk_days", readonly=False
    )
    contact_deep_minutes = fields.Integer(
        related="company_id.contact_deep_minutes", readonly=False
    )
    contact_light_minutes = fields.Integer(
        related="company_id.contact_light_minutes", readonly=False
    )
    contact_share_percent = fields.Integer(
        related="company_id.contact_share_percent", readonly=False
    )
    visit_report_due_hours = fields.Integer(
        related="company_id.visit_report_due_hours", readonly=False
    )
    visit_report_escalation_hours = fields.Integer(
        related="company_id.visit_report_escalation_hours", readonly=False
    )
    visit_missing_report_policy = fields.Selection(
        related="company_id.visit_missing_report_policy", readonly=False
    )
    visit_next_required = fields.Boolean(
        related="company_id.visit_next_required", readonly=False
    )
    visit_followup_days = fields.Integer(
        related="company_id.visit_followup_days", readonly=False
    )
    visit_text_max_chars = fields.Integer(
        related="company_id.visit_text_max_chars", readonly=False
    )
    visit_review_due_days = fields.Integer(
        related="company_id.visit_review_due_days", readonly=False
    )
    visit_partly_counts = fields.Boolean(
        related="company_id.visit_partly_counts", readonly=False
    )
