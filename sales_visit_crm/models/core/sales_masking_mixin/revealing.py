from odoo import models
from odoo.exceptions import UserError


class SalesMaskingMixin(models.AbstractModel):
    """Masked values on request, each listed with its purpose. Source: S010, R043."""

    _inherit = "sales.masking.mixin"

    def action_reveal(self, field_name, purpose):
        """Return the value of a masked field; the answer is the only copy of it.

        :raise UserError: if the right, the purpose or the quota is missing
        """
        self.ensure_one()
        self.check_access("read")
        kinds = self._get_masked_fields_of_user()
        if field_name not in self._masked_kinds:
            raise UserError(
                self.env._(
                    "“%s” is no masked value. Choose the phone number, e-mail or "
                    "account number.",
                    field_name,
                )
            )
        if field_name in kinds and self._get_masked_ids():
            self.env["customer.disclosure"]._log_reveal(
                self._get_masking_partners(),
                field_name,
                purpose,
                self.env["ir.model"]._get(self._name).sudo().name,
            )
        return self.sudo()[field_name]

    def action_open_reveal(self):
        """Open the question for what the phone number or the like is needed."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "sales_visit_crm.customer_reveal_action"
        )
        name = self.env.context.get("reveal_field") or next(iter(self._masked_kinds))
        return {
            **action,
            "context": {
                "default_res_model": self._name,
                "default_res_id": self.id,
                "default_field_name": name,
            },
        }
