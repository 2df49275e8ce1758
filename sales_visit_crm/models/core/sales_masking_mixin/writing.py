from odoo import api, models
from odoo.exceptions import UserError

from ....tools import masking

TOLERANT_KEY = "sales_masks_ignored"


# An object() never survives RPC: only this process can put it into the context.
_TOLERANT = object()


class SalesMaskingMixin(models.AbstractModel):
    """Writes: a masked value is no value. It is refused, and never saved.

    A form or an import file holds the masks that it was given. Where such a text is
    exactly the mask of what is saved, a form or an import leaves the field alone.
    """

    _inherit = "sales.masking.mixin"

    @api.model_create_multi
    def create(self, vals_list):
        vals_list = [self.browse()._without_masks(vals) for vals in vals_list]
        return super().create(vals_list)

    def write(self, vals):
        return super().write(self._without_masks(vals))

    def web_save(self, vals, specification, next_id=None):
        records = self._with_tolerance()
        return super(SalesMaskingMixin, records).web_save(vals, specification, next_id)

    def web_save_multi(self, vals_list, specification):
        records = self._with_tolerance()
        return super(SalesMaskingMixin, records).web_save_multi(
            vals_list, specification
        )

    @api.model
    def load(self, fields, data):
        return super(SalesMaskingMixin, self._with_tolerance()).load(fields, data)

    def onchange(self, values, field_names, fields_spec):
        kinds = self._get_masked_fields()
        masks = {name for name in kinds if masking.is_masked(values.get(name))}
        if masks:
            values = {key: val for key, val in values.items() if key not in masks}
            field_names = [name for name in field_names if name not in masks]
        result = super().onchange(values, field_names, fields_spec)
        answers = kinds.keys() & (result.get("value") or {}).keys()
        if answers and self._is_masked_in_form(values):
            for name in answers:
                # What was typed stays as it was typed: its correction, or a yes or no,
                # would answer a guess.
                if name in field_names or self._fields[name].type == "boolean":
                    del result["value"][name]
        return result

    def _is_masked_in_form(self, values):
        """Return whether the user sees masked values in a form with ``values``."""
        name = self._masking_partner
        if name and name in values:
            partner_id = values[name]
            if isinstance(partner_id, (list, tuple)):
                partner_id = partner_id[0] if partner_id else False
            partners = self.env["res.partner"].sudo().browse(partner_id or ())
            return bool(partners.exists()._get_masked_partner_ids())
        return bool(self._get_masked_ids())

    def copy_data(self, default=None):
        vals_list = super().copy_data(default)
        kinds = self._get_masked_fields()
        masked_ids = self._get_masked_ids() if kinds else ()
        for record, vals in zip(self, vals_list, strict=True):
            if record.id in masked_ids:
                for name in kinds.keys() & vals.keys() - (default or {}).keys():
                    vals[name] = False
        return vals_list

    def _with_tolerance(self):
        return self.with_context(**{TOLERANT_KEY: _TOLERANT})

    def _without_masks(self, vals):
        """Return ``vals`` without masked values.

        :raise UserError: if one of them is not the mask of what is saved
        """
        masks = {
            name: vals[name]
            for name in self._masked_kinds
            if name in vals and masking.is_masked(vals[name])
        }
        if not masks:
            return vals
        tolerant = self.env.context.get(TOLERANT_KEY) is _TOLERANT
        for name, value in masks.items():
            if not (tolerant and value in self._get_saved_masks(name, vals)):
                self._raise_masked_value(name, value)
        return {key: value for key, value in vals.items() if key not in masks}

    def _get_saved_masks(self, name, vals):
        """Return the masks that a form with ``vals`` may hold in the field ``name``."""
        values = set(self.sudo().mapped(name))
        if len(values) != 1:
            return set()
        return {masking.mask(self._masked_kinds[name], value) for value in values}

    def _raise_masked_value(self, name, value):
        label = self.fields_get([name], ["string"]).get(name, {}).get("string", name)
        documents = ", ".join(record.display_name or "" for record in self.sudo()[:3])
        raise UserError(
            self.env._(
                "%(document)s: “%(value)s” is what you see of “%(field)s”, not the "
                "value itself, so it was not saved. Leave the field out or type the "
                "complete value.",
                document=documents or self.env["ir.model"]._get(self._name).sudo().name,
                value=value,
                field=label,
            )
        )
