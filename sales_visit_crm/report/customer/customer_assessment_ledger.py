from odoo import models


class CustomerAssessmentLedger(models.AbstractModel):
    """The ledger of assessments by the day on which they were made.

    Source: B03, 客户分级评估表; A118.
    """

    _name = "customer.assessment.ledger"
    _description = "Assessment Ledger"
    _inherit = ["sales.ledger.mixin"]

    _ledger_name = "assessments"
    _ledger_model = "customer.assessment"
    _ledger_order = "date_assessed, id"

    def _get_title(self):
        return self.env._("Assessment Ledger")

    def _get_code(self):
        return "ASL"

    def _get_unit(self):
        return self.env._("points")

    def _get_domain(self, options):
        return self._get_owned_domain(options, "date_assessed")

    def _get_columns(self, query):
        return [
            self._column(query, "name", 14),
            self._column(query, "date_assessed", 11),
            self._column(
                query, "partner_id", 28, sql=self._sql_partner(query, "partner_id")
            ),
            self._column(
                query, "template_id", 18, sql=self._sql_name(query, "template_id")
            ),
            self._column(query, "user_id", 12, sql=self._sql_user(query, "user_id")),
            self._column(query, "team_id", 14, sql=self._sql_name(query, "team_id")),
            self._column(query, "total_score", 9, "amount"),
            self._column(
                query,
                "previous_grade_id",
                11,
                sql=self._sql_name(query, "previous_grade_id"),
            ),
            self._column(query, "band_id", 14, sql=self._sql_name(query, "band_id")),
            self._column(query, "basis", 34, "note"),
            self._column(query, "strategy", 34, "note"),
            self._column(query, "state", 11),
            self._column(
                query,
                "signed_by_id",
                12,
                sql=self._sql_user(query, "signed_by_id"),
            ),
            self._column(query, "date_effective", 11),
            self._column(query, "date_due", 11),
        ]
