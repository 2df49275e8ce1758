from odoo import api, models


class ResPartner(models.Model):
    """The way in for demo data, see ``demo/customer_history.py``."""

    _inherit = "res.partner"

    @api.model
    def _load_demo_customer_files(self):
        """Make the demo customers' files, and what happened to them since."""
        # Only here: a database without demo data has no use for the code.
        from ....demo import customer_history  # noqa: PLC0415

        customer_history.load(self.env)
