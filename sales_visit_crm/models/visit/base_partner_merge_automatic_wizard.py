from odoo import api, models
from odoo.tools import SQL


class BasePartnerMergeAutomaticWizard(models.TransientModel):
    """Merged contacts keep their visits, and the people met stay people met."""

    _inherit = "base.partner.merge.automatic.wizard"

    @api.model
    def _update_foreign_keys(self, src_partners, dst_partner):
        # One row of the cadence per customer: that of the merged one is kept.
        rows = self.env["customer.cadence"].sudo()
        rows.search([("partner_id", "in", src_partners.ids)]).unlink()
        rows.flush_model()
        result = super()._update_foreign_keys(src_partners, dst_partner)
        # Left where both were met at one visit; the row of the other one says it.
        self.env.cr.execute(
            SQL(
                "DELETE FROM sales_visit_contact_rel WHERE partner_id IN %s",
                src_partners._ids,
            )
        )
        self._update_customers(dst_partner)
        return result

    def _update_customers(self, partner):
        """Bring the stored company of the customer up to date.

        Odoo moves the rows in the database directly, each column for itself.
        """
        visits = self.env["sales.visit"].sudo()
        visits = visits.search([("partner_id", "=", partner.id)])
        self.env.add_to_compute(visits._fields["commercial_partner_id"], visits)
        commitments = self.env["sales.commitment"].sudo()
        stale = commitments.search([("partner_id", "=", partner.id)])
        stale._engine_write({"partner_id": partner.commercial_partner_id.id})
        partner._update_status("deal")
        self.env["customer.cadence"]._refresh(partner)
