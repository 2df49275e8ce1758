from odoo import models


class ReportCrmLeadTracking(models.AbstractModel):
    """销售机会跟踪表: a sheet per opportunity (B04)."""

    _name = "report.sales_visit_crm.report_crm_lead_tracking"
    _description = "Opportunity Tracking Form"
    _inherit = ["sales.form.report.mixin"]

    _form_model = "crm.lead"
    _form_order = "date_deadline, id"
    _blank_rows = 5
    _max_documents = 200

    def _get_period_domain(self, options):
        domain = [
            ("date_deadline", ">=", options["date_from"]),
            ("date_deadline", "<=", options["date_to"]),
            ("type", "=", "opportunity"),
        ]
        if options["user_ids"]:
            domain.append(("user_id", "in", options["user_ids"]))
        return domain

    def _prepare_sheet(self, document):
        currency = document.company_currency or self.env.company.currency_id
        return {**super()._prepare_sheet(document), "money": currency.format}
