from odoo import api, models

VALUES = ("old_value", "new_value", "live_value")


class CustomerChangeRequestLine(models.Model):
    """Copies of phones, e-mails and accounts are masked like the originals (S010)."""

    _inherit = "customer.change.request.line"

    _masked_kinds = dict.fromkeys(VALUES, "text")

    @api.model
    def _get_masked_fields_of_user(self):
        is_masked = bool(self.env.user._get_masked_kinds())
        return self._masked_kinds if is_masked else {}

    def _mask_value(self, kind, value):
        """Return a value as the user may see it, by the field it is copied from."""
        kind = self.sudo()._get_value_kind()
        kinds = self.env.user._get_masked_kinds()
        if not kind or (kind != "text" and kind not in kinds):
            return value
        return super()._mask_value(kind, value)

    def _get_value_kind(self):
        """Return what the values of the line hold, None if nobody hides it."""
        if self.res_model not in self.env:
            return "text"
        if self.operation == "write":
            kinds = getattr(self.env[self.res_model], "_masked_kinds", {})
            return kinds.get(self.field_name)
        # Added and removed people are described by all they have.
        return "account" if self.res_model == "res.partner.bank" else "text"
