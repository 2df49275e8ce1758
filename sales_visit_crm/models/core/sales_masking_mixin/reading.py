from odoo import models


class SalesMaskingMixin(models.AbstractModel):
    """Answers: what leaves the server is masked, what stays in it is not."""

    _inherit = "sales.masking.mixin"

    def _determine_fields_to_fetch(self, field_names=None, ignore_when_in_cache=False):
        # What decides comes in the same query as what is to be masked.
        if field_names and not self._get_masked_fields().keys().isdisjoint(field_names):
            field_names = [*field_names, *self._get_masking_fields()]
        return super()._determine_fields_to_fetch(field_names, ignore_when_in_cache)

    def _read_format(self, fnames, load="_classic_read"):
        rows = super()._read_format(fnames, load)
        kinds = self._get_masked_fields()
        names = [name for name in fnames if name in kinds]
        if names and rows:
            ids = [row["id"] for row in rows]
            records = self if len(ids) == len(self) else self.browse(ids)
            if masked_ids := records._get_masked_ids():
                for record, row in zip(records, rows, strict=True):
                    if record.id in masked_ids:
                        for name in names:
                            row[name] = record._mask_value(kinds[name], row[name])
        return rows

    def _export_rows(self, fields, *, _is_toplevel_call=True):
        kinds = self._get_masked_fields()
        places = {
            place: kinds[path[0]]
            for place, path in enumerate(fields)
            if path and path[0] in kinds
        }
        masked_ids = self._get_masked_ids() if places else None
        if not masked_ids:
            return super()._export_rows(fields, _is_toplevel_call=_is_toplevel_call)
        # The id says which lines begin a record: lists in it take several lines.
        masked_ids = {str(record_id) for record_id in masked_ids}
        lines = super()._export_rows(
            [*fields, [".id"]], _is_toplevel_call=_is_toplevel_call
        )
        for line in lines:
            if line[-1] in masked_ids:
                record = self.browse(int(line[-1]))
                for place, kind in places.items():
                    line[place] = record._mask_value(kind, line[place]) or ""
        return [line[:-1] for line in lines]

    def export_data(self, fields_to_export):
        answer = super().export_data(fields_to_export)
        partners = self._get_masking_partners().filtered(
            lambda partner: partner.secrecy_level != "public"
        )
        labels = self.fields_get(attributes=["string"])
        names = [path.split("/")[0] for path in fields_to_export]
        self.env["customer.disclosure"]._log(
            "export",
            partners.with_env(self.env),
            [labels.get(name, {}).get("string", name) for name in names],
            origin=self.env["ir.model"]._get(self._name).sudo().name,
        )
        return answer
