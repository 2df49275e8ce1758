from odoo import models
from odoo.exceptions import AccessError


class BasePartnerMergeAutomaticWizard(models.TransientModel):
    """Nobody merges what is masked for them: the merge would hand them the numbers."""

    _inherit = "base.partner.merge.automatic.wizard"

    def _merge(self, partner_ids, dst_partner=None, extra_checks=True):
        partners = self.env["res.partner"].browse(partner_ids).exists()
        if partners._get_masked_fields() and len(partners) > 1:
            masked = partners.browse(partners._get_masked_ids())
            if masked:
                raise AccessError(
                    self.env._(
                        "%s: contact data are masked for you, so you cannot merge it. "
                        "Ask a data steward.",
                        ", ".join(masked[:3].mapped("display_name")),
                    )
                )
        return super()._merge(partner_ids, dst_partner, extra_checks)
