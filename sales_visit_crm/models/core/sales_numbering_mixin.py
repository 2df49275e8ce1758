from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ...tools import local_day


class SalesNumberingMixin(models.AbstractModel):
    """Documents numbered per company, at creation and in one query per batch.

    The model's name is the code of its ``ir.sequence``. Every company has one of its
    own, made with the company from the shared one of that code; an administrator
    edits it under Settings / Technical / Sequences.
    """

    _name = "sales.numbering.mixin"
    _description = "Numbering Mixin"

    name = fields.Char(string="Number", copy=False, index="trigram", readonly=True)

    @api.model_create_multi
    def create(self, vals_list):
        vals_list = [dict(vals) for vals in vals_list]
        unnumbered = [vals for vals in vals_list if not vals.get("name")]
        if len(unnumbered) < len(vals_list):
            self._check_may_number()
        self._set_numbers(unnumbered)
        return super().create(vals_list)

    def write(self, vals):
        if "name" in vals and any(record.name != vals["name"] for record in self):
            raise UserError(
                self.env._(
                    "The number of %(document)s is fixed. Leave it as it is.",
                    document=self[:1].display_name,
                )
            )
        self._check_company_kept(vals)
        return super().write(vals)

    def _check_company_kept(self, vals):
        company_id = vals.get("company_id")
        moved = self.filtered(lambda record: record.company_id.id != company_id)
        if company_id and moved:
            raise UserError(
                self.env._(
                    "%(document)s has its number from %(company)s and stays with that "
                    "company. Make a new one for the other company.",
                    document=moved[0].display_name,
                    company=moved[0].company_id.sudo().name,
                )
            )

    def _check_may_number(self):
        """Check that the user may give numbers: who brings the old register along.

        :raise UserError: if the user is no sales manager
        """
        group = "sales_visit_crm.group_sales_visit_manager"
        if not (self.env.su or self.env.user.has_group(group)):
            raise UserError(
                self.env._(
                    "Leave the number empty: it is drawn when the document is saved. "
                    "Only a sales manager imports documents with their old numbers."
                )
            )

    @api.depends("name")
    def _compute_display_name(self):
        for record in self:
            record.display_name = record.name or self.env._("New")

    def _set_numbers(self, vals_list):
        by_company = {}
        default_id = self.env.context.get("default_company_id") or self.env.company.id
        for vals in vals_list:
            company_id = vals.get("company_id") or default_id
            by_company.setdefault(company_id, []).append(vals)
        for company_id, company_vals_list in by_company.items():
            company = self.env["res.company"].browse(company_id)
            numbers = self._next_numbers(company, len(company_vals_list))
            for vals, number in zip(company_vals_list, numbers, strict=True):
                vals["name"] = number

    def _next_numbers(self, company, count, code=None):
        """Return the next ``count`` numbers of ``company``.

        :param code: that of the sequence; the model's name if None

        Odoo draws one number a call; a batch of a thousand visits would cost a
        thousand queries. A gap-free sequence keeps Odoo's way, row lock included.
        """
        sequence = self._get_sequence(company, code)
        if sequence.implementation != "standard" or sequence.use_date_range:
            return [sequence.next_by_id() for _number in range(count)]
        rows = self.env.execute_query(
            SQL(
                "SELECT nextval(%s) FROM generate_series(1, %s)",
                f"ir_sequence_{sequence.id:03d}",
                count,
            )
        )
        return [sequence.get_next_char(number) for (number,) in rows]

    def _get_sequence(self, company, code=None):
        sequence = (
            self.env["ir.sequence"]
            .sudo()
            .with_context(tz=company.sudo()._get_sales_timezone())
            .search_fetch(
                [
                    ("code", "=", code or self._name),
                    ("company_id", "in", [company.id, False]),
                ],
                ["implementation", "use_date_range", "prefix", "suffix", "padding"],
                order="company_id",
                limit=1,
            )
        )
        # The year in the number is the company's local year, not that of UTC.
        today = local_day.day_of(fields.Datetime.now(), sequence.env.context["tz"])
        return sequence.with_context(ir_sequence_date=fields.Date.to_string(today))
