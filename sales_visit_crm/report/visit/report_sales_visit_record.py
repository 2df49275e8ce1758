from odoo import models


class ReportSalesVisitRecord(models.AbstractModel):
    """客户拜访记录表: the short print of the same report (A123, B71)."""

    _name = "report.sales_visit_crm.report_sales_visit_record"
    _description = "Visit Record Form"
    _inherit = ["report.sales_visit_crm.report_sales_visit"]
