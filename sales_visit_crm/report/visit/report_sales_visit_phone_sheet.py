from itertools import zip_longest

from odoo import models

from ...tools import paper_text


class ReportSalesVisitPhoneSheet(models.AbstractModel):
    """电话记录表: the calls of one salesperson on one day, a row each (B05)."""

    _name = "report.sales_visit_crm.report_sales_visit_phone_sheet"
    _description = "Telephone Log Form"
    _inherit = ["sales.form.report.mixin"]

    _blank_rows = 9

    def _get_period_domain(self, options):
        return [
            *self._get_visit_day_domain(options),
            ("channel", "=", "phone"),
            ("state", "in", self.env[self._form_model]._get_held_states()),
        ]

    def _get_documents(self, options):
        """Return the calls; visits chosen by mistake beside them are left out."""
        documents = super()._get_documents(options)
        return documents.filtered(lambda visit: visit.channel == "phone")

    def _prepare_sheets(self, documents, options):
        keys = ("company_id", "visit_day", "user_id")
        sheets = {}
        for call in documents:
            sheets.setdefault(tuple(call[key] for key in keys), []).append(call.id)
        return [
            {
                **self._prepare_sheet(documents.browse(call_ids[:1])),
                "number": f"{day:%Y%m%d}-{user.id}",
                "date": day,
                "calls": documents.browse(call_ids),
                "lines": {
                    call: self._prepare_lines(call)
                    for call in documents.browse(call_ids)
                },
            }
            for (_company, day, user), call_ids in sheets.items()
        ] or [
            {
                **self._prepare_sheet(documents),
                "number": "",
                "date": False,
                "calls": documents,
            }
        ]

    def _prepare_lines(self, call):
        """Return the lines of a call: parts of its texts beside its promises."""
        nothing = call.commitment_ids.browse()
        parts = zip_longest(
            # Half-width characters that fit into the columns.
            paper_text.chunks(call.summary, line=28),
            paper_text.chunks(call.followup_note, line=20),
            call.commitment_ids or [nothing],
        )
        return [
            {"summary": summary, "followup": followup, "promise": promise or nothing}
            for summary, followup, promise in parts
        ]
