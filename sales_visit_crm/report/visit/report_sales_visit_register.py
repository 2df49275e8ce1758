from odoo import models


class ReportSalesVisitRegister(models.AbstractModel):
    """拜访登记表: the archive of visits in order of time, for the spot check (A04)."""

    _name = "report.sales_visit_crm.report_sales_visit_register"
    _description = "Visit Register Form"
    _inherit = ["sales.form.report.mixin"]

    _blank_rows = 15

    def _get_period_domain(self, options):
        return [
            *self._get_visit_day_domain(options),
            *self.env[self._form_model]._get_register_domain(),
        ]

    def _prepare_sheets(self, documents, options):
        """Return one register per company."""
        by_company = documents.grouped("company_id") or {self.env.company: documents}
        return [
            {
                "doc": documents.browse(),
                "company": company.sudo(),
                "visits": visits.sorted(
                    lambda visit: (visit.date_arrived or visit.date_start, visit.id)
                ),
                "users": visits.user_id.sudo(),
                "zones": {
                    user: user._get_sales_timezone() for user in visits.user_id.sudo()
                },
                **self._get_period(visits, options),
            }
            for company, visits in by_company.items()
        ]

    def _get_period(self, visits, options):
        days = visits.mapped("visit_day")
        date_from = options["date_from"] or min(days, default=None)
        date_to = options["date_to"] or max(days, default=None)
        return {
            "date_from": date_from,
            "date_to": date_to,
            "number": f"{date_from:%Y%m%d}-{date_to:%Y%m%d}" if visits else "",
        }
