from odoo import api, fields, models

PRIVATE_GROUPS = "sales_visit_crm.group_private_data,sales_visit_crm.group_data_steward"


class ResPartner(models.Model):
    """The way from a contact to its private profile, and its erasure.

    Nothing of the profile itself is a field of the contact.

    Source: B07, B21, B40, S014, G27.
    """

    _inherit = "res.partner"

    private_profile_state = fields.Selection(
        selection=[("off", "Switched Off"), ("none", "None"), ("kept", "Kept")],
        string="Private Profile",
        compute="_compute_private_profile_state",
        groups=PRIVATE_GROUPS,
    )

    @api.depends("is_company")
    @api.depends_context("company", "allowed_company_ids")
    def _compute_private_profile_state(self):
        companies = self.env.companies
        kept = set()
        if self.ids:
            kept = {
                partner.id
                for (partner,) in self.env["customer.contact.profile"]
                .sudo()
                ._read_group(
                    [
                        ("partner_id", "in", self.ids),
                        ("company_id", "in", companies.ids),
                    ],
                    ["partner_id"],
                )
            }
        is_enabled = self.env.company.sudo().customer_profile_enabled
        for partner in self:
            state = "none" if is_enabled and not partner.is_company else "off"
            partner.private_profile_state = "kept" if partner.id in kept else state

    def unlink(self):
        """Leave a line for the private data that go with their person."""
        profiles = self.env["customer.contact.profile"].sudo()
        profiles = profiles.search([("partner_id", "in", self.ids)])
        if profiles:
            self.check_access("unlink")
            profiles._erase(self.env._("The contact was deleted."), self.env.user)
        return super().unlink()

    def action_view_private_profile(self):
        """Open the private profile of this person, or an empty one."""
        self.ensure_one()
        profiles = self.env["customer.contact.profile"]
        profile = profiles.search(
            [("partner_id", "=", self.id), ("company_id", "=", self.env.company.id)]
        )
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "sales_visit_crm.customer_contact_profile_action"
        )
        return {
            **action,
            "views": [(False, "form")],
            "res_id": profile.id,
            "context": {"default_partner_id": self.id},
        }

    def action_erase_private_data(self, reason=None):
        """Erase the private data of these people; ask for the reason if missing."""
        if reason is not None:
            self.env["customer.contact.profile"]._erase_of(self, reason)
            return True
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "sales_visit_crm.customer_contact_erase_action"
        )
        return {**action, "context": {"default_partner_ids": self.ids}}
