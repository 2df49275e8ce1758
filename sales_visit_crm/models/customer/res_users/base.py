from odoo import models, tools

# Whom a level is open to beside the people named on the customer.
LEVEL_GROUPS = {
    "secret": (
        "group_sales_visit_manager",
        "group_director",
        "group_general_manager",
        "group_data_steward",
    ),
    "confidential": ("group_director", "group_general_manager", "group_data_steward"),
    "top_secret": ("group_general_manager", "group_data_steward"),
}


class ResUsers(models.Model):
    """A portal user shows the contact data of the customer they are."""

    _name = "res.users"
    _inherit = ["res.users", "sales.masking.mixin"]

    _masked_kinds = {
        "phone": "phone",
        "phone_sanitized": "phone",
        "email": "email",
        "email_normalized": "email",
        "email_formatted": "email",
    }

    @tools.ormcache("self.id")
    def _get_masked_kinds(self):
        """Return the kinds of data masked for the user, none for those who see all.

        It is enough that one of the user's companies masks: who works for several must
        not choose the one that does not.
        """
        if any(
            self.has_group(f"sales_visit_crm.{name}")
            for name in ("group_sales_visit_manager", "group_data_steward")
        ):
            return frozenset()
        companies = self.sudo().company_ids
        masking = companies.filtered("customer_mask_contact_data")
        if not masking:
            return frozenset()
        kinds = {"phone", "account"}
        if any(masking.mapped("customer_mask_email")):
            kinds.add("email")
        return frozenset(kinds)

    @tools.ormcache("self.id")
    def _get_open_levels(self):
        """Return the levels of customers of which the user may know any."""
        return [
            "public",
            "internal",
            *(
                level
                for level, names in LEVEL_GROUPS.items()
                if any(self.has_group(f"sales_visit_crm.{name}") for name in names)
            ),
        ]
