from odoo import fields, models

from ....tools.customer_file import GROUPS

TRADING = {"prefetch": "customer_trading", "groups": GROUPS, "tracking": True}
PARTICULAR = {**TRADING, "readonly": False}


class ResPartner(models.Model):
    """Block 4 of the customer file: how the trade goes and whether they pay.

    Source: 交易活动现状; A11, B06, B56, B80; P06, 客户信誉, 企业资信, 信用分析.
    """

    _inherit = "res.partner"

    sales_activity_note = fields.Text(
        related="customer_dossier_id.sales_activity_note", **PARTICULAR
    )
    trading_problem_note = fields.Text(
        related="customer_dossier_id.trading_problem_note", **PARTICULAR
    )
    advantage_note = fields.Text(
        related="customer_dossier_id.advantage_note", **PARTICULAR
    )
    countermeasure_note = fields.Text(
        related="customer_dossier_id.countermeasure_note", **PARTICULAR
    )
    reputation_note = fields.Text(
        related="customer_dossier_id.reputation_note", **PARTICULAR
    )
    credit_note = fields.Text(related="customer_dossier_id.credit_note", **PARTICULAR)
    trade_terms = fields.Text(related="customer_dossier_id.trade_terms", **PARTICULAR)
    credit_history_note = fields.Text(
        related="customer_dossier_id.credit_history_note", **PARTICULAR
    )
    abnormal_note = fields.Text(
        related="customer_dossier_id.abnormal_note", **PARTICULAR
    )
    # credit
    credit_class = fields.Selection(
        selection=[
            ("a", "A - Pays on Time, in Cash or on Credit"),
            ("b", "B - Often in Arrears, Easy to Recover"),
            ("c", "C - In Arrears, Hard to Recover"),
        ],
        index="btree_not_null",
        **TRADING,
    )
    credit_colour = fields.Selection(
        selection=[
            ("red", "Red"),
            ("grey", "Grey"),
            ("black", "Black"),
            ("white", "White"),
        ],
        **TRADING,
    )
    credit_owner_note = fields.Text(
        related="customer_dossier_id.credit_owner_note", **PARTICULAR
    )
    credit_finance_note = fields.Text(
        related="customer_dossier_id.credit_finance_note", **PARTICULAR
    )
    credit_sales_note = fields.Text(
        related="customer_dossier_id.credit_sales_note", **PARTICULAR
    )
    credit_rank_note = fields.Text(
        related="customer_dossier_id.credit_rank_note", **PARTICULAR
    )
    credit_other_note = fields.Text(
        related="customer_dossier_id.credit_other_note", **PARTICULAR
    )
