from odoo import api, fields, models
from odoo.tools import SQL


class SalesVisitReport(models.Model):
    """The visit analysis by the level of the deal: call-back plan and actual (AN16)."""

    _inherit = "sales.visit.report"
    _depends = {
        "crm.lead": ["intent_level_id"],
        "sales.visit": ["intent_level_after_id"],
    }

    intent_level_id = fields.Many2one(
        comodel_name="crm.intent.level", string="Level of the Deal", readonly=True
    )
    intent_level_after_id = fields.Many2one(
        comodel_name="crm.intent.level",
        string="Level After the Contact",
        readonly=True,
    )

    @api.model
    def _get_dimensions_sql(self):
        return SQL(
            """
            %s,
            (SELECT deal.intent_level_id FROM crm_lead deal WHERE deal.id = v.lead_id)
                AS intent_level_id,
            v.intent_level_after_id
            """,
            super()._get_dimensions_sql(),
        )
