from odoo import models
from odoo.fields import Domain


class CustomerAuditLedger(models.AbstractModel):
    """The ledger of audited customer files, quarter by quarter.

    Source: A17 客户数据核查, R084, R085, AN30.
    """

    _name = "customer.audit.ledger"
    _description = "Customer Audit Ledger"
    _inherit = ["sales.ledger.mixin"]

    _ledger_name = "customer-audits"
    _ledger_model = "customer.audit.line"
    _ledger_order = "date_start, audit_id, id"

    def _get_title(self):
        return self.env._("Customer Audit Ledger")

    def _get_code(self):
        return "CAL"

    def _get_unit(self):
        return self.env._("files")

    def _get_domain(self, options):
        """Return the files of the audits whose quarter touches the period."""
        domain = Domain("audit_id.date_end", ">=", options.date_from) & Domain(
            "date_start", "<=", options.date_to
        )
        if options.user:
            domain &= Domain("provider_id", "=", options.user.id)
        if options.team:
            domain &= Domain("team_id", "=", options.team.id)
        return domain

    def _get_columns(self, query):
        return [
            self._column(
                query, "partner_id", 28, sql=self._sql_partner(query, "partner_id")
            ),
            self._column(query, "audit_id", 14, sql=self._sql_name(query, "audit_id")),
            self._column(query, "date_start", 11),
            self._column(
                query, "provider_id", 12, sql=self._sql_user(query, "provider_id")
            ),
            self._column(query, "team_id", 14, sql=self._sql_name(query, "team_id")),
            self._column(query, "result", 10),
            self._column(
                query,
                "wrong_item_ids",
                24,
                "text",
                sql=self._sql_names(query, "wrong_item_ids"),
            ),
            self._column(query, "finding", 34, "note"),
            self._column(query, "corrective_action", 34, "note"),
            self._column(
                query, "checker_id", 12, sql=self._sql_user(query, "checker_id")
            ),
            self._column(query, "date_checked", 11),
            self._column(query, "date_deadline", 11),
            self._column(query, "state", 11),
            self._column(query, "date_corrected", 11),
            self._column(query, "date_verified", 11),
            self._column(query, "error_count", 8, is_totalled=True),
        ]
