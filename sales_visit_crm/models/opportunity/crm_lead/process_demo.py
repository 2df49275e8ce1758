from odoo import api, models


class CrmLead(models.Model):
    """The way in for demo data, see ``demo/selling_process_story.py``."""

    _inherit = "crm.lead"

    @api.model
    def _load_demo_projects(self):
        """Make the demo projects of the last three months."""
        # Only here: a database without demo data has no use for the code.
        from ....demo import selling_process_story  # noqa: PLC0415

        selling_process_story.load(self.env)
