from odoo import api, fields, models

from ...tools import local_day


class ResCompany(models.Model):
    _inherit = "res.company"

    @api.model_create_multi
    def create(self, vals_list):
        companies = super().create(vals_list)
        companies._create_sales_sequences()
        return companies

    def _get_sales_timezone(self):
        """Return the name of the zone in which the company's days begin and end."""
        self.ensure_one()
        return self.partner_id.tz or self.resource_calendar_id.tz or "UTC"

    def _get_sales_today(self):
        """Return the company's local day, whatever the day is in UTC."""
        return local_day.day_of(fields.Datetime.now(), self._get_sales_timezone())

    def _create_sales_sequences(self):
        """Give each company its own copy of every shared sequence of this add-on."""
        sequences = self.env["ir.sequence"].sudo()
        codes = self._get_sales_sequence_codes()
        shared = sequences.search([("code", "in", codes), ("company_id", "=", False)])
        existing = sequences._read_group(
            [("code", "in", codes), ("company_id", "in", self.ids)],
            ["code", "company_id"],
        )
        taken = {(code, company.id) for code, company in existing}
        for company in self:
            for sequence in shared:
                if (sequence.code, company.id) not in taken:
                    sequence.copy({"company_id": company.id, "name": sequence.name})

    @api.model
    def _get_sales_sequence_codes(self):
        """Return the codes of the sequences that this add-on numbers with."""
        numbered = type(self.env["sales.numbering.mixin"])
        return [
            name
            for name, model_class in self.env.registry.items()
            if issubclass(model_class, numbered) and not model_class._abstract
        ]
