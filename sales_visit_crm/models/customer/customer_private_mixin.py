from odoo import api, models
from odoo.exceptions import UserError


class CustomerPrivateMixin(models.AbstractModel):
    """Private data of a person: where the company wants it, and never in a file.

    Who may see the records is said by their access rights and rules. This holds on
    top of them, also for code that runs with full rights.

    Source: S014, G27.
    """

    _name = "customer.private.mixin"
    _description = "Private Data of Contacts"

    @api.model_create_multi
    def create(self, vals_list):
        records = super().create(vals_list)
        records.company_id._check_customer_profile_enabled()
        return records

    def write(self, vals):
        self.sudo().company_id._check_customer_profile_enabled()
        return super().write(vals)

    def export_data(self, fields_to_export):
        self._raise_no_export()

    def _export_rows(self, fields, *, _is_toplevel_call=True):
        """Refuse, also where the records hang on others that may be exported."""
        self._raise_no_export()

    def _raise_no_export(self):
        raise UserError(
            self.env._(
                "Private data of contacts leaves the system on paper only: print the "
                "profile instead of exporting it."
            )
        )
