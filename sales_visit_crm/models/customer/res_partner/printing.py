from odoo import models


class ResPartner(models.Model):
    """Printing and exporting a customer file leaves a trace (R043)."""

    _inherit = "res.partner"

    def _log_customer_print(self, form):
        """Add one row to the list of the data officer for what is printed."""
        self.env["customer.disclosure"]._log(
            "print", self, ["phone", "email"], origin=form
        )

    def action_print_file(self):
        """Return the print of the file of these customers (客户档案登记表)."""
        return self.env.ref(
            "sales_visit_crm.res_partner_action_report_customer_file"
        ).report_action(self)
