from odoo import models


class ReportCustomerFollowUp(models.AbstractModel):
    """客户跟进记录表: the contacts with one customer, a row each (B02)."""

    _name = "report.sales_visit_crm.report_customer_follow_up"
    _description = "Customer Follow-up Log"
    _inherit = ["sales.form.report.mixin"]

    _blank_rows = 12

    def _get_period_domain(self, options):
        return [
            *self._get_visit_day_domain(options),
            ("state", "in", self.env[self._form_model]._get_held_states()),
        ]

    def _prepare_sheets(self, documents, options):
        sheets = documents.grouped("commercial_partner_id")
        return [
            {
                **self._prepare_sheet(visits[:1]),
                "customer": customer.sudo(),
                "visits": visits,
            }
            for customer, visits in sheets.items()
        ] or [
            {
                **self._prepare_sheet(documents),
                "customer": documents.commercial_partner_id,
                "visits": documents,
            }
        ]
