from odoo import api, models
from odoo.tools import SQL


class CustomerCadence(models.Model):
    """Key accounts are visited as often as their tier says.

    Source: B44, 拜访频次; S120; differentiator 9.
    """

    _inherit = "customer.cadence"

    @api.model
    def _get_cadence_sources(self, restrict):
        query = SQL(
            """
            SELECT account.id AS partner_id, tier.visit_interval_days AS days
              FROM res_partner account
              JOIN key_account_tier tier ON tier.id = account.key_account_tier_id
             WHERE tier.visit_interval_days > 0 AND %s
            """,
            restrict(SQL("account.id")),
        )
        label = self.env._("Key-Account Tier")
        return [*super()._get_cadence_sources(restrict), ("tier", query, label)]

    @api.model
    def _flush_facts(self):
        result = super()._flush_facts()
        self.env["key.account.tier"].flush_model()
        return result
