from odoo import api, models


class KeyAccountNomination(models.Model):
    """The way in for demo data, see ``demo/key_account_story.py``."""

    _inherit = "key.account.nomination"

    @api.model
    def _load_demo_key_accounts(self):
        """Make key accounts in every tier, and what happened to them since."""
        # Only here: a database without demo data has no use for the code.
        from ....demo import key_account_story  # noqa: PLC0415

        key_account_story.load(self.env)
