from odoo import models


class ReportCustomerFileReview(models.AbstractModel):
    """客户档案全面修订核查: a sheet per customer and review (B81)."""

    _name = "report.sales_visit_crm.report_customer_file_review"
    _description = "Customer File Review Form"
    _inherit = ["sales.form.report.mixin"]

    _form_model = "customer.file.review"
    _form_order = "date_generated, id"
    _max_documents = 200

    def _get_period_domain(self, options):
        domain = [
            ("date_generated", ">=", options["date_from"]),
            ("date_generated", "<=", options["date_to"]),
        ]
        if options["user_ids"]:
            domain.append(("user_id", "in", options["user_ids"]))
        return domain

    def _prepare_sheet(self, document):
        currency = document.currency_id or self.env.company.currency_id
        return {**super()._prepare_sheet(document), "money": currency.format}
