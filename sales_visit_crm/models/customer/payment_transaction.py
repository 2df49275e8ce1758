from odoo import models


class PaymentTransaction(models.Model):
    """A payment, with a copy of the customer's contact data."""

    _name = "payment.transaction"
    _inherit = ["payment.transaction", "sales.masking.mixin"]

    _masked_kinds = {"partner_phone": "phone", "partner_email": "email"}
