from odoo import api, models


class BasePartnerMergeAutomaticWizard(models.TransientModel):
    """Merged customers keep one file: the destination's, else the one there is."""

    _inherit = "base.partner.merge.automatic.wizard"

    @api.model
    def _update_values(self, src_partners, dst_partner):
        # The merge copies all columns; state, number and signatures move below.
        merging = dst_partner.with_context(customer_file_merge=True)
        result = super()._update_values(src_partners, merging)
        merging._absorb_dossiers(src_partners)
        self._move_customer_file(src_partners, dst_partner)
        return result

    @api.model
    def _move_customer_file(self, src_partners, dst_partner):
        files = src_partners.filtered(lambda partner: partner.file_state != "none")
        if not files:
            return
        target = dst_partner.sudo()
        if target.file_state == "none":
            source = files.sorted("id")[0].sudo()
            if not target.company_registry:
                # Odoo leaves it behind, as it computes it in some countries.
                target.company_registry = source.company_registry
            target._receive_file(source)
            files -= source.with_env(files.env)
        for file in files.sudo():
            target._log_file(
                self.env._(
                    "Merged with the customer of file %s, which ends here.",
                    file.file_number,
                )
            )
        files._release_file()
