from odoo import api, models

from ....tools import masking


class ResPartnerBank(models.Model):
    """Accounts of customers show their last digits only."""

    _name = "res.partner.bank"
    _inherit = ["res.partner.bank", "sales.masking.mixin", "customer.guard.mixin"]

    _masked_kinds = {"acc_number": "account", "sanitized_acc_number": "account"}

    # The account's number is its name, even where the name is read in superuser mode.
    @api.depends_context("uid")
    def _compute_display_name(self):
        super()._compute_display_name()
        if not self._get_masked_fields_of_user():
            return
        for bank in self.browse(self._get_masked_ids()):
            number = bank.sudo().acc_number
            if number and bank.display_name:
                bank.display_name = bank.display_name.replace(
                    number, masking.account(number)
                )

    def _search_display_name(self, operator, value):
        return self._mask_search(super()._search_display_name(operator, value))
