from odoo import fields, models

from ....tools.customer_file import GROUPS

BUSINESS = {"prefetch": "customer_business", "groups": GROUPS, "tracking": True}
PARTICULAR = {**BUSINESS, "readonly": False}
AMOUNT = {**PARTICULAR, "currency_field": "file_currency_id"}


class ResPartner(models.Model):
    """Block 3 of the customer file: the business between the customer and us.

    What was sold stands in the orders (see ``sales_record``).

    Source: 业务状况; A11, A12, B01, B72, B80; S001.
    """

    _inherit = "res.partner"

    past_sales_note = fields.Text(
        related="customer_dossier_id.past_sales_note", **PARTICULAR
    )
    people_quality = fields.Text(
        related="customer_dossier_id.people_quality", **PARTICULAR
    )
    competitor_relation = fields.Text(
        related="customer_dossier_id.competitor_relation", **PARTICULAR
    )
    cooperation_attitude = fields.Text(
        related="customer_dossier_id.cooperation_attitude", **PARTICULAR
    )
    # needs
    need_summary = fields.Text(related="customer_dossier_id.need_summary", **PARTICULAR)
    pain_points = fields.Text(related="customer_dossier_id.pain_points", **PARTICULAR)
    budget_min_amount = fields.Monetary(
        related="customer_dossier_id.budget_min_amount", **AMOUNT
    )
    budget_max_amount = fields.Monetary(
        related="customer_dossier_id.budget_max_amount", **AMOUNT
    )
    annual_purchase_amount = fields.Monetary(
        related="customer_dossier_id.annual_purchase_amount", **AMOUNT
    )
    installed_base = fields.Text(
        related="customer_dossier_id.installed_base", **PARTICULAR
    )
    purchase_plan = fields.Text(
        related="customer_dossier_id.purchase_plan", **PARTICULAR
    )
    purchase_process = fields.Text(
        related="customer_dossier_id.purchase_process", **PARTICULAR
    )
    renewal_risk = fields.Selection(
        selection=[("low", "Low"), ("medium", "Medium"), ("high", "High")],
        string="Risk of Not Renewing",
        **BUSINESS,
    )
