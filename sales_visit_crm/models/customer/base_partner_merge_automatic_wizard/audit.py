from odoo import api, models
from odoo.exceptions import UserError


class BasePartnerMergeAutomaticWizard(models.TransientModel):
    """What a merge would delete in silence, because only one of it may exist.

    Odoo moves the rows of all merged contacts at once, and deletes them all where a
    single one of them violates a unique index.

    Source: G27, S131.
    """

    _inherit = "base.partner.merge.automatic.wizard"

    @api.model
    def _update_foreign_keys(self, src_partners, dst_partner):
        self._check_private_profiles(src_partners | dst_partner)
        self._drop_doubled_reviews(src_partners, dst_partner)
        return super()._update_foreign_keys(src_partners, dst_partner)

    @api.model
    def _check_private_profiles(self, partners):
        """Check that one of ``partners`` at most has a private profile."""
        profiles = self.env["customer.contact.profile"].sudo()
        groups = profiles._read_group(
            [("partner_id", "in", partners.ids)], ["company_id"], ["__count"]
        )
        if any(count > 1 for _company, count in groups):
            raise UserError(
                self.env._(
                    "More than one of these contacts has a private profile. Ask a data "
                    "steward to erase those that are not kept, then merge again."
                )
            )

    @api.model
    def _drop_doubled_reviews(self, src_partners, dst_partner):
        """Leave the merged customer one sheet that waits for its review."""
        reviews = self.env["customer.file.review"].sudo()
        waiting = reviews.search(
            [
                ("partner_id", "in", (src_partners | dst_partner).ids),
                ("state", "!=", "reviewed"),
            ]
        )
        for of_company in waiting.grouped("company_id").values():
            kept = of_company.filtered(lambda review: review.partner_id == dst_partner)
            (of_company - (kept or of_company)[:1]).unlink()
