from odoo import models


class ReportCustomerDataSheet(models.AbstractModel):
    """客户资料表: the blank sheet that the customer fills in.

    With the name of the customer for whom it was printed and nothing else that we
    know or think of them.

    Source: B79, A13, S016.
    """

    _name = "report.sales_visit_crm.report_customer_data_sheet"
    _description = "Customer Data Sheet"
    _inherit = ["report.sales_visit_crm.report_customer_file"]

    _form_code = "CF-02"

    # What we think of the customer is not asked of the customer.
    _asked = {
        "basic": (
            "short_name",
            "company_registry",
            "vat",
            "phone",
            "fax",
            "email",
            "website",
            "customer_nature_id",
            "business_type",
            "industry_id",
            "date_founded",
            "registered_capital_amount",
            "main_products",
            "settlement_method",
        ),
        "feature": (
            "service_area",
            "target_customers",
            "size_band",
            "employee_count",
            "annual_revenue_amount",
            "annual_output_amount",
            "own_brands",
            "dealt_brands",
            "product_structure",
        ),
        "business": (
            "need_summary",
            "annual_purchase_amount",
            "purchase_plan",
            "purchase_process",
        ),
        "trading": ("trade_terms",),
    }

    def _get_origin(self):
        return self.env._("Customer Data Sheet")

    def _prepare_sheets(self, documents, options):
        names = documents.mapped("name") or [""]
        return [
            {**self._prepare_sheet(documents.browse()), "customer": name}
            for name in names
        ]

    def _get_printed_names(self, block):
        return self._asked[block]
