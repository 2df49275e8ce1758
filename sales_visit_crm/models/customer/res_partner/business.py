from odoo import fields, models

from ....tools.customer_file import GROUPS

BUSINESS = {"prefetch": "customer_business", "groups": GROUPS, "tracking": True}
AMOUNT = {**BUSINESS, "currency_field": "file_currency_id"}


class ResPartner(models.Model):
    """Block 3 of the customer file: the business between the customer and us.

    What was sold stands in the orders (see ``sales_record``).

    Source: 业务状况; A11, A12, B01, B72, B80; S001.
    """

    _inherit = "res.partner"

    past_sales_note = fields.Text(
        string="Sales Record",
        help="What the orders in this system do not show.",
        **BUSINESS,
    )
    people_quality = fields.Text(string="Managers and Sales People", **BUSINESS)
    competitor_relation = fields.Text(string="Relations to Competitors", **BUSINESS)
    cooperation_attitude = fields.Text(
        string="Contact With Us and Attitude", **BUSINESS
    )
    # needs
    need_summary = fields.Text(string="Needs", **BUSINESS)
    pain_points = fields.Text(**BUSINESS)
    budget_min_amount = fields.Monetary(string="Budget From", **AMOUNT)
    budget_max_amount = fields.Monetary(string="Budget To", **AMOUNT)
    annual_purchase_amount = fields.Monetary(string="Annual Purchases", **AMOUNT)
    installed_base = fields.Text(string="Similar Products in Use", **BUSINESS)
    purchase_plan = fields.Text(string="Latest Buying Plan", **BUSINESS)
    purchase_process = fields.Text(string="How They Buy", **BUSINESS)
    renewal_risk = fields.Selection(
        selection=[("low", "Low"), ("medium", "Medium"), ("high", "High")],
        string="Risk of Not Renewing",
        **BUSINESS,
    )

    _check_budget_order = models.Constraint(
        "CHECK(budget_max_amount IS NULL OR budget_max_amount = 0"
        " OR budget_min_amount IS NULL OR budget_min_amount <= budget_max_amount)",
        "The budget of a customer begins below its end. Correct one of the two.",
    )
