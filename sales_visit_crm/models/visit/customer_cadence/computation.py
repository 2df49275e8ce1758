import json

from odoo import api, models
from odoo.fields import Domain
from odoo.tools import SQL

# States in which a contact is completed, and in which it counts against the cap.
COMPLETED = ("done", "reported", "reviewed")
COLUMNS = (
    "company_id",
    "user_id",
    "team_id",
    "customer_status",
    "grade_id",
    "date_last_contact",
    "date_last_deep",
    "date_next_contact",
    "month_contact_count",
    "month_contact_cap",
    "rule",
    "interval_days",
    "date_counted_from",
    "date_unshifted",
    "contact_due_date",
)


class CustomerCadence(models.Model):
    """The due days of many customers in one statement.

    The arithmetic is that of ``tools/cadence.py``; a test compares the two.

    Source: S020-S024, G02, G03.
    """

    _inherit = "customer.cadence"

    @api.model
    def _refresh(self, partners):
        """Compute the rows of these contacts' customers anew, as at a visit."""
        customers = partners.sudo().commercial_partner_id
        if not customers:
            return
        self._flush_facts()
        ids = list(customers._origin.ids)
        self._compute_rows(lambda column: SQL("%s = ANY(%s)", column, ids))
        self.invalidate_model()
        customers.invalidate_recordset(["customer_cadence_ids"])

    @api.model
    def _flush_facts(self):
        """Write what is still in memory of the tables that the statements read."""
        for name in (
            "customer.cadence",
            "customer.grade",
            "res.company",
            "res.partner",
            "res.users",
            "sale.order",
            "sales.visit",
        ):
            self.env[name].flush_model()

    @api.model
    def _compute_rows(self, restrict):
        """Bring the rows of the customers of ``restrict`` up to date.

        :param restrict: function of an SQL column of ids, giving the condition
        :return: how many rows changed
        """
        self.env.cr.execute(
            SQL(
                """
                DELETE FROM customer_cadence k USING res_partner p
                 WHERE p.id = k.partner_id AND %s
                   AND NOT (%s)
                """,
                restrict(SQL("k.partner_id")),
                self._sql_is_customer(),
            )
        )
        # A plain update costs half of an insertion that meets its row.
        is_new = self._has_missing_rows(restrict)
        write = self._sql_upsert if is_new else self._sql_update
        self.env.cr.execute(write(restrict))
        return self.env.cr.rowcount

    @api.model
    def _has_missing_rows(self, restrict):
        """Return whether a customer of ``restrict`` has no row yet."""
        return bool(
            self.env.execute_query(
                SQL(
                    """
                    SELECT 1 FROM res_partner p
                      LEFT JOIN customer_cadence k ON k.partner_id = p.id
                     WHERE %s AND %s AND k.id IS NULL LIMIT 1
                    """,
                    restrict(SQL("p.id")),
                    self._sql_is_customer(),
                )
            )
        )

    @api.model
    def _sql_update(self, restrict):
        names = [SQL.identifier(name) for name in COLUMNS]
        return SQL(
            """
            UPDATE customer_cadence k
               SET %(assignments)s, write_date = now() AT TIME ZONE 'UTC'
              FROM (%(rows)s) computed
             WHERE k.partner_id = computed.partner_id
               AND (%(old)s) IS DISTINCT FROM (%(new)s)
            """,
            rows=self._sql_rows(restrict),
            assignments=SQL(", ").join(
                SQL("%s = computed.%s", name, name) for name in names
            ),
            old=SQL(", ").join(SQL("k.%s", name) for name in names),
            new=SQL(", ").join(SQL("computed.%s", name) for name in names),
        )

    @api.model
    def _sql_upsert(self, restrict):
        names = [SQL.identifier(name) for name in COLUMNS]
        return SQL(
            """
            INSERT INTO customer_cadence AS k (partner_id, %(names)s,
                        create_uid, create_date, write_uid, write_date)
            SELECT partner_id, %(names)s, %(uid)s, now() AT TIME ZONE 'UTC',
                   %(uid)s, now() AT TIME ZONE 'UTC'
              FROM (%(rows)s) computed
            ON CONFLICT (partner_id) DO UPDATE SET %(assignments)s
             WHERE (%(old)s) IS DISTINCT FROM (%(new)s)
            """,
            names=SQL(", ").join(names),
            uid=self.env.uid,
            rows=self._sql_rows(restrict),
            assignments=SQL(", ").join(
                SQL("%s = EXCLUDED.%s", name, name) for name in names
            ),
            old=SQL(", ").join(SQL("k.%s", name) for name in names),
            new=SQL(", ").join(SQL("EXCLUDED.%s", name) for name in names),
        )

    @api.model
    def _sql_is_customer(self):
        """Return whether ``p`` is a customer: of a salesperson, a buyer, a company."""
        return SQL(
            """
            p.active AND p.commercial_partner_id = p.id
            AND (p.user_id IS NOT NULL OR p.customer_rank > 0
                 OR (p.is_company AND COALESCE(p.supplier_rank, 0) = 0))
            AND p.partner_share
            AND p.id NOT IN (SELECT own.partner_id FROM res_company own)
            """
        )

    @api.model
    def _sql_rows(self, restrict):
        """Return the query of the new rows: facts, the rule that decides, the day."""
        return SQL(
            """
            SELECT r.*,
                   CASE WHEN r.is_capped THEN 'cap' ELSE r.open_rule END AS rule,
                   COALESCE((%(moved)s ->> (r.company_id || ':'
                            || to_char(r.date_unshifted, 'YYYY-MM-DD')))
                            ::date, r.date_unshifted) AS contact_due_date
              FROM (
                SELECT f.*, best.rule AS open_rule,
                       best.days AS interval_days,
                       best.start AS date_counted_from,
                       capped.is_capped,
                       CASE WHEN capped.is_capped THEN f.next_month
                            ELSE best.start + best.days END AS date_unshifted
                  FROM (%(facts)s) f
                  LEFT JOIN LATERAL (%(rules)s) best ON TRUE
                 CROSS JOIN LATERAL (
                    SELECT COALESCE(f.month_contact_cap > 0 AND f.override_days = 0
                           AND f.month_contact_count >= f.month_contact_cap
                           AND best.start + best.days < f.next_month, FALSE)
                           AS is_capped
                 ) capped
              ) r
            """,
            facts=self._sql_facts(restrict),
            rules=self._sql_best_rule(restrict),
            moved=self._sql_moved_days(),
        )

    @api.model
    def _sql_best_rule(self, restrict):
        """Return the query of the most demanding rule of the facts ``f``."""
        sources = [SQL("(f.source_rule, f.source_days, f.started)")]
        if not self._get_cadence_sources(restrict):
            sources = []
        return SQL(
            """
            SELECT o.rule, o.days, o.start
              FROM (VALUES
                    ('override', f.override_days, f.started),
                    ('deep', f.deep_days, f.deep_started),
                    ('grade', f.grade_days, f.started),
                    ('status', CASE WHEN f.grade_days > 0 THEN 0 ELSE f.status_days END,
                     f.started)
                    %s) AS o (rule, days, start)
             WHERE o.days > 0 AND (f.override_days = 0 OR o.rule = 'override')
             ORDER BY o.start + o.days LIMIT 1
            """,
            SQL("").join(SQL(", %s", source) for source in sources),
        )

    @api.model
    def _sql_facts(self, restrict):
        return SQL(
            """
            SELECT p.id AS partner_id, c.id AS company_id, p.user_id,
                   u.sale_team_id AS team_id, p.customer_status,
                   p.customer_grade_id AS grade_id,
                   v.date_last_contact, v.date_last_deep, v.date_next_contact,
                   COALESCE(v.month_contact_count, 0) AS month_contact_count,
                   COALESCE(g.monthly_contact_cap, 0) AS month_contact_cap,
                   COALESCE(k.override_days, 0) AS override_days,
                   COALESCE(v.date_last_contact, p.create_date::date) AS started,
                   COALESCE(v.date_last_deep, p.create_date::date) AS deep_started,
                   (date_trunc('month', t.today) + interval '1 month')::date
                       AS next_month,
                   %(rested)s COALESCE(g.deep_contact_days, 0) END AS deep_days,
                   %(rested)s COALESCE(g.contact_interval_days, 0) END AS grade_days,
                   COALESCE(CASE p.customer_status
                        WHEN 'lost' THEN c.contact_lost_days
                        WHEN 'intended' THEN c.contact_intended_days
                        WHEN 'active' THEN c.contact_active_days
                        ELSE c.contact_potential_days END, 0) AS status_days
                   %(source_columns)s
              FROM res_partner p
              LEFT JOIN res_users u ON u.id = p.user_id
              JOIN res_company c
                ON c.id = COALESCE(p.company_id, u.company_id, %(company)s)
              JOIN (%(days)s) t ON t.company_id = c.id
              LEFT JOIN customer_grade g ON g.id = p.customer_grade_id
              LEFT JOIN customer_cadence k ON k.partner_id = p.id
              LEFT JOIN (%(visits)s) v ON v.commercial_partner_id = p.id
              %(source_joins)s
             WHERE %(customers)s AND %(is_customer)s
            """,
            company=self.env.company.id,
            rested=SQL("CASE WHEN p.customer_status = 'lost' THEN 0 ELSE"),
            days=self._sql_today(),
            visits=self._sql_visits(restrict),
            customers=restrict(SQL("p.id")),
            is_customer=self._sql_is_customer(),
            **self._sql_sources(restrict),
        )

    @api.model
    def _sql_sources(self, restrict):
        """Return the column and the join of what other rooms ask for."""
        queries = [
            SQL("SELECT partner_id, %s AS rule, days FROM (%s) source", key, query)
            for key, query, _label in self._get_cadence_sources(restrict)
        ]
        if not queries:
            return {"source_columns": SQL(""), "source_joins": SQL("")}
        return {
            "source_columns": SQL(
                ", s.rule AS source_rule, COALESCE(s.days, 0) AS source_days"
            ),
            "source_joins": SQL(
                """
                LEFT JOIN (
                    SELECT DISTINCT ON (partner_id) partner_id, rule, days
                      FROM (%s) asked WHERE days > 0 ORDER BY partner_id, days
                ) s ON s.partner_id = p.id AND p.customer_status <> 'lost'
                """,
                SQL(" UNION ALL ").join(queries),
            ),
        }

    @api.model
    def _sql_visits(self, restrict):
        """Return the query of the contacts by customer.

        The month is that of the main company's day: a cap counts whole months.
        """
        today = self.env.company._get_sales_today()
        return SQL(
            """
            SELECT commercial_partner_id,
                   MAX(visit_day) FILTER (WHERE state IN %(done)s)
                       AS date_last_contact,
                   MAX(visit_day) FILTER (WHERE state IN %(done)s
                       AND contact_depth = 'deep') AS date_last_deep,
                   MIN(visit_day) FILTER (WHERE state IN ('planned', 'confirmed')
                       AND visit_day >= %(today)s) AS date_next_contact,
                   COUNT(*) FILTER (WHERE state IN %(counted)s
                       AND channel <> 'inbound' AND visit_day >= %(month)s
                       AND visit_day < %(next_month)s) AS month_contact_count
              FROM sales_visit
             WHERE %(restricted)s
             GROUP BY commercial_partner_id
            """,
            done=COMPLETED,
            counted=("in_progress", *COMPLETED),
            today=SQL("%s::date", today),
            month=SQL("date_trunc('month', %s::date)", today),
            next_month=SQL("date_trunc('month', %s::date) + interval '1 month'", today),
            restricted=restrict(SQL("commercial_partner_id")),
        )

    @api.model
    def _sql_today(self):
        """Return the local day of each company."""
        companies = self.env["res.company"].sudo().search(Domain.TRUE)
        return SQL(
            "SELECT * FROM unnest(%s, %s::date[]) AS day (company_id, today)",
            companies.ids,
            [company._get_sales_today() for company in companies],
        )

    @api.model
    def _sql_moved_days(self):
        """Return for each company the free days and the next working day after them.

        As one value in which to look up: joined as rows, they would be walked through
        for each customer.
        """
        moved = {
            f"{company.id}:{day}": str(workday)
            for company in self.env["res.company"].sudo().search(Domain.TRUE)
            for day, workday in self._get_moved_days(
                company, company._get_sales_today()
            ).items()
        }
        return SQL("%s::jsonb", json.dumps(moved))
