from odoo import models
from odoo.fields import Domain


class CrmLossLedger(models.AbstractModel):
    """The register of lost and won deals with what was learned.

    Source: 意向客户流失分析表 (A42); AN17, R05.
    """

    _name = "crm.loss.ledger"
    _description = "Lost Deals Ledger"
    _inherit = ["sales.ledger.mixin"]

    _ledger_name = "lost-deals"
    _ledger_model = "crm.loss.dossier"
    _ledger_order = "date_closed, id"

    def _get_title(self):
        return self.env._("Lost Deals")

    def _get_code(self):
        return "LDL"

    def _get_unit(self):
        return ", ".join(self.env.companies.currency_id.mapped("name"))

    def _get_domain(self, options):
        losses = Domain("kind", "=", "loss")
        return losses & self._get_owned_domain(options, "date_closed")

    def _get_columns(self, query):
        def named(name, width):
            return self._column(query, name, width, sql=self._sql_name(query, name))

        return [
            self._column(query, "name", 14),
            self._column(
                query, "partner_id", 26, sql=self._sql_partner(query, "partner_id")
            ),
            named("lead_id", 26),
            self._column(query, "user_id", 12, sql=self._sql_user(query, "user_id")),
            self._column(query, "date_first_contact", 11),
            self._column(query, "date_last_contact", 11),
            self._column(query, "date_closed", 11),
            named("level_id", 16),
            named("stage_id", 14),
            self._column(query, "expected_amount", 13, "amount", is_totalled=True),
            named("lost_reason_id", 16),
            named("competitor_id", 16),
            self._column(query, "price_gap_percent", 9, "amount"),
            self._column(query, "visit_count", 8),
            self._column(query, "alive_days", 8),
            self._column(query, "note", 34, "note"),
            self._column(query, "countermeasure", 30, "note"),
            self._column(query, "lesson", 30, "note"),
            self._column(query, "date_reopen", 11),
            self._column(query, "state", 11),
        ]
