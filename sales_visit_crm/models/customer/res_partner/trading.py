from odoo import fields, models

from ....tools.customer_file import GROUPS

TRADING = {"prefetch": "customer_trading", "groups": GROUPS, "tracking": True}


class ResPartner(models.Model):
    """Block 4 of the customer file: how the trade goes and whether they pay.

    Source: 交易活动现状; A11, B06, B56, B80; P06, 客户信誉, 企业资信, 信用分析.
    """

    _inherit = "res.partner"

    sales_activity_note = fields.Text(string="Sales Activity", **TRADING)
    trading_problem_note = fields.Text(string="Problems", **TRADING)
    advantage_note = fields.Text(string="Advantages to Keep", **TRADING)
    countermeasure_note = fields.Text(string="Measures to Take", **TRADING)
    reputation_note = fields.Text(string="Reputation and Image", **TRADING)
    credit_note = fields.Text(string="Credit Standing", **TRADING)
    trade_terms = fields.Text(string="Terms of Trade", **TRADING)
    credit_history_note = fields.Text(string="Past Credit Problems", **TRADING)
    abnormal_note = fields.Text(string="Irregularities", **TRADING)
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
    credit_owner_note = fields.Text(string="1. Owner or Operator", **TRADING)
    credit_finance_note = fields.Text(string="2. Finances", **TRADING)
    credit_sales_note = fields.Text(string="3. Selling Power (Credit)", **TRADING)
    credit_rank_note = fields.Text(string="4. Place in the Trade", **TRADING)
    credit_other_note = fields.Text(string="5. Other", **TRADING)
