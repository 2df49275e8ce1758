from odoo import fields, models

from ....tools.customer_file import GROUPS

FEATURE = {"prefetch": "customer_feature", "groups": GROUPS, "tracking": True}
PARTICULAR = {**FEATURE, "readonly": False}
AMOUNT = {**PARTICULAR, "currency_field": "file_currency_id"}


class ResPartner(models.Model):
    """Block 2 of the customer file: what kind of business the customer runs.

    Source: 客户特征资料; A11, B06, B56, B80.
    """

    _inherit = "res.partner"

    service_area = fields.Text(related="customer_dossier_id.service_area", **PARTICULAR)
    sales_capability = fields.Text(
        related="customer_dossier_id.sales_capability", **PARTICULAR
    )
    growth_potential = fields.Text(
        related="customer_dossier_id.growth_potential", **PARTICULAR
    )
    management_concept = fields.Text(
        related="customer_dossier_id.management_concept", **PARTICULAR
    )
    business_policy = fields.Text(
        related="customer_dossier_id.business_policy", **PARTICULAR
    )
    management_style = fields.Text(
        related="customer_dossier_id.management_style", **PARTICULAR
    )
    company_culture = fields.Text(
        related="customer_dossier_id.company_culture", **PARTICULAR
    )
    organisation_note = fields.Text(
        related="customer_dossier_id.organisation_note", **PARTICULAR
    )
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
    employee_count = fields.Integer(
        related="customer_dossier_id.employee_count", **PARTICULAR
    )
    annual_revenue_amount = fields.Monetary(
        related="customer_dossier_id.annual_revenue_amount", **AMOUNT
    )
    annual_output_amount = fields.Monetary(
        related="customer_dossier_id.annual_output_amount", **AMOUNT
    )
    annual_cost_amount = fields.Monetary(
        related="customer_dossier_id.annual_cost_amount", **AMOUNT
    )
    annual_profit_amount = fields.Monetary(
        related="customer_dossier_id.annual_profit_amount", **AMOUNT
    )
    selling_expense_amount = fields.Monetary(
        related="customer_dossier_id.selling_expense_amount", **AMOUNT
    )
    efficiency_note = fields.Char(
        related="customer_dossier_id.efficiency_note", **PARTICULAR
    )
    # market
    market_share_rate = fields.Float(
        related="customer_dossier_id.market_share_rate", **PARTICULAR
    )
    market_capacity = fields.Text(
        related="customer_dossier_id.market_capacity", **PARTICULAR
    )
    product_structure = fields.Text(
        related="customer_dossier_id.product_structure", **PARTICULAR
    )
    own_brands = fields.Char(related="customer_dossier_id.own_brands", **PARTICULAR)
    dealt_brands = fields.Char(related="customer_dossier_id.dealt_brands", **PARTICULAR)
    target_customers = fields.Char(
        related="customer_dossier_id.target_customers", **PARTICULAR
    )
    # shop
    shop_tenure = fields.Selection(
        related="customer_dossier_id.shop_tenure", **PARTICULAR
    )
    shop_area_m2 = fields.Float(
        related="customer_dossier_id.shop_area_m2", **PARTICULAR
    )
    shop_layout = fields.Selection(
        related="customer_dossier_id.shop_layout", **PARTICULAR
    )
    shop_pop = fields.Selection(related="customer_dossier_id.shop_pop", **PARTICULAR)
    shop_sign = fields.Char(related="customer_dossier_id.shop_sign", **PARTICULAR)
    shop_staff_count = fields.Integer(
        related="customer_dossier_id.shop_staff_count", **PARTICULAR
    )
    vehicle_count = fields.Integer(
        related="customer_dossier_id.vehicle_count", **PARTICULAR
    )
    staff_cohesion = fields.Char(
        related="customer_dossier_id.staff_cohesion", **PARTICULAR
    )
    promotion_strength = fields.Char(
        related="customer_dossier_id.promotion_strength", **PARTICULAR
    )
    staff_dedication = fields.Char(
        related="customer_dossier_id.staff_dedication", **PARTICULAR
    )
    shop_remark = fields.Text(related="customer_dossier_id.shop_remark", **PARTICULAR)
