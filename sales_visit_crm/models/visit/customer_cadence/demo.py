from odoo import api, models


class CustomerCadence(models.Model):
    """The way in for demo data, see ``demo/cadence_story.py``."""

    _inherit = "customer.cadence"

    @api.model
    def _load_demo_cadence(self):
        """Compute who is due, and tell of the pool and of statuses set by hand."""
        # Only here: a database without demo data has no use for the code.
        from ....demo import cadence_story  # noqa: PLC0415

        cadence_story.load(self.env)
