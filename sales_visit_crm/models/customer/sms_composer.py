from odoo import api, models
from odoo.tools import SQL

from ...tools import masking


class SmsComposer(models.TransientModel):
    """A text message goes to the real number, which its writer need not see."""

    _name = "sms.composer"
    _inherit = ["sms.composer", "sales.masking.mixin"]

    _masked_kinds = {
        "recipient_single_number": "phone",
        "recipient_single_number_itf": "phone",
    }
    _masking_partner = None

    @api.model
    def _get_masking_fields(self):
        return ("res_id",)

    def _get_masking_depends(self):
        return ["res_model", "res_id"]

    def _get_masking_partners(self):
        partners = self.env["res.partner"].sudo()
        for composer in self.sudo():
            records = self.env.get(composer.res_model) if composer.res_model else None
            if composer.res_id and hasattr(records, "_masked_kinds"):
                record = records.browse(composer.res_id).exists()
                partners |= record._get_masking_partners()
        return partners

    @api.model
    def _sql_unmasked(self, alias):
        return SQL("FALSE")

    def _get_saved_masks(self, name, vals):
        """Take the mask that a new message shows: its recipient's number."""
        masks = super()._get_saved_masks(name, vals)
        composer = self or self.new(
            {key: val for key, val in vals.items() if key not in self._masked_kinds}
        )
        return masks | {masking.mask("phone", composer.sudo()[name])}
