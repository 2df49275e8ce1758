from odoo import fields, models

from ....tools.customer_file import GROUPS

FEATURE = {"prefetch": "customer_feature", "groups": GROUPS, "tracking": True}
AMOUNT = {**FEATURE, "currency_field": "file_currency_id"}


class ResPartner(models.Model):
    """Block 2 of the customer file: what kind of business the customer runs.

    Source: 客户特征资料; A11, B06, B56, B80.
    """

    _inherit = "res.partner"

    service_area = fields.Text(**FEATURE)
    sales_capability = fields.Text(string="Selling Power", **FEATURE)
    growth_potential = fields.Text(**FEATURE)
    management_concept = fields.Text(**FEATURE)
    business_policy = fields.Text(string="Business Policy and Direction", **FEATURE)
    management_style = fields.Text(string="Characteristics of Management", **FEATURE)
    company_culture = fields.Text(**FEATURE)
    organisation_note = fields.Text(string="Organisation", **FEATURE)
    # size
    size_band = fields.Selection(
        selection=[
            ("1_49", "1-49 People"),
            ("50_99", "50-99 People"),
            ("100_499", "100-499 People"),
            ("500_1000", "500-1000 People"),
            ("above_1000", "More Than 1000 People"),
        ],
        string="Enterprise Size",
        **FEATURE,
    )
    employee_count = fields.Integer(string="Employees", **FEATURE)
    annual_revenue_amount = fields.Monetary(string="Annual Sales", **AMOUNT)
    annual_output_amount = fields.Monetary(string="Annual Output", **AMOUNT)
    annual_cost_amount = fields.Monetary(string="Annual Cost", **AMOUNT)
    annual_profit_amount = fields.Monetary(string="Annual Profit", **AMOUNT)
    selling_expense_amount = fields.Monetary(string="Selling Expenses", **AMOUNT)
    efficiency_note = fields.Char(string="Efficiency", **FEATURE)
    # market
    market_share_rate = fields.Float(string="Market Share", **FEATURE)
    market_capacity = fields.Text(**FEATURE)
    product_structure = fields.Text(**FEATURE)
    own_brands = fields.Char(**FEATURE)
    dealt_brands = fields.Char(string="Brands Dealt In", **FEATURE)
    target_customers = fields.Char(string="Sells To", **FEATURE)
    # shop
    shop_tenure = fields.Selection(
        selection=[("own", "Own"), ("rented", "Rented")], string="Shop", **FEATURE
    )
    shop_area_m2 = fields.Float(string="Shop Area (m²)", **FEATURE)
    shop_layout = fields.Selection(
        selection=[
            ("tidy", "Tidy"),
            ("distinctive", "Distinctive"),
            ("good", "Good"),
            ("fair", "Fair"),
            ("poor", "Poor"),
        ],
        string="Arrangement",
        **FEATURE,
    )
    shop_pop = fields.Selection(
        selection=[("good", "Good"), ("few", "Few"), ("none", "None")],
        string="POP",
        **FEATURE,
    )
    shop_sign = fields.Char(string="Signboard", **FEATURE)
    shop_staff_count = fields.Integer(string="Shop Staff", **FEATURE)
    vehicle_count = fields.Integer(string="Vehicles", **FEATURE)
    staff_cohesion = fields.Char(**FEATURE)
    promotion_strength = fields.Char(string="Selling Effort", **FEATURE)
    staff_dedication = fields.Char(string="Dedication", **FEATURE)
    shop_remark = fields.Text(string="Overall Remark", **FEATURE)
