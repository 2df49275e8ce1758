from odoo import api, models
from odoo.exceptions import AccessError
from odoo.fields import Domain

from ...tools import paper_text
from ...tools.customer_file import BLOCKS, GROUPS

# Printed with the head of the form, in an order of their own.
HEAD = ("name", "street", "street2", "city", "state_id", "zip", "country_id")
LONG = ("text", "html")
NOT_APPLICABLE = "无"
BLANK_BANKS = 2


class ReportCustomerFile(models.AbstractModel):
    """客户档案登记表: the four blocks on paper, with 无 where something does not apply.

    Source: A11, A12, A119, B06, B56, B66; R043, R049, R054, S007, S148; P26.
    """

    _name = "report.sales_visit_crm.report_customer_file"
    _description = "Customer File Form"
    _inherit = ["sales.form.report.mixin"]

    _form_model = "res.partner"
    _form_order = "complete_name, id"
    _form_code = "CF-01"
    _form_revision = "A/0"
    # Beyond this the paper of one print weighs more than it is worth.
    _max_documents = 200

    @api.model
    def _get_report_values(self, docids, data=None):
        self._check_may_print()
        values = super()._get_report_values(docids, data)
        values["docs"]._log_customer_print(self._get_origin())
        return {**values, "form_code": self._form_code, "revision": self._form_revision}

    def _get_origin(self):
        return self.env._("Customer File")

    def _check_may_print(self):
        user = self.env.user
        if not (self.env.su or any(user.has_group(g) for g in GROUPS.split(","))):
            raise AccessError(
                self.env._(
                    "Customer files are printed by the sales force, data stewards, "
                    "archivists and auditors only."
                )
            )

    def _get_documents(self, options):
        """Return the customers to whom the chosen contacts belong."""
        if options["ids"]:
            chosen = self.env[self._form_model].browse(options["ids"]).exists()
            chosen.check_access("read")
            options = {**options, "ids": chosen.commercial_partner_id.ids}
        return super()._get_documents(options)

    def _prepare_sheet(self, document):
        company = document.sudo().file_company_id or document.sudo().company_id
        blank = not document
        return {
            "doc": document,
            "company": company or self.env.company.sudo(),
            "user": document.sudo().user_id,
            "tz": (company or self.env.company).sudo()._get_sales_timezone(),
            "is_blank": blank,
            "secrecy": self._get_secrecy_mark(document),
            "address": self._format_address(document),
            "blocks": [
                {
                    "title": f"{number} {title}",
                    "rows": self._prepare_rows(document, block),
                }
                for number, (block, title) in enumerate(
                    self._get_block_titles().items(), 1
                )
            ],
            "people": self._prepare_people(document),
            "banks": self._prepare_banks(document),
            "changes": self._prepare_changes(document),
            "na": NOT_APPLICABLE,
        }

    def _get_block_titles(self):
        rows = self.env["customer.file.field"]
        return dict(rows._fields["block"]._description_selection(self.env))

    def _prepare_rows(self, document, block):
        """Return the rows of a block: pairs of short values, then long texts alone."""
        short, long = [], []
        marked = set(document.sudo().not_applicable_ids.mapped("field_name"))
        for name in self._get_printed_names(block):
            field = document._fields[name]
            if not document._has_field_access(field, "read"):
                continue
            cell = {
                "label": field._description_string(self.env),
                "value": self._format_value(document, field),
                "ticks": field.type == "selection"
                and self._get_choices(document, name),
            }
            if document and not document[name] and name in marked:
                cell.update(value=NOT_APPLICABLE, ticks=False)
            (long if field.type in LONG else short).append(cell)
        # On a customer's file only what is known; the blank sheet asks everything.
        if document:
            short = [cell for cell in short if cell["value"]]
            long = [cell for cell in long if cell["value"]]
            for cell in short:
                cell["ticks"] = False
        wide = [[cell] for cell in short if cell["ticks"]]
        pairs = [cell for cell in short if not cell["ticks"]]
        rows = [pairs[index : index + 2] for index in range(0, len(pairs), 2)]
        return rows + wide + [[cell] for cell in long]

    def _format_address(self, document):
        if not document:
            return ""
        lines = document._display_address(without_company=True).splitlines()
        return ", ".join(line.strip() for line in lines if line.strip())

    def _get_printed_names(self, block):
        return [name for name in BLOCKS[block] if name not in (*HEAD, "bank_ids")]

    def _format_value(self, document, field):
        """Return the value as it stands on paper, in the language of the form."""
        # Masked for those who are not entrusted with the customer.
        value = document._get_seen_value(field.name) if document else False
        if not value:
            return ""
        if field.type == "selection":
            return dict(field._description_selection(self.env)).get(value, "")
        if field.type == "many2one":
            return value.with_context(lang=self.env.context.get("lang")).display_name
        if field.type == "date":
            return self._format_day(value)
        if field.type == "monetary":
            return document.file_currency_id.format(value)
        if field.name == "market_share_rate":
            return f"{value:.1%}"
        return str(value)

    def _prepare_people(self, document):
        """Return the contacts with their roles; blank lines for a blank sheet."""
        if not document:
            roles = self.env["customer.contact.role"].sudo().search(Domain.TRUE)
            return [
                {
                    "role": role.name,
                    "name": "",
                    "function": "",
                    "phone": "",
                    "email": "",
                }
                for role in roles
            ]
        return [
            {
                "role": ", ".join(person.sudo().customer_role_ids.mapped("name")),
                "name": person.name,
                "function": person.function or "",
                "phone": person._get_seen_value("phone") or "",
                "email": person._get_seen_value("email") or "",
            }
            for person in document._get_people()
        ]

    def _prepare_banks(self, document):
        if not document:
            return [{"bank": "", "account": "", "holder": ""}] * BLANK_BANKS
        return [
            {
                "bank": bank.bank_id.name or "",
                "account": self._get_account(bank),
                "holder": bank.acc_holder_name or document.name,
            }
            for bank in document.bank_ids
        ]

    @staticmethod
    def _get_account(bank):
        seen = getattr(bank, "_get_seen_value", None)
        return seen("acc_number") if seen else bank.acc_number

    def _prepare_changes(self, document):
        """Return the latest traced changes: 信息修改记录."""
        if not document:
            return []
        names = document._get_file_tracked_fields() | {"user_id"}
        values = (
            self.env["mail.tracking.value"]
            .sudo()
            .search(
                [
                    ("mail_message_id.model", "=", document._name),
                    ("mail_message_id.res_id", "=", document.id),
                    ("field_id.name", "in", sorted(names)),
                ],
                order="id desc",
                limit=10,
            )
        )
        rows = values._filter_has_field_access(self.env)._tracking_value_format()
        by_id = {value.id: value for value in values}
        return [
            {
                "date": by_id[row["id"]].mail_message_id.date,
                "author": by_id[row["id"]].mail_message_id.author_id.name,
                "field": row["fieldInfo"]["changedField"],
                "old": self._shorten(row["oldValue"]),
                "new": self._shorten(row["newValue"]),
            }
            for row in rows
        ]

    @staticmethod
    def _shorten(value):
        return paper_text.shorten("" if value in (None, False) else str(value), 60)

    def _get_secrecy_mark(self, document):
        """Return the secrecy grade in the head of the sheet, none for a blank one."""
        field = self.env["res.partner"]._fields.get("secrecy_level")
        if not (document and field):
            return ""
        labels = dict(field._description_selection(self.env))
        return labels.get(document.sudo().secrecy_level, "")
