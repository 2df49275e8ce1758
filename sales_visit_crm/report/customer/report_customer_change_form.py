from odoo import models


class ReportCustomerChangeForm(models.AbstractModel):
    """客户信息变更表: the same paper by the name that other departments use (A76)."""

    _name = "report.sales_visit_crm.report_customer_change_form"
    _description = "Customer Information Change Form"
    _inherit = ["report.sales_visit_crm.report_customer_change_request"]

    def _get_form_title(self):
        return self.env._("Customer Information Change Form")
