from odoo import models

WATCHED = frozenset(
    {"active", "intent_level_id", "partner_id", "stage_id", "type", "won_status"}
)


class CrmLead(models.Model):
    """A deal that is rated, won or lost changes when its customer is contacted.

    Source: G43.
    """

    _inherit = "crm.lead"

    def write(self, vals):
        if WATCHED.isdisjoint(vals):
            return super().write(vals)
        customers = self._get_rated_customers()
        result = super().write(vals)
        customers |= self._get_rated_customers()
        if customers:
            self.env["customer.cadence"]._refresh(customers)
        return result

    def _get_rated_customers(self):
        """Return the customers of the deals that have an intent level."""
        return self.sudo().filtered("intent_level_id").partner_id
