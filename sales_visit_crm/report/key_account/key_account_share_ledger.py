from odoo import models
from odoo.tools import SQL


class KeyAccountShareLedger(models.AbstractModel):
    """The ledger of customers' shares of sales, analysis by analysis.

    Source: S037, S110; B59 大客户分析表.
    """

    _name = "key.account.share.ledger"
    _description = "Customer Share Ledger"
    _inherit = ["sales.ledger.mixin"]

    _ledger_name = "customer-shares"
    _ledger_model = "key.account.pareto.line"
    _ledger_order = "date_to, run_id, rank, id"

    def _get_title(self):
        return self.env._("Customer Share Ledger")

    def _get_code(self):
        return "CSL"

    def _get_unit(self):
        return self.env._("company currency, shares in %")

    def _get_domain(self, options):
        """Return the lines of the analyses that end within the period."""
        return self._get_owned_domain(options, "date_to")

    def _get_columns(self, query):
        return [
            self._column(query, "date_to", 11),
            self._column(query, "rank", 7),
            self._column(
                query, "partner_id", 30, sql=self._sql_partner(query, "partner_id")
            ),
            self._column(query, "user_id", 12, sql=self._sql_user(query, "user_id")),
            self._column(query, "team_id", 14, sql=self._sql_name(query, "team_id")),
            self._column(query, "amount", 16, "amount", is_totalled=True),
            self._column(
                query,
                "share_rate",
                10,
                "amount",
                sql=self._sql_percent(query, "share_rate"),
                label=self.env._("Share (%)"),
            ),
            self._column(
                query,
                "cumulative_rate",
                11,
                "amount",
                sql=self._sql_percent(query, "cumulative_rate"),
                label=self.env._("Added Up (%)"),
            ),
            self._column(query, "share_class", 8),
            self._column(query, "tier_id", 14, sql=self._sql_name(query, "tier_id")),
            self._column(query, "proposal", 14),
        ]

    def _sql_percent(self, query, name):
        return SQL("ROUND(100 * %s, 2)", self._sql_field(query, name))
