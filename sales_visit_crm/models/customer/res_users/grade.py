from odoo import fields, models


class ResUsers(models.Model):
    """Who may look after the best customers. Source: S034, 资深销售."""

    _inherit = "res.users"

    is_senior_salesperson = fields.Boolean(
        string="Senior Salesperson",
        help="May look after customers whose grade asks for a senior.",
    )
