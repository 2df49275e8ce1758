from dataclasses import dataclass
from datetime import date

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import SQL

from ...tools import local_day, xlsx

# Excel's days begin with 1900, and the day after the last one must exist as well.
DAYS = (date(1900, 1, 1), date(9999, 12, 30))
FETCH_ROWS = 2_000  # rows that the database sends at a time


@dataclass(frozen=True)
class LedgerColumn(xlsx.Column):
    """A column and the SQL expression that its cells hold."""

    sql: SQL = None


@dataclass(frozen=True)
class LedgerOptions:
    """Which part of a ledger is asked for; no user or team stands for all."""

    date_from: date
    date_to: date
    user: models.Model
    team: models.Model


class SalesLedgerMixin(models.AbstractModel):
    """A ledger: one declaration of columns over the rows of a model.

    Rows stream from a cursor in the database straight into the file, past the ORM,
    so that a million of them cost as much memory as a thousand. Access rights, record
    rules and the user's companies hold nevertheless: the rows are those that the ORM
    itself would search for.

    A ledger says ``_ledger_name`` (in the URL), ``_ledger_model``, its title, columns
    and domain.
    """

    _name = "sales.ledger.mixin"
    _description = "Ledger"

    _ledger_name = None
    _ledger_model = None
    _ledger_order = "id"
    _ledger_max_rows = xlsx.MAX_ROWS

    @api.model
    def _get_ledgers(self):
        """Return every ledger by its name in the URL."""
        mixin = self.env.registry["sales.ledger.mixin"]
        return {
            model_class._ledger_name: self.env[name]
            for name, model_class in self.env.registry.items()
            if issubclass(model_class, mixin) and model_class._ledger_name
        }

    def _get_title(self):
        raise NotImplementedError

    def _get_code(self):
        """Return the letters in front of the sheet's number."""
        raise NotImplementedError

    def _get_domain(self, options):
        """Return the domain of the rows that ``options`` ask for."""
        raise NotImplementedError

    @api.model
    def _get_owned_domain(self, options, day_name):
        """Return the domain of rows with a day, a ``user_id`` and a ``team_id``.

        :param str day_name: date field that lies in the period
        """
        domain = Domain(day_name, ">=", options.date_from) & Domain(
            day_name, "<=", options.date_to
        )
        if options.user:
            domain &= Domain("user_id", "=", options.user.id)
        if options.team:
            domain &= Domain("team_id", "=", options.team.id)
        return domain

    def _get_columns(self, query):
        """Return the :class:`LedgerColumn` objects; add the joins they need."""
        raise NotImplementedError

    @api.model
    def _prepare_options(self, params):
        """Return the :class:`LedgerOptions` that the strings in ``params`` ask for.

        The period is this month where ``date_from`` and ``date_to`` are missing.

        :raise UserError: if a day or an id cannot be read
        """
        today = self.env.user._get_sales_today()
        first = self._to_day(params.get("date_from"), self.env._("From"))
        last = self._to_day(params.get("date_to"), self.env._("Until"))
        first = first or fields.Date.start_of(last or today, "month")
        last = last or fields.Date.end_of(max(first, today), "month")
        if last < first:
            raise UserError(
                self.env._(
                    "The period of the ledger ends (%(last)s) before it starts "
                    "(%(first)s). Correct one of the two.",
                    first=fields.Date.to_string(first),
                    last=fields.Date.to_string(last),
                )
            )
        return LedgerOptions(
            date_from=first,
            date_to=last,
            user=self._to_record("res.users", params.get("user_id")),
            team=self._to_record("crm.team", params.get("team_id")),
        )

    @api.model
    def _to_day(self, text, label):
        try:
            day = fields.Date.to_date(text or None)
        except (TypeError, ValueError):
            day = date.min
        if day is None or DAYS[0] <= day <= DAYS[1]:
            return day
        raise UserError(
            self.env._(
                "“%(value)s” is no day for “%(label)s”. Write it like 2026-03-31.",
                value=text,
                label=label,
            )
        )

    @api.model
    def _to_record(self, model_name, text):
        """Return the record whose id ``text`` is, none for an empty text."""
        records = self.env[model_name]
        if not text:
            return records
        record = records.browse(int(text) if str(text).isdecimal() else 0)
        # Not by search: someone may have left, but their rows have not.
        if not record.exists():
            raise UserError(
                self.env._(
                    "There is no “%(kind)s” with the id “%(value)s”. Leave it out or "
                    "choose another one.",
                    kind=self.env["ir.model"]._get(model_name).sudo().name,
                    value=text,
                )
            )
        return record

    @api.model
    def _with_companies(self, text):
        """Return the ledger of the companies whose ids ``text`` lists, with commas.

        All of the user's for an empty text.

        :raise UserError: if an id cannot be read or the user is not of the company
        """
        ids = [part.strip() for part in (text or "").split(",") if part.strip()]
        known = {str(company_id) for company_id in self.env.user._get_company_ids()}
        if strangers := set(ids) - known:
            raise UserError(
                self.env._(
                    "You do not work for the company with the id “%s”. Leave it out.",
                    ", ".join(sorted(strangers)),
                )
            )
        ids = [int(company_id) for company_id in dict.fromkeys(ids)]
        return self.with_context(allowed_company_ids=ids) if ids else self

    def _get_query(self, options):
        """Return the query of the rows, in order, that the user may read.

        :raise AccessError: if the user may read none of the kind
        """
        rows = self.env[self._ledger_model]
        return rows._search(self._get_domain(options), order=self._ledger_order)

    def _iter_rows(self, query, columns):
        """Yield the rows, a few thousand in memory at a time."""
        self.env.flush_all()
        sql = query.select(*(column.sql for column in columns))
        with self.env.cr.connection.cursor(f"sales_ledger_{id(query)}") as cursor:
            cursor.itersize = FETCH_ROWS
            cursor.execute(sql.code, sql.params)
            yield from cursor

    def _write_workbook(self, file, options):
        """Write the ledger into the open binary ``file``.

        :return: the count of rows
        """
        query = self._get_query(options)
        columns = self._get_columns(query)
        heading = self._prepare_heading(options)
        with xlsx.LedgerWorkbook(
            file, columns, heading, max_rows=self._ledger_max_rows
        ) as workbook:
            return workbook.write_rows(self._iter_rows(query, columns))

    def _prepare_heading(self, options):
        above = [
            self.env._("Number: %s", self._get_number(options)),
            self.env._("Company: %s", ", ".join(self.env.companies.mapped("name"))),
            self.env._("Period: %s", f"{options.date_from} - {options.date_to}"),
            *self._get_filter_lines(options),
            self.env._("Unit: %s", self._get_unit()),
        ]
        return xlsx.Heading(
            title=self._get_title(),
            # On one line: what is frozen above a phone's screen hides the rows.
            above=["    ".join(above)],
            below=[self._get_signature_line()],
            total=self.env._("Total: %s rows"),
            carried=self.env._("Carried forward: %s rows"),
        )

    def _get_number(self, options):
        """Return the number of the sheet: the same period has the same number."""
        first, last = options.date_from, options.date_to
        return f"{self._get_code()}-{first:%Y%m%d}-{last:%Y%m%d}"

    def _get_unit(self):
        return self.env._("minutes; times of %s", self._get_timezone())

    def _get_filter_lines(self, options):
        lines = []
        if options.user:
            lines.append(self.env._("Salesperson: %s", options.user.sudo().name))
        if options.team:
            lines.append(self.env._("Sales Team: %s", options.team.sudo().name))
        return lines

    def _get_signature_line(self):
        """Return the foot of the sheet: 填表 and 审核, as on paper."""
        return self.env._(
            "Prepared by: %(user)s, %(day)s        Checked by: ____________        "
            "Date: ____________",
            user=self.env.user.name,
            day=fields.Date.to_string(self.env.user._get_sales_today()),
        )

    def _get_file_name(self, options):
        return f"{self._get_title()} {options.date_from} - {options.date_to}.xlsx"

    def _get_timezone(self):
        """Return the reader's zone by a name that the database knows as well."""
        return str(local_day.zone(self.env.user._get_sales_timezone()))

    def _sql_field(self, query, name):
        """Return the value of a field of the rows, in the reader's language."""
        return self.env[self._ledger_model]._field_to_sql(query.table, name, query)

    def _sql_local(self, moment):
        """Return the naive UTC ``moment`` in the reader's zone."""
        return SQL("timezone(%s, timezone('UTC', %s))", self._get_timezone(), moment)

    def _sql_partner(self, query, name):
        """Return the full name of the partner in the field ``name``."""
        alias = query.left_join(query.table, name, "res_partner", "id", name)
        return SQL.identifier(alias, "complete_name")

    def _sql_user(self, query, name):
        """Return the name of the user in the field ``name``."""
        user = query.left_join(query.table, name, "res_users", "id", name)
        partner = query.left_join(user, "partner_id", "res_partner", "id", "partner_id")
        return SQL.identifier(partner, "name")

    def _sql_name(self, query, name):
        """Return the name of the record in the many2one ``name``, translated."""
        comodel = self.env[self._get_field(name).comodel_name]
        alias = query.left_join(query.table, name, comodel._table, "id", name)
        return comodel._field_to_sql(alias, "name", query)

    def _sql_names(self, query, name):
        """Return the names in the many2many ``name``, translated, with commas."""
        field = self._get_field(name)
        comodel = self.env[field.comodel_name]
        return SQL(
            """(SELECT string_agg(%(label)s, ', ' ORDER BY item.id)
                  FROM %(relation)s link
                  JOIN %(table)s item ON item.id = link.%(column2)s
                 WHERE link.%(column1)s = %(id)s)""",
            label=comodel.sudo()._field_to_sql("item", "name"),
            relation=SQL.identifier(field.relation),
            table=SQL.identifier(comodel._table),
            column1=SQL.identifier(field.column1),
            column2=SQL.identifier(field.column2),
            id=SQL.identifier(query.table, "id"),
        )

    def _get_field(self, name):
        return self.env[self._ledger_model]._fields[name]

    def _column(self, query, name, width, kind=None, **values):
        """Return the column of a stored field of the rows, labelled like it."""
        field = self._get_field(name)
        kinds = {"date": "date", "datetime": "datetime", "integer": "integer"}
        kind = kind or kinds.get(field.type, "text")
        sql = values.pop("sql", None) or self._sql_field(query, name)
        if field.type == "selection":
            values["labels"] = dict(field._description_selection(self.env))
        if kind == "datetime":
            sql = self._sql_local(sql)
        label = values.pop("label", None) or field._description_string(self.env)
        return LedgerColumn(label, width, kind, sql=sql, **values)
