from odoo import models
from odoo.tools import SQL


class CustomerFileReviewLedger(models.AbstractModel):
    """The ledger of file reviews by the day on which they were generated.

    Source: B81 客户档案全面修订核查, S131.
    """

    _name = "customer.file.review.ledger"
    _description = "File Review Ledger"
    _inherit = ["sales.ledger.mixin"]

    _ledger_name = "file-reviews"
    _ledger_model = "customer.file.review"
    _ledger_order = "date_generated, id"

    def _get_title(self):
        return self.env._("File Review Ledger")

    def _get_code(self):
        return "FRL"

    def _get_unit(self):
        return ", ".join(self.env.companies.currency_id.mapped("name"))

    def _get_domain(self, options):
        return self._get_owned_domain(options, "date_generated")

    def _get_columns(self, query):
        return [
            self._column(
                query, "partner_id", 28, sql=self._sql_partner(query, "partner_id")
            ),
            self._column(query, "name", 14),
            self._column(query, "date_generated", 11),
            self._column(query, "user_id", 12, sql=self._sql_user(query, "user_id")),
            self._column(query, "period_amount", 13, "amount"),
            self._column(query, "previous_amount", 13, "amount"),
            self._column(query, "change_percent", 9, "amount"),
            self._column(query, "trend", 10),
            self._column(query, "changes_found", 34, "note"),
            self._column(query, "cause", 34, "note"),
            self._column(
                query,
                "is_watched",
                8,
                "text",
                sql=SQL(
                    "CASE WHEN %s THEN '√' END", self._sql_field(query, "is_watched")
                ),
            ),
            self._column(query, "file_class", 10),
            self._column(query, "state", 11),
            self._column(query, "date_reviewed", 11),
        ]
