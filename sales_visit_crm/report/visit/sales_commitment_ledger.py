from odoo import models
from odoo.fields import Domain
from odoo.tools import SQL

from ...models.core.sales_ledger_mixin import LedgerColumn
from ...tools import local_day


class SalesCommitmentLedger(models.AbstractModel):
    """The ledger of promises, both ways, by the day on which they were made.

    Source: R010, S073; 拜访中对客户的承诺, 客户拜访总结报告.
    """

    _name = "sales.commitment.ledger"
    _description = "Commitment Ledger"
    _inherit = ["sales.ledger.mixin"]

    _ledger_name = "commitments"
    _ledger_model = "sales.commitment"

    def _get_title(self):
        return self.env._("Commitment Ledger")

    def _get_code(self):
        return "CL"

    def _get_unit(self):
        return self.env._("days")

    def _get_domain(self, options):
        """Return the promises made at visits of the period, or typed in during it."""
        first, last = options.date_from, options.date_to
        zone = self._get_timezone()
        # Whoever may read the promise sees its day, whoever's the visit is.
        at_visit = Domain(
            "visit_id", "any!", [("visit_day", ">=", first), ("visit_day", "<=", last)]
        )
        begin, end = local_day.bounds(first, zone)[0], local_day.bounds(last, zone)[1]
        domain = at_visit | (
            Domain("visit_id", "=", False)
            & Domain("create_date", ">=", begin)
            & Domain("create_date", "<", end)
        )
        if options.user:
            domain &= Domain("user_id", "=", options.user.id)
        if options.team:
            domain &= Domain("team_id", "=", options.team.id)
        return domain

    def _get_query(self, options):
        query = super()._get_query(options)
        query.order = SQL("%s, %s", self._sql_made_on(query), self._sql_id(query))
        return query

    def _get_columns(self, query):
        return [
            self._column(
                query, "partner_id", 28, sql=self._sql_partner(query, "partner_id")
            ),
            self._column(query, "name", 34, "note"),
            self._column(query, "promised_by", 12),
            LedgerColumn(
                self.env._("Made On"), 11, "date", sql=self._sql_made_on(query)
            ),
            self._column(query, "visit_id", 16, sql=self._sql_name(query, "visit_id")),
            self._column(query, "user_id", 12, sql=self._sql_user(query, "user_id")),
            self._column(query, "date_deadline", 11),
            self._column(query, "action_plan", 34, "note"),
            self._column(query, "state", 11),
            self._column(query, "date_answered", 11),
            self._column(query, "answer", 34, "note"),
            LedgerColumn(
                self.env._("Postponements"),
                8,
                "integer",
                is_totalled=True,
                sql=self._sql_move_count(query),
            ),
            LedgerColumn(
                self.env._("Overdue (days)"),
                8,
                "integer",
                is_totalled=True,
                sql=self._sql_overdue_days(query),
            ),
        ]

    def _sql_id(self, query):
        return SQL.identifier(query.table, "id")

    def _sql_made_on(self, query):
        """Return the day of the visit, else that of typing in."""
        visit = query.left_join(
            query.table, "visit_id", "sales_visit", "id", "visit_id"
        )
        return SQL(
            "COALESCE(%s, %s::date)",
            SQL.identifier(visit, "visit_day"),
            self._sql_local(SQL.identifier(query.table, "create_date")),
        )

    def _sql_move_count(self, query):
        return SQL(
            "(SELECT count(*) FROM sales_commitment_move move"
            " WHERE move.commitment_id = %s)",
            self._sql_id(query),
        )

    def _sql_overdue_days(self, query):
        """Return the days past the due day until the answer, or today."""
        return SQL(
            "GREATEST(0, COALESCE(%s, %s::date) - %s)",
            self._sql_field(query, "date_answered"),
            self.env.user._get_sales_today(),
            self._sql_field(query, "date_deadline"),
        )
