from odoo import models


class ReportCustomerAudit(models.AbstractModel):
    """客户数据核查表: the files of an audit and its result per provider (A17)."""

    _name = "report.sales_visit_crm.report_customer_audit"
    _description = "Customer Data Audit Form"
    _inherit = ["sales.form.report.mixin"]

    _form_model = "customer.audit"
    _form_order = "date_start, id"
    _blank_rows = 12
    _max_documents = 20

    def _get_period_domain(self, options):
        return [
            ("date_start", "<=", options["date_to"]),
            ("date_end", ">=", options["date_from"]),
        ]

    def _prepare_sheet(self, document):
        company = (document.company_id or self.env.company).sudo()
        return {
            "doc": document,
            "company": company,
            "user": document.user_id.sudo(),
            "tz": company._get_sales_timezone(),
            "lines": document.line_ids,
            "providers": self._get_providers(document),
        }

    def _get_providers(self, audit):
        """Return name, files checked, outdated, false, findings, rate per provider."""
        groups = self.env["customer.audit.line"]._read_group(
            [("audit_id", "in", audit.ids), ("result", "!=", False)],
            ["provider_id"],
            [
                "checked_count:sum",
                "outdated_count:sum",
                "false_count:sum",
                "error_count:sum",
            ],
        )
        return [
            (user.sudo().name, *counts, round(100.0 * counts[3] / counts[0], 1))
            for user, *counts in groups
        ]
