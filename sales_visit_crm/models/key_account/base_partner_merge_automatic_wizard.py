from odoo import api, models

from .key_account_nomination.checks import OPEN_STATES


class BasePartnerMergeAutomaticWizard(models.TransientModel):
    """Merged customers keep one tier: the destination's, else the best there is."""

    _inherit = "base.partner.merge.automatic.wizard"

    @api.model
    def _update_foreign_keys(self, src_partners, dst_partner):
        self._end_merged_tiers(src_partners, dst_partner)
        return super()._update_foreign_keys(src_partners, dst_partner)

    @api.model
    def _end_merged_tiers(self, src_partners, dst_partner):
        """Leave one nomination of each kind, and one open service of each item."""
        partners = (src_partners | dst_partner).sudo()
        kept = partners._get_kept_key_account(dst_partner)
        nominations = self.env["key.account.nomination"].sudo()
        found = nominations.search(
            [("partner_id", "in", partners.ids), ("state", "=", "in_force")]
        )
        for nomination in found.filtered(lambda n: n.partner_id != kept):
            today = nomination.company_id._get_sales_today()
            nomination._transition_to("ended", date_ended=today)
        waiting = nominations.search(
            [("partner_id", "in", partners.ids), ("state", "in", OPEN_STATES)]
        )
        first = waiting.sorted(lambda n: (n.partner_id != dst_partner, n.id))[:1]
        for nomination in waiting - first:
            nomination._end_doubled()
        tasks = self.env["key.account.service.task"].sudo()
        tasks.search(
            [
                ("partner_id", "in", (partners - kept).ids),
                ("state", "=", "open"),
            ]
        )._drop()
        self.env.flush_all()

    @api.model
    def _update_values(self, src_partners, dst_partner):
        partners = (src_partners | dst_partner).sudo()
        source = partners._get_kept_key_account(dst_partner)
        result = super()._update_values(src_partners, dst_partner)
        if source and source != dst_partner.sudo():
            vals = source._get_key_account_vals()
            source._key_account_engine_write(dict.fromkeys(vals, False))
            dst_partner._key_account_engine_write(vals)
        return result
