from odoo import models
from odoo.tools import SQL

from ...models.core.sales_ledger_mixin import LedgerColumn


class SalesVisitLedger(models.AbstractModel):
    """The visit register: every visit in order of time, for the spot check.

    Source: A04, 拜访登记表; G51.
    """

    _name = "sales.visit.ledger"
    _description = "Visit Register"
    _inherit = ["sales.ledger.mixin"]

    _ledger_name = "visits"
    _ledger_model = "sales.visit"
    _ledger_order = "date_start, id"

    def _get_title(self):
        return self.env._("Visit Register")

    def _get_code(self):
        return "VR"

    def _get_domain(self, options):
        domain = [
            ("visit_day", ">=", options.date_from),
            ("visit_day", "<=", options.date_to),
            *self.env["sales.visit"]._get_register_domain(),
        ]
        if options.user:
            domain.append(("user_id", "=", options.user.id))
        if options.team:
            domain.append(("team_id", "=", options.team.id))
        return domain

    def _get_columns(self, query):
        return [
            *self._get_visit_columns(query),
            *self._get_attendance_columns(query),
            *self._get_report_columns(query),
            *self._get_check_columns(),
        ]

    def _get_visit_columns(self, query):
        return [
            self._column(query, "visit_day", 11, label=self.env._("Date")),
            self._column(query, "name", 16),
            self._column(query, "user_id", 12, sql=self._sql_user(query, "user_id")),
            self._column(query, "team_id", 14, sql=self._sql_name(query, "team_id")),
            self._column(
                query, "partner_id", 28, sql=self._sql_partner(query, "partner_id")
            ),
            self._column(
                query, "contact_ids", 20, sql=self._sql_names(query, "contact_ids")
            ),
            self._column(
                query, "purpose_ids", 24, sql=self._sql_names(query, "purpose_ids")
            ),
            self._column(query, "channel", 12),
            self._column(query, "state", 13),
        ]

    def _get_attendance_columns(self, query):
        return [
            self._column(query, "date_start", 16),
            self._column(query, "date_arrived", 16),
            self._column(query, "date_left", 16),
            self._column(query, "stay_minutes", 8, is_totalled=True),
            self._column(query, "late_minutes", 8, is_totalled=True),
        ]

    def _get_report_columns(self, query):
        return [
            self._column(query, "expected_result", 30, "note"),
            self._column(query, "outcome", 12),
            self._column(query, "validity", 10),
            self._column(query, "summary", 50, "note"),
            self._column(query, "date_reported", 16),
            self._column(
                query, "reviewer_id", 12, sql=self._sql_user(query, "reviewer_id")
            ),
        ]

    def _get_check_columns(self):
        """Return the columns that the marketing department fills in by hand."""
        labels = {
            self.env._("Checked By"): 12,
            self.env._("Checked On"): 12,
            self.env._("Finding"): 20,
        }
        return [
            LedgerColumn(label, width, sql=SQL("NULL::text"))
            for label, width in labels.items()
        ]
