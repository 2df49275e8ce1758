from odoo import models


class ReportCustomerChangeLog(models.AbstractModel):
    """信息修改记录: every change of a customer's protected data (S007)."""

    _name = "report.sales_visit_crm.report_customer_change_log"
    _description = "Change Log Form"
    _inherit = ["sales.form.report.mixin"]

    _form_model = "res.partner"
    _form_order = "id"
    _blank_rows = 14
    _max_documents = 100

    def _get_period_domain(self, options):
        return [("is_registered", "=", True)]

    def _get_documents(self, options):
        # The log speaks of values: whoever may not read changes gets none.
        self.env["customer.change.request.line"].check_access("read")
        return super()._get_documents(options).commercial_partner_id

    def _prepare_sheets(self, documents, options):
        lines = (
            self.env["customer.change.request.line"]
            .search([("partner_id", "in", documents.ids), ("is_applied", "=", True)])
            .sorted(lambda line: (line.request_id.sudo().date_applied, line.id))
        )
        by_partner = lines.grouped("partner_id")
        sheets = super()._prepare_sheets(documents, options)
        for sheet in sheets:
            changes = by_partner.get(sheet["doc"], lines.browse())
            sheet["lines"] = [
                {
                    "line": line,
                    "request": line.request_id.sudo(),
                    "old": line._get_shown_value("old_value"),
                    "new": line._get_shown_value("new_value"),
                }
                for line in changes
            ]
        return sheets
