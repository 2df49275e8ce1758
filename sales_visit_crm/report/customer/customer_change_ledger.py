from odoo import models
from odoo.fields import Domain
from odoo.tools import SQL

from ...models.core.sales_ledger_mixin import LedgerColumn
from ...tools import local_day


class CustomerChangeLedger(models.AbstractModel):
    """The ledger of changes of customer data, one row for each value.

    Source: R087, S007; 客户信息变更表, 信息修改记录.
    """

    _name = "customer.change.ledger"
    _description = "Change Ledger"
    _inherit = ["sales.ledger.mixin"]

    _ledger_name = "customer-changes"
    _ledger_model = "customer.change.request.line"

    def _get_title(self):
        return self.env._("Customer Data Change Ledger")

    def _get_code(self):
        return "CC"

    def _get_unit(self):
        return self.env._("hours; times of %s", self._get_timezone())

    def _get_domain(self, options):
        zone = self._get_timezone()
        domain = Domain(
            "date_submitted", ">=", local_day.bounds(options.date_from, zone)[0]
        ) & Domain("date_submitted", "<", local_day.bounds(options.date_to, zone)[1])
        if options.user:
            domain &= Domain("user_id", "=", options.user.id)
        if options.team:
            domain &= Domain("team_id", "=", options.team.id)
        return domain

    def _get_columns(self, query):
        request = query.left_join(
            query.table, "request_id", "customer_change_request", "id", "request_id"
        )
        return [
            LedgerColumn(
                self.env._("Request No."), 14, sql=SQL.identifier(request, "name")
            ),
            self._column(query, "date_submitted", 16),
            self._column(query, "team_id", 14, sql=self._sql_name(query, "team_id")),
            self._column(query, "user_id", 12, sql=self._sql_user(query, "user_id")),
            self._column(
                query, "partner_id", 28, sql=self._sql_partner(query, "partner_id")
            ),
            LedgerColumn(self.env._("Item"), 18, sql=self._sql_item(query)),
            self._column(query, "operation", 10),
            self._column(query, "old_value", 24, "note"),
            self._column(query, "new_value", 24, "note"),
            LedgerColumn(
                self.env._("Reason"), 28, "note", sql=SQL.identifier(request, "reason")
            ),
            self._column(query, "decision", 10),
            self._column(query, "decision_reason", 20, "note"),
            self._column(query, "state", 11),
            *self._get_execution_columns(query, request),
        ]

    def _get_execution_columns(self, query, request):
        executed_on = self._sql_local(SQL.identifier(request, "date_applied"))
        hours = self._sql_field(query, "lead_hours")
        return [
            LedgerColumn(
                self.env._("Executed By"), 12, sql=self._sql_executor(query, request)
            ),
            LedgerColumn(self.env._("Executed On"), 16, "datetime", sql=executed_on),
            LedgerColumn(
                self.env._("Lead Time (h)"),
                9,
                "integer",
                sql=SQL("NULLIF(ROUND(%s), 0)", hours),
            ),
        ]

    def _sql_item(self, query):
        """Return the label of the field that the line changes."""
        fields_ = self.env["ir.model.fields"].sudo()
        field = query.left_join(
            query.table, "field_id", "ir_model_fields", "id", "field_id"
        )
        return fields_._field_to_sql(field, "field_description", query)

    def _sql_executor(self, query, request):
        user = query.left_join(
            request, "applied_by_id", "res_users", "id", "applied_by_id"
        )
        partner = query.left_join(user, "partner_id", "res_partner", "id", "partner_id")
        return SQL.identifier(partner, "name")
