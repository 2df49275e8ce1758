from odoo import fields, models


class CustomerDossier(models.Model):
    """Block 4 of the customer file: how the trade goes and whether they pay.

    Source: 交易活动现状; A11, B06, B56, B80; P06, 客户信誉, 企业资信, 信用分析.
    """

    _inherit = "customer.dossier"

    sales_activity_note = fields.Text(string="Sales Activity")
    trading_problem_note = fields.Text(string="Problems")
    advantage_note = fields.Text(string="Advantages to Keep")
    countermeasure_note = fields.Text(string="Measures to Take")
    reputation_note = fields.Text(string="Reputation and Image")
    credit_note = fields.Text(string="Credit Standing")
    trade_terms = fields.Text(string="Terms of Trade")
    credit_history_note = fields.Text(string="Past Credit Problems")
    abnormal_note = fields.Text(string="Irregularities")
    credit_owner_note = fields.Text(string="1. Owner or Operator")
    credit_finance_note = fields.Text(string="2. Finances")
    credit_sales_note = fields.Text(string="3. Selling Power (Credit)")
    credit_rank_note = fields.Text(string="4. Place in the Trade")
    credit_other_note = fields.Text(string="5. Other")
