from odoo import models


class ReportSalesVisitPlan(models.AbstractModel):
    """销售人员外出拜访计划表: the plan sheet with the three notes (A02, A122, B69)."""

    _name = "report.sales_visit_crm.report_sales_visit_plan"
    _description = "Visit Plan Form"
    _inherit = ["sales.form.report.mixin"]

    _form_model = "sales.visit.plan"
    _form_order = "period_start, id"
    _blank_rows = 9
    _max_documents = 200

    def _get_period_domain(self, options):
        domain = [
            ("period_start", "<=", options["date_to"]),
            ("period_end", ">=", options["date_from"]),
            ("state", "!=", "cancel"),
        ]
        if options["user_ids"]:
            domain.append(("user_id", "in", options["user_ids"]))
        return domain

    def _prepare_sheet(self, document):
        visits = document.visit_ids.filtered(lambda visit: visit.state != "cancel")
        return {
            **super()._prepare_sheet(document),
            "visits": visits.sorted("date_start, id"),
        }
