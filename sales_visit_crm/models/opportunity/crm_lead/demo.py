from odoo import api, models


class CrmLead(models.Model):
    """The way in for demo data, see ``demo/intent_history.py``."""

    _inherit = "crm.lead"

    @api.model
    def _load_demo_intent(self):
        """Rate the demo deals, lose some of them and win one."""
        # Only here: a database without demo data has no use for the code.
        from ....demo import intent_history  # noqa: PLC0415

        intent_history.load(self.env)
