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

    def action_open_customer(self):
        """Open the customer with its file, its visits and the rest of the rooms."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "sales_visit_crm.res_partner_action_customer"
        )
        return {**action, "res_id": self.id}
