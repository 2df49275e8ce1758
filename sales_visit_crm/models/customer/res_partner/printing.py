from odoo import models


class ResPartner(models.Model):
    """Printing and exporting a customer file leaves a trace (R043)."""

    _inherit = "res.partner"

    def _log_customer_print(self, form):
        """Add one row to the list of the data officer for what is printed."""
        self.env["customer.disclosure"]._log(
            "print", self, ["phone", "email"], origin=form
        )
