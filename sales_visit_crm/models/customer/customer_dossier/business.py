from odoo import fields, models


class CustomerDossier(models.Model):
    """Block 3 of the customer file: the business between the customer and us.

    Source: 业务状况; A11, A12, B01, B72, B80; S001.
    """

    _inherit = "customer.dossier"

    past_sales_note = fields.Text(
        string="Sales Record",
        help="What the orders in this system do not show.",
    )
    people_quality = fields.Text(string="Managers and Sales People")
    competitor_relation = fields.Text(string="Relations to Competitors")
    cooperation_attitude = fields.Text(string="Contact With Us and Attitude")
    # needs
    need_summary = fields.Text(string="Needs")
    pain_points = fields.Text()
    budget_min_amount = fields.Monetary(
        string="Budget From", currency_field="currency_id"
    )
    budget_max_amount = fields.Monetary(
        string="Budget To", currency_field="currency_id"
    )
    annual_purchase_amount = fields.Monetary(
        string="Annual Purchases", currency_field="currency_id"
    )
    installed_base = fields.Text(string="Similar Products in Use")
    purchase_plan = fields.Text(string="Latest Buying Plan")
    purchase_process = fields.Text(string="How They Buy")

    _check_budget_order = models.Constraint(
        "CHECK(budget_max_amount IS NULL OR budget_max_amount = 0"
        " OR budget_min_amount IS NULL OR budget_min_amount <= budget_max_amount)",
        "The budget of a customer begins below its end. Correct one of the two.",
    )
