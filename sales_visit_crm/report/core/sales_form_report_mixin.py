from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_date, format_datetime

from ...tools import paper_text


class SalesFormReportMixin(models.AbstractModel):
    """What the printed forms share: what may be printed, in which language, blank.

    A form is printed of chosen records (print menu), of a period and salespersons
    (wizard), or blank for filling in by hand. The options travel through the
    browser, so nothing in them is trusted: records are checked against the rights
    of the current user, searches run with the user's record rules.

    A report model says ``_form_model`` and ``_get_period_domain``, and turns the
    documents into the sheets that its template prints.

    Source: forms, 4.2; 编号, 日期, 填表, 审核, 签字.
    """

    _name = "sales.form.report.mixin"
    _description = "Printed Form"

    _form_model = "sales.visit"
    _form_order = "date_start, id"
    # Rows for handwriting that fill one page.
    _blank_rows = 0
    # Beyond this wkhtmltopdf needs minutes; the Excel ledger has no such limit.
    _max_documents = 1000

    @api.model
    def _get_report_values(self, docids, data=None):
        options = self._prepare_options(docids, data)
        form = self.with_context(lang=options["lang"])
        documents = form._get_documents(options)
        return {
            "doc_ids": documents.ids,
            "doc_model": self._form_model,
            "docs": documents,
            # Not "lang": QWeb puts the language of the request under that name.
            "form_lang": options["lang"],
            "is_blank": options["is_blank"],
            "blank_rows": range(self._blank_rows if options["is_blank"] else 0),
            "sheets": form._prepare_sheets(documents, options),
            "choices": form._get_choices,
            "day": form._format_day,
            "moment": form._format_moment,
            "clock": form._format_clock,
            "chunks": paper_text.chunks,
            "shorten": paper_text.shorten,
            "width": paper_text.width,
        }

    def _prepare_options(self, docids, data):
        """Return the options of a print, each of its type whatever the client sent.

        :raise UserError: if a day cannot be read
        """
        data = data or {}
        installed = dict(self.env["res.lang"].get_installed())
        lang = data.get("lang") or self.env.lang
        return {
            "ids": docids or self._to_ids(data.get("ids")),
            "is_blank": str(data.get("is_blank") or "").lower() in ("1", "true"),
            "lang": lang if lang in installed else self.env.user.lang,
            "date_from": self._to_date(data.get("date_from")),
            "date_to": self._to_date(data.get("date_to")),
            "user_ids": self._to_ids(data.get("user_ids")),
        }

    def _get_documents(self, options):
        """Return what is to be printed, in order of time, or nothing for blank forms.

        :raise AccessError: if the user may not read one of the documents
        :raise UserError: if there is nothing to print, or too much
        """
        model = self.env[self._form_model]
        model.check_access("read")
        if options["is_blank"]:
            return model
        if options["ids"]:
            documents = model.browse(options["ids"]).exists()
            documents.check_access("read")
            documents = documents.sorted(self._form_order)
        elif options["date_from"] and options["date_to"]:
            documents = model.search(
                self._get_period_domain(options),
                order=self._form_order,
                limit=self._max_documents + 1,
            )
        else:
            documents = model
        if not documents:
            raise UserError(
                self.env._(
                    "There is nothing to print. Choose another period or salesperson, "
                    "or print the blank form."
                )
            )
        if len(documents) > self._max_documents:
            raise UserError(
                self.env._(
                    "More than %s documents are too many for one print. Choose a "
                    "shorter period or fewer salespersons.",
                    self._max_documents,
                )
            )
        return documents

    def _get_period_domain(self, options):
        """Return the domain of the documents of a period."""
        raise NotImplementedError

    def _get_visit_day_domain(self, options):
        domain = [
            ("visit_day", ">=", options["date_from"]),
            ("visit_day", "<=", options["date_to"]),
        ]
        if options["user_ids"]:
            domain.append(("user_id", "in", options["user_ids"]))
        return domain

    def _prepare_sheets(self, documents, options):
        """Return one dictionary per sheet of paper: a document each, or a blank one."""
        return [self._prepare_sheet(document) for document in documents] or [
            self._prepare_sheet(documents)
        ]

    def _prepare_sheet(self, document):
        company = document.company_id or self.env.company
        user = document.user_id.sudo()
        zone = user._get_sales_timezone() if user else "UTC"
        return {"doc": document, "company": company.sudo(), "user": user, "tz": zone}

    def _get_choices(self, record, name):
        """Return the boxes of a selection: label and whether it is ticked."""
        value = record[name]
        return [
            (label, key == value)
            for key, label in record._fields[name]._description_selection(record.env)
        ]

    def _format_day(self, value):
        return format_date(self.env, value) if value else ""

    def _format_moment(self, value, tz):
        if not value:
            return ""
        local = fields.Datetime.context_timestamp(self.with_context(tz=tz), value)
        return f"{self._format_day(local.date())} {self._format_clock(value, tz)}"

    def _format_clock(self, value, tz):
        return format_datetime(self.env, value, tz=tz, dt_format="HH:mm")

    def _to_ids(self, value):
        parts = value.split(",") if isinstance(value, str) else value or []
        return [int(part) for part in parts if str(part).strip().isdigit()]

    def _to_date(self, value):
        try:
            return fields.Date.to_date(value or None)
        except ValueError:
            raise UserError(
                self.env._("“%s” is no day. Choose the period again.", value)
            ) from None
