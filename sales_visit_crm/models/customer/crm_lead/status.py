from odoo import api, models

# What decides whether a deal is open beyond the first stage, won or lost.
_DECIDING = {"active", "partner_id", "probability", "stage_id", "type", "won_status"}


class CrmLead(models.Model):
    """A deal that advances, is won or lost decides on its customer's status (S008)."""

    _inherit = "crm.lead"

    @api.model_create_multi
    def create(self, vals_list):
        leads = super().create(vals_list)
        if any("stage_id" in vals and vals.get("partner_id") for vals in vals_list):
            leads.partner_id._update_status("deal")
        return leads

    def write(self, vals):
        if not _DECIDING & vals.keys():
            return super().write(vals)
        partners = self.partner_id if "partner_id" in vals else self.browse().partner_id
        result = super().write(vals)
        (partners | self.partner_id)._update_status("deal")
        return result
