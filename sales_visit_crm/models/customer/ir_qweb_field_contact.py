from markupsafe import Markup, escape

from odoo import api, models

from ...tools import masking


class IrQwebFieldContact(models.AbstractModel):
    _inherit = "ir.qweb.field.contact"

    @api.model
    def value_to_html(self, value, options):
        html = super().value_to_html(value, options)
        kinds = value._get_masked_fields() if value else {}
        if kinds and value._get_masked_ids():
            for name, kind in kinds.items():
                if real := value.sudo()[name]:
                    seen = escape(masking.mask(kind, real))
                    # Both are escaped already.
                    text = str(html).replace(str(escape(real)), str(seen))
                    html = Markup(text)  # noqa: S704
        return html
