from odoo import api, models
from odoo.tools import SQL


class CustomerCadence(models.Model):
    """Open deals ask for contacts as often as their intent level says.

    Source: G43; B02, 跟进频次; differentiator 9.
    """

    _inherit = "customer.cadence"

    @api.model
    def _get_cadence_sources(self, restrict):
        query = SQL(
            """
            SELECT buyer.commercial_partner_id AS partner_id,
                   MIN(level.contact_interval_days) AS days
              FROM crm_lead deal
              JOIN crm_intent_level level ON level.id = deal.intent_level_id
              JOIN res_partner buyer ON buyer.id = deal.partner_id
             WHERE deal.active AND deal.type = 'opportunity'
               AND COALESCE(deal.won_status, 'pending') = 'pending'
               AND level.contact_interval_days > 0 AND %s
             GROUP BY buyer.commercial_partner_id
            """,
            restrict(SQL("buyer.commercial_partner_id")),
        )
        label = self.env._("Intent Level")
        return [*super()._get_cadence_sources(restrict), ("intent", query, label)]

    @api.model
    def _flush_facts(self):
        result = super()._flush_facts()
        for name in ("crm.lead", "crm.intent.level"):
            self.env[name].flush_model()
        return result
