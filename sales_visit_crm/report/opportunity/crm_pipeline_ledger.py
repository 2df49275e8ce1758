from odoo import models
from odoo.fields import Domain
from odoo.tools import SQL


class CrmPipelineLedger(models.AbstractModel):
    """The ledger of projects by their expected closing, with stage, gap and odds.

    Source: B34 项目型销售成交管控系统, B35.
    """

    _name = "crm.pipeline.ledger"
    _description = "Project Ledger"
    _inherit = ["sales.ledger.mixin"]

    _ledger_name = "projects"
    _ledger_model = "crm.lead"
    _ledger_order = "date_deadline, id"

    def _get_title(self):
        return self.env._("Project Ledger")

    def _get_code(self):
        return "PJL"

    def _get_unit(self):
        return ", ".join(self.env.companies.currency_id.mapped("name"))

    def _get_domain(self, options):
        """Return the running projects that close in the period, or name no day."""
        domain = Domain("process_template_id", "!=", False)
        domain &= Domain("type", "=", "opportunity")
        domain &= Domain("date_deadline", "=", False) | (
            Domain("date_deadline", ">=", options.date_from)
            & Domain("date_deadline", "<=", options.date_to)
        )
        if options.user:
            domain &= Domain("user_id", "=", options.user.id)
        if options.team:
            domain &= Domain("team_id", "=", options.team.id)
        return domain

    def _get_columns(self, query):
        return [
            self._column(query, "name", 30),
            self._column(
                query,
                "partner_id",
                26,
                label=self.env._("Customer"),
                sql=self._sql_partner(query, "partner_id"),
            ),
            self._column(query, "user_id", 12, sql=self._sql_user(query, "user_id")),
            self._column(query, "stage_id", 16, sql=self._sql_name(query, "stage_id")),
            self._column(query, "buying_stage", 24),
            self._column(query, "stage_gap", 7),
            self._column(query, "expected_revenue", 14, "amount", is_totalled=True),
            self._column(query, "probability", 9, "amount"),
            self._column(query, "prorated_revenue", 14, "amount", is_totalled=True),
            self._column(query, "project_budget", 14, "amount"),
            self._column(query, "date_deadline", 11),
            self._column(
                query,
                "date_last_stage_update",
                15,
                "datetime",
                label=self.env._("In the Stage Since"),
            ),
            *self._get_count_columns(query),
        ]

    def _get_count_columns(self, query):
        return [
            self._column(
                query,
                "anomaly_ids",
                9,
                "integer",
                label=self.env._("Open Anomalies"),
                sql=self._sql_count(query, "crm_lead_anomaly"),
            ),
            self._column(
                query,
                "condition_ids",
                9,
                "integer",
                label=self.env._("Open Tasks"),
                sql=self._sql_count(query, "crm_lead_condition"),
            ),
        ]

    def _sql_count(self, query, table):
        """Return how many open rows of ``table`` hang on the opportunity."""
        return SQL(
            "(SELECT COUNT(*) FROM %s part WHERE part.state = 'open'"
            " AND part.lead_id = %s)",
            SQL.identifier(table),
            SQL.identifier(query.table, "id"),
        )
