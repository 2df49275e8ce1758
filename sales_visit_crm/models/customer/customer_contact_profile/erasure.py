from odoo import api, models
from odoo.exceptions import AccessError, UserError

from ....tools import plain_text

ERASING_GROUPS = "sales_visit_crm.group_private_data,sales_visit_crm.group_data_steward"


class CustomerContactProfile(models.Model):
    """Erasing what is known about a person, for good.

    Stewards erase as well, without reading: the person may ask anybody, and a company
    that switched the profiles off still has to get rid of them.

    Source: G27.
    """

    _inherit = "customer.contact.profile"

    def action_erase(self, reason=None):
        """Erase these profiles for ``reason``; ask for it where it is missing."""
        self.check_access("write")
        return self.partner_id.action_erase_private_data(reason)

    @api.model
    def _erase_of(self, partners, reason):
        """Erase the profiles that the current companies hold of ``partners``.

        :raise AccessError: if the user may not erase
        :raise UserError: if the reason is missing or there is nothing to erase
        """
        if not (self.env.su or self.env.user.has_groups(ERASING_GROUPS)):
            raise AccessError(
                self.env._(
                    "Only those who keep private data and data stewards erase them. "
                    "Ask one of them."
                )
            )
        partners.check_access("read")
        reason = plain_text.clean(reason)
        if not reason:
            raise UserError(self.env._("Say why the private data is erased."))
        profiles = self.sudo().search(
            [
                ("partner_id", "in", partners.ids),
                ("company_id", "in", self.env.companies.ids),
            ]
        )
        if not profiles:
            raise UserError(
                self.env._(
                    "There is no private data of %s to erase.",
                    ", ".join(partners.mapped("display_name")[:3]),
                )
            )
        profiles._erase(reason, self.env.user)

    def _erase(self, reason, user):
        """Remove the profiles and what hangs on them; a line says that they were."""
        self.env["customer.contact.erasure"].sudo().create(
            [
                {
                    "partner_id": profile.partner_id.id,
                    "contact_name": profile.partner_id.display_name,
                    "company_id": profile.company_id.id,
                    "user_id": user.id,
                    "reason": reason,
                }
                for profile in self
            ]
        )
        self.with_context(active_test=False).notice_ids.unlink()
        self.unlink()
