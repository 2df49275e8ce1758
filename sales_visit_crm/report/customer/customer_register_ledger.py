from odoo import models
from odoo.fields import Domain
from odoo.tools import SQL

from ...models.core.sales_ledger_mixin import LedgerColumn

LOGGED = 1000  # customers named in the list of what was exported


class CustomerRegisterLedger(models.AbstractModel):
    """The customer register: every file opened by a day, past customers included.

    Nobody is left out (S017), phone numbers are masked for everyone (S010): the paper
    and the file leave the house. Whoever needs a number reveals it on the form.

    Source: R06, A105, S010, S017, R038; 客户登记表, 客户台账.
    """

    _name = "customer.register.ledger"
    _description = "Customer Register"
    _inherit = ["sales.ledger.mixin"]

    _ledger_name = "customers"
    _ledger_model = "res.partner"
    _ledger_order = "file_number, id"

    def _get_title(self):
        return self.env._("Customer Register")

    def _get_code(self):
        return "CR"

    def _get_unit(self):
        return self.env._("percent; money in the company's currency")

    def _get_domain(self, options):
        """Return the files opened until the end of the period."""
        domain = (
            Domain("file_state", "!=", "none")
            & Domain("file_company_id", "in", self.env.companies.ids)
            & Domain("date_file_opened", "<=", options.date_to)
        )
        if options.user:
            domain &= Domain("user_id", "=", options.user.id)
        if options.team:
            domain &= Domain("provided_team_id", "=", options.team.id)
        return domain

    def _get_query(self, options):
        partners = self.env["res.partner"]
        partners.check_access("read")
        # Who may not read a column of the file gets no register either.
        partners._check_field_access(partners._fields["credit_class"], "read")
        return super(
            CustomerRegisterLedger, self.with_context(active_test=False)
        )._get_query(options)

    def _write_workbook(self, file, options):
        count = super()._write_workbook(file, options)
        partners = self.env["res.partner"].with_context(active_test=False)
        partners = partners.search(
            self._get_domain(options), order="file_number, id", limit=LOGGED
        )
        self.env["customer.disclosure"]._log(
            "export",
            partners,
            ["name", "street", "phone"],
            origin=self.env._(
                "Customer Register %(number)s, %(count)s customers",
                number=self._get_number(options),
                count=count,
            ),
        )
        return count

    def _get_number(self, options):
        return f"{self._get_code()}-{options.date_to:%Y%m%d}"

    def _get_columns(self, query):
        return [
            *self._get_identity_columns(query),
            *self._get_class_columns(query),
            *self._get_contact_columns(query),
            *self._get_file_columns(query),
            *self._get_note_columns(query),
        ]

    def _get_identity_columns(self, query):
        return [
            self._column(query, "file_number", 14),
            self._column(query, "name", 28),
            self._column(query, "short_name", 14),
            self._column(query, "ref", 12),
            self._column(query, "company_registry", 20),
            self._column(query, "user_id", 12, sql=self._sql_user(query, "user_id")),
            self._column(
                query,
                "provided_team_id",
                14,
                sql=self._sql_name(query, "provided_team_id"),
            ),
        ]

    def _get_class_columns(self, query):
        names = ("customer_nature_id", "industry_id", "customer_source_id")
        return [
            self._column(query, "customer_category", 14),
            *(
                self._column(query, name, 16, sql=self._sql_name(query, name))
                for name in names
            ),
            self._column(query, "business_type", 12),
            self._column(query, "customer_type", 8),
            self._column(query, "credit_class", 16),
            self._column(query, "trade_scope", 12),
            self._column(query, "trade_route", 10),
        ]

    def _get_contact_columns(self, query):
        return [
            self._column(query, "state_id", 12, sql=self._sql_name(query, "state_id")),
            self._column(query, "city", 12),
            self._column(query, "street", 24),
            LedgerColumn(self.env._("Contacts"), 24, sql=self._sql_people(query)),
            self._column(
                query, "phone", 16, sql=self._sql_masked(self._sql_phone(query))
            ),
            self._column(query, "date_first_contact", 11),
        ]

    def _get_file_columns(self, query):
        return [
            self._column(query, "date_file_opened", 11),
            self._column(query, "file_state", 12),
            self._column(query, "dossier_completeness", 8),
            self._column(query, "date_filed", 11),
            self._column(query, "date_last_verified", 11),
            self._column(
                query,
                "file_reviewer_id",
                12,
                sql=self._sql_user(query, "file_reviewer_id"),
            ),
            self._column(query, "employee_count", 9),
            self._column(query, "annual_revenue_amount", 14, "integer"),
            self._column(query, "annual_purchase_amount", 14, "integer"),
        ]

    def _get_note_columns(self, query):
        names = ("main_products", "need_summary", "pain_points", "trade_terms")
        return [self._column(query, name, 26, "note") for name in names]

    def _sql_phone(self, query):
        return SQL.identifier(query.table, "phone")

    def _sql_masked(self, phone):
        """Return the number with the middle four of its digits hidden (S010).

        A number of less than seven digits is hidden altogether.
        """
        digits = SQL(r"regexp_replace(%s, '\D', '', 'g')", phone)
        return SQL(
            """CASE WHEN %(phone)s IS NULL THEN NULL
                    WHEN length(%(digits)s) < 7 THEN '****'
                    ELSE overlay(%(digits)s placing '****'
                                 from length(%(digits)s) - 7 for 4) END""",
            phone=phone,
            digits=digits,
        )

    def _sql_people(self, query):
        """Return names and functions of the customer's contacts."""
        return SQL(
            """(SELECT string_agg(
                           concat_ws(' ', person.name,
                                     NULLIF('(' || person.function || ')', '()')),
                           ', ' ORDER BY person.id)
                  FROM res_partner person
                 WHERE person.parent_id = %(id)s AND person.active
                   AND person.type = 'contact'
                   AND person.is_company IS NOT TRUE)""",
            id=SQL.identifier(query.table, "id"),
        )
