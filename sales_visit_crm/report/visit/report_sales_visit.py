from odoo import models


class ReportSalesVisit(models.AbstractModel):
    """客户拜访报告: one report per customer and visit (A03, B09)."""

    _name = "report.sales_visit_crm.report_sales_visit"
    _description = "Visit Report Form"
    _inherit = ["sales.form.report.mixin"]

    _max_documents = 200

    def _get_period_domain(self, options):
        return [
            *self._get_visit_day_domain(options),
            ("channel", "!=", "phone"),
            ("state", "in", ("reported", "reviewed")),
        ]

    def _prepare_sheets(self, documents, options):
        # Archived stages stay on the reports that name them.
        stages = self.env["sales.visit.stage"].search(
            ["|", ("active", "=", True), ("id", "in", documents.stage_id.ids)]
        )
        answered = self.env["sales.commitment"].search(
            [("answer_visit_id", "in", documents.ids)]
        )
        by_visit = answered.grouped("answer_visit_id")
        sheets = super()._prepare_sheets(documents, options)
        for sheet in sheets:
            visit = sheet["doc"]
            is_reported = bool(visit.date_reported)
            sheet |= {
                "stages": [(stage.name, stage == visit.stage_id) for stage in stages],
                "is_handwriting": not is_reported,
                # To be answered at the visit, or answered there.
                "promises": by_visit.get(visit, answered.browse())
                if is_reported
                else visit.open_commitment_ids,
            }
        return sheets
