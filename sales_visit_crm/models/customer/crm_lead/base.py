from odoo import models


class CrmLead(models.Model):
    """The lead or opportunity, which keeps a copy of its customer's contact data."""

    _name = "crm.lead"
    _inherit = ["crm.lead", "sales.masking.mixin"]

    _masked_kinds = {
        "phone": "phone",
        "phone_sanitized": "phone",
        "partner_phone_update": "phone",
        "email_from": "email",
        "email_normalized": "email",
        "email_domain_criterion": "email",
        "email_cc": "email",
        "partner_email_update": "email",
    }
