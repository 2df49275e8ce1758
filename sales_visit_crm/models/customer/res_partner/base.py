from odoo import models


class ResPartner(models.Model):
    """The customer; each concern has its file."""

    _name = "res.partner"
    _inherit = ["res.partner", "sales.masking.mixin", "customer.guard.mixin"]

    _masking_partner = None
    _masked_kinds = {
        "phone": "phone",
        "phone_sanitized": "phone",
        "mobile": "phone",
        "fax": "phone",
        "email": "email",
        "email_normalized": "email",
        "email_formatted": "email",
    }
