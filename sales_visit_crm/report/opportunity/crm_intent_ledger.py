from odoo import models


class CrmIntentLedger(models.AbstractModel):
    """The ledger of level changes, for the manager's check of the progression sheet.

    Source: 潜在顾客等级推进表 (A21); AN14.
    """

    _name = "crm.intent.ledger"
    _description = "Level Progression Ledger"
    _inherit = ["sales.ledger.mixin"]

    _ledger_name = "intent-levels"
    _ledger_model = "crm.intent.log"
    _ledger_order = "date, id"

    def _get_title(self):
        return self.env._("Level Progression")

    def _get_code(self):
        return "ILL"

    def _get_unit(self):
        return self.env._("days")

    def _get_domain(self, options):
        return self._get_owned_domain(options, "day")

    def _get_columns(self, query):
        def named(name, width):
            return self._column(query, name, width, sql=self._sql_name(query, name))

        return [
            self._column(query, "day", 11),
            self._column(
                query, "partner_id", 26, sql=self._sql_partner(query, "partner_id")
            ),
            named("lead_id", 26),
            self._column(query, "user_id", 12, sql=self._sql_user(query, "user_id")),
            named("team_id", 14),
            named("old_level_id", 16),
            named("new_level_id", 16),
            self._column(query, "kind", 11),
            self._column(query, "days_in_level", 9),
            self._column(query, "contact_count", 9),
            named("visit_id", 16),
            self._column(query, "reason", 40, "note"),
            self._column(
                query, "author_id", 12, sql=self._sql_user(query, "author_id")
            ),
        ]
