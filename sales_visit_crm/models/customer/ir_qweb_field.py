from odoo import api, models

from ...tools import masking


class IrQwebField(models.AbstractModel):
    """Prints and pages show masked what their reader may not see in full.

    Records in superuser mode are shown in full: so the portal shows customers their own
    documents.
    """

    _inherit = "ir.qweb.field"

    @api.model
    def record_to_html(self, record, field_name, options):
        if record and field_name in getattr(record, "_masked_kinds", ()):
            kind = record._get_masked_fields().get(field_name)
            if kind and record._get_masked_ids():
                value = masking.mask(kind, record[field_name])
                return value and self.value_to_html(value, options=options)
        return super().record_to_html(record, field_name, options)
