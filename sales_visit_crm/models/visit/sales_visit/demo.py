from odoo import api, models


class SalesVisit(models.Model):
    """The way in for demo data, see ``demo/sales_visit_history.py``."""

    _inherit = "sales.visit"

    @api.model
    def _load_demo_history(self):
        """Make the demo visits of the last two months and the days ahead."""
        # Only here: a database without demo data has no use for the code.
        from ....demo import sales_visit_history  # noqa: PLC0415

        sales_visit_history.load(self.env)
