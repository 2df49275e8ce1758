from odoo import fields, models


class CustomerDossier(models.Model):
    """Block 2 of the customer file: what kind of business the customer runs.

    Source: 客户特征资料; A11, B06, B56, B80.
    """

    _inherit = "customer.dossier"

    service_area = fields.Text()
    sales_capability = fields.Text(string="Selling Power")
    growth_potential = fields.Text()
    management_concept = fields.Text()
    business_policy = fields.Text(string="Business Policy and Direction")
    management_style = fields.Text(string="Characteristics of Management")
    company_culture = fields.Text()
    organisation_note = fields.Text(string="Organisation")
    employee_count = fields.Integer(string="Employees")
    annual_revenue_amount = fields.Monetary(
        string="Annual Sales", currency_field="currency_id"
    )
    annual_output_amount = fields.Monetary(
        string="Annual Output", currency_field="currency_id"
    )
    annual_cost_amount = fields.Monetary(
        string="Annual Cost", currency_field="currency_id"
    )
    annual_profit_amount = fields.Monetary(
        string="Annual Profit", currency_field="currency_id"
    )
    selling_expense_amount = fields.Monetary(
        string="Selling Expenses", currency_field="currency_id"
    )
    efficiency_note = fields.Char(string="Efficiency")
    # market
    market_share_rate = fields.Float(string="Market Share")
    market_capacity = fields.Text()
    product_structure = fields.Text()
    own_brands = fields.Char()
    dealt_brands = fields.Char(string="Brands Dealt In")
    target_customers = fields.Char(string="Sells To")
    # shop
    shop_tenure = fields.Selection(
        selection=[("own", "Own"), ("rented", "Rented")], string="Shop"
    )
    shop_area_m2 = fields.Float(string="Shop Area (m²)")
    shop_layout = fields.Selection(
        selection=[
            ("tidy", "Tidy"),
            ("distinctive", "Distinctive"),
            ("good", "Good"),
            ("fair", "Fair"),
            ("poor", "Poor"),
        ],
        string="Arrangement",
    )
    shop_pop = fields.Selection(
        selection=[("good", "Good"), ("few", "Few"), ("none", "None")],
        string="POP",
    )
    shop_sign = fields.Char(string="Signboard")
    shop_staff_count = fields.Integer(string="Shop Staff")
    vehicle_count = fields.Integer(string="Vehicles")
    staff_cohesion = fields.Char()
    promotion_strength = fields.Char(string="Selling Effort")
    staff_dedication = fields.Char(string="Dedication")
    shop_remark = fields.Text(string="Overall Remark")
