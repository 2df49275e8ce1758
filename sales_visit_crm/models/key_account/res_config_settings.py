from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    key_account_sales_source = fields.Selection(
        related="company_id.key_account_sales_source", readonly=False
    )
    key_account_pareto_months = fields.Integer(
        related="company_id.key_account_pareto_months", readonly=False
    )
    key_account_pareto_percent = fields.Float(
        related="company_id.key_account_pareto_percent", readonly=False
    )
    key_account_pareto_keep_lines = fields.Integer(
        related="company_id.key_account_pareto_keep_lines", readonly=False
    )
    key_account_share_mode = fields.Selection(
        related="company_id.key_account_share_mode", readonly=False
    )
    key_account_share_a_percent = fields.Float(
        related="company_id.key_account_share_a_percent", readonly=False
    )
    key_account_share_b_percent = fields.Float(
        related="company_id.key_account_share_b_percent", readonly=False
    )
    key_account_share_c_percent = fields.Float(
        related="company_id.key_account_share_c_percent", readonly=False
    )
    key_account_sum_a_percent = fields.Float(
        related="company_id.key_account_sum_a_percent", readonly=False
    )
    key_account_sum_b_percent = fields.Float(
        related="company_id.key_account_sum_b_percent", readonly=False
    )
    key_account_sum_c_percent = fields.Float(
        related="company_id.key_account_sum_c_percent", readonly=False
    )
    key_account_review_notice_days = fields.Integer(
        related="company_id.key_account_review_notice_days", readonly=False
    )
