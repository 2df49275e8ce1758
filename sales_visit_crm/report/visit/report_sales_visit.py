from odoo import models


class ReportSalesVisit(models.AbstractModel):
    """客户拜访报告: one report per customer and visit (A03, B09)."""

    _name = "report.sales_visit_crm.report_sales_visit"
    _description = "Visit Report Form"
    _inherit = ["sales.form.report.mixin"]

    _blank_rows = 2
    _max_documents = 200

    def _get_period_domain(self, options):
        return [
            *self._get_visit_day_domain(options),
            ("channel", "!=", "phone"),
            ("state", "in", ("reported", "reviewed")),
        ]

    def _prepare_sheet(self, document):
        stages = self.env["sales.visit.stage"].search([])
        return {
            **super()._prepare_sheet(document),
            "stages": [(stage.name, stage == document.stage_id) for stage in stages],
            "is_handwriting": not document.date_reported,
            "promises": self._get_earlier_promises(document),
        }

    def _get_earlier_promises(self, visit):
        """Return the promises to answer at the visit, or those answered there."""
        if visit.state in ("reported", "reviewed"):
            return self.env["sales.commitment"].search(
                [("answer_visit_id", "=", visit.id)]
            )
        return visit.open_commitment_ids
