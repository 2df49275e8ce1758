from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    process_condition_policy = fields.Selection(
        related="company_id.process_condition_policy", readonly=False
    )
    process_won_policy = fields.Selection(
        related="company_id.process_won_policy", readonly=False
    )
    process_pass_days = fields.Integer(
        related="company_id.process_pass_days", readonly=False
    )
    process_pass_max_days = fields.Integer(
        related="company_id.process_pass_max_days", readonly=False
    )
    process_gap_stages = fields.Integer(
        related="company_id.process_gap_stages", readonly=False
    )
    process_amount_rate = fields.Float(
        related="company_id.process_amount_rate", readonly=False
    )
    process_decision_stage = fields.Integer(
        related="company_id.process_decision_stage", readonly=False
    )
    process_stagnation_days = fields.Integer(
        related="company_id.process_stagnation_days", readonly=False
    )
