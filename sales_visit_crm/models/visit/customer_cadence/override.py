from odoo import models
from odoo.exceptions import UserError

from ....tools import plain_text


class CustomerCadence(models.Model):
    """An interval of its own for one customer, with the reason. Source: S024."""

    _inherit = "customer.cadence"

    def action_set_override(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "sales_visit_crm.customer_cadence_set_action"
        )
        return {**action, "context": {"default_cadence_id": self.id}}

    def _set_override(self, days, reason):
        """Contact the customer every ``days`` days; 0 lets the rules decide again.

        :raise UserError: without a reason, or beyond 0 to 365 days
        """
        self.ensure_one()
        self.partner_id._check_in_charge()
        reason = plain_text.clean(reason)
        if not 0 <= days <= 365:
            raise UserError(
                self.env._(
                    "%(customer)s: an interval has 0 to 365 days, not %(days)s.",
                    customer=self.partner_id.display_name,
                    days=days,
                )
            )
        if not reason:
            raise UserError(
                self.env._(
                    "Say why %s has another interval than grade and status ask for.",
                    self.partner_id.display_name,
                )
            )
        self.sudo().write(
            {
                "override_days": days,
                "override_reason": reason,
                "override_user_id": self.env.uid,
            }
        )
        self.partner_id.sudo().message_post(
            body=self.env._(
                "Interval of contacts set to %(days)s days: %(reason)s",
                days=days,
                reason=reason,
            ),
            author_id=self.env.user.partner_id.id,
            subtype_xmlid="mail.mt_note",
        )
        self._refresh(self.partner_id)
