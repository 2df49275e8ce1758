from odoo import models

from ...tools import masking


class MailTrackingValue(models.Model):
    """Changes of masked contact data are shown masked, and are not mailed."""

    _inherit = "mail.tracking.value"

    def _tracking_value_format_model(self, model):
        rows = super()._tracking_value_format_model(model)
        kinds = self._get_tracked_kinds(model)
        tracked = self.filtered(lambda tracking: tracking.field_id.name in kinds)
        masked = tracked._filter_masked(model, kinds)
        for row in rows:
            if row["id"] in masked:
                kind = masked[row["id"]]
                for key in ("oldValue", "newValue"):
                    row[key] = masking.mask(kind, row[key])
        return rows

    def _filter_free_field_access(self):
        """Leave out what some of the readers of an e-mail may not see."""
        free = super()._filter_free_field_access()
        return free.filtered(lambda tracking: not tracking._is_for_few())

    def _get_tracked_kinds(self, model):
        return getattr(self.env.get(model), "_masked_kinds", {}) if model else {}

    def _filter_masked(self, model, kinds):
        """Return {id of a value: its kind} of what the user may not see in full."""
        if not self:
            return {}
        records = self.env[model].browse(self.sudo().mail_message_id.mapped("res_id"))
        shown = records._get_masked_fields_of_user()
        masked_ids = records.exists()._get_masked_ids() if shown else ()
        return {
            tracking.id: kinds[tracking.field_id.name]
            for tracking in self.sudo()
            if tracking.field_id.name in shown
            and tracking.mail_message_id.res_id in masked_ids
        }

    def _is_for_few(self):
        """Return whether the value belongs to a customer that is not public."""
        self.ensure_one()
        tracking = self.sudo()
        if tracking.field_id.name not in self._get_tracked_kinds(
            tracking.field_id.model
        ):
            return False
        record = self.env[tracking.field_id.model].browse(
            tracking.mail_message_id.res_id
        )
        partners = record.exists()._get_masking_partners()
        return any(partner.secrecy_level != "public" for partner in partners)
