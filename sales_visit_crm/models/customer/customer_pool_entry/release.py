from odoo import api, models
from odoo.fields import Domain
from odoo.tools import SQL

KIND = "sales_visit_crm.mail_activity_type_customer_pool"


class CustomerPoolEntry(models.Model):
    """Warnings and releases, every night, set-based in committed batches of ids.

    A customer with an order to deliver, an open quotation or whatever else other rooms
    name (``res.partner._get_pool_blockers``) is never released. The steps are those of
    ``tools/pool.py``.

    Source: R107.
    """

    _inherit = "customer.pool.entry"

    @api.model
    def _cron_release_customers(self):
        self.env.flush_all()
        companies = self.env["res.company"].search(
            Domain("is_customer_pool_used", "=", True)
        )
        if companies:
            self.env["sales.nightly.run"]._run_batches(
                "customer_pool",
                "res_partner",
                lambda low, high: self._take_steps(companies, low, high),
            )

    @api.model
    def _take_steps(self, companies, low, high):
        """Warn about and release customers of the range; return how many."""
        rows = self.env.execute_query(
            SQL(
                "SELECT id, user_id, company_id, step, today, release_day FROM (%s) due"
                " WHERE step IS NOT NULL",
                self._sql_steps(companies, low, high),
            )
        )
        if not rows:
            return 0
        self._insert_log(rows)
        warned = [row for row in rows if row[3] != "release"]
        released = [row for row in rows if row[3] == "release"]
        if warned:
            self._warn(warned)
        if released:
            self._release(released)
        return len(rows)

    @api.model
    def _sql_steps(self, companies, low, high):
        """Return the query of what is due for each customer, and nothing for most."""

        def restrict(column):
            return SQL("%s > %s AND %s <= %s", column, low, column, high)

        partners = self.env["res.partner"]
        activities = partners._get_pool_activities(restrict) or [
            SQL("SELECT NULL::integer AS customer_id, NULL::date AS day")
        ]
        blockers = [SQL("(%s)", sql) for _key, sql in partners._get_pool_blockers()]
        return SQL(
            """
            SELECT s.*, CASE
                WHEN s.warned_on IS NULL
                THEN CASE WHEN s.days_left <= s.first_days THEN 'warning' END
                WHEN s.last_warned_on IS NULL
                THEN CASE WHEN s.days_left <= s.last_days AND s.today > s.warned_on
                          THEN 'last_warning' END
                WHEN s.days_left <= 0 AND s.today >= s.warned_on + s.first_days
                THEN 'release' END AS step
              FROM (%(silences)s) s
              JOIN res_partner p ON p.id = s.id
             WHERE s.days_left <= s.first_days AND NOT (%(blocked)s)
            """,
            silences=self._sql_silences(companies, activities, restrict),
            blocked=SQL(" OR ").join(blockers),
        )

    @api.model
    def _sql_silences(self, companies, activities, restrict):
        """Return the query of owned customers, their silence and warnings."""
        return SQL(
            """
            SELECT q.*, q.silent_since + q.pool_days AS release_day,
                   q.silent_since + q.pool_days - q.today AS days_left,
                   w.warned_on, w.last_warned_on
              FROM (
                SELECT p.id, p.user_id, c.id AS company_id, t.today,
                       c.customer_pool_warning_days AS first_days,
                       c.customer_pool_last_warning_days AS last_days,
                       GREATEST(c.customer_pool_days, g.pool_days) AS pool_days,
                       GREATEST(a.day, c.date_customer_pool_since,
                                p.create_date::date, o.day) AS silent_since
                  FROM res_partner p
                  JOIN res_users u ON u.id = p.user_id
                  JOIN res_company c ON c.id = COALESCE(p.company_id, u.company_id)
                  JOIN unnest(%(companies)s, %(days)s::date[]) AS t (company_id, today)
                    ON t.company_id = c.id
                  LEFT JOIN customer_grade g ON g.id = p.customer_grade_id
                  LEFT JOIN (%(done)s) a ON a.customer_id = p.id
                  LEFT JOIN (%(owned)s) o ON o.partner_id = p.id
                 WHERE p.commercial_partner_id = p.id AND p.active AND %(customers)s
              ) q
              LEFT JOIN LATERAL (
                SELECT MIN(l.log_day) FILTER (WHERE l.kind = 'warning') AS warned_on,
                       MIN(l.log_day) FILTER (WHERE l.kind = 'last_warning')
                           AS last_warned_on
                  FROM customer_pool_log l
                 WHERE l.partner_id = q.id AND l.log_day > q.silent_since
                   AND l.user_id = q.user_id
              ) w ON q.silent_since + q.pool_days - q.today <= q.first_days
            """,
            companies=companies.ids,
            days=[company._get_sales_today() for company in companies],
            done=self._sql_last_days(activities),
            owned=self._sql_owned_since(restrict),
            customers=restrict(SQL("p.id")),
        )

    @api.model
    def _sql_last_days(self, activities):
        return SQL(
            "SELECT customer_id, MAX(day) AS day FROM (%s) done GROUP BY customer_id",
            SQL(" UNION ALL ").join(activities),
        )

    @api.model
    def _sql_owned_since(self, restrict):
        return SQL(
            "SELECT partner_id, MAX(log_day) AS day FROM customer_pool_log"
            " WHERE kind IN ('claim', 'assign') AND %s GROUP BY partner_id",
            restrict(SQL("partner_id")),
        )

    @api.model
    def _insert_log(self, rows):
        self.env.cr.execute(
            SQL(
                """
                INSERT INTO customer_pool_log (partner_id, company_id, kind, user_id,
                    from_user_id, log_day, number, create_uid, create_date, write_uid,
                    write_date)
                SELECT partner_id, company_id, kind,
                       CASE WHEN kind <> 'release' THEN user_id END,
                       CASE WHEN kind = 'release' THEN user_id END, day, 0,
                       %(uid)s, now() AT TIME ZONE 'UTC', %(uid)s,
                       now() AT TIME ZONE 'UTC'
                  FROM unnest(%(partners)s, %(companies)s, %(kinds)s::varchar[],
                              %(users)s, %(days)s::date[])
                       AS step (partner_id, company_id, kind, user_id, day)
                """,
                uid=self.env.uid,
                partners=[row[0] for row in rows],
                users=[row[1] for row in rows],
                companies=[row[2] for row in rows],
                kinds=[row[3] for row in rows],
                days=[row[4] for row in rows],
            )
        )

    @api.model
    def _warn(self, rows):
        """Make a to-do for each salesperson; the last warning replaces the first."""
        kind = self.env.ref(KIND)
        partners = self.env["res.partner"].browse(row[0] for row in rows)
        partners._close_pool_warnings()
        users = self.env["res.users"].browse({row[1] for row in rows})
        users = {user.id: user for user in users.filtered("active")}
        self.env["mail.activity"].with_context(mail_activity_quick_update=True).create(
            [
                {
                    "activity_type_id": kind.id,
                    "res_model_id": self.env["ir.model"]._get_id("res.partner"),
                    "res_id": partner.id,
                    "user_id": user_id,
                    "date_deadline": release_day,
                    "summary": partner.with_context(lang=users[user_id].lang).env._(
                        "%s goes to the pool: record a follow-up", partner.display_name
                    ),
                    "automated": True,
                }
                for partner, (
                    _id,
                    user_id,
                    _company,
                    _step,
                    _today,
                    release_day,
                ) in zip(partners, rows, strict=True)
                if user_id in users
            ]
        )

    @api.model
    def _release(self, rows):
        self.env.cr.execute(
            SQL(
                """
                INSERT INTO customer_pool_entry (partner_id, company_id,
                    previous_user_id, date_released, create_uid, create_date, write_uid,
                    write_date)
                SELECT partner_id, company_id, user_id, day, %(uid)s,
                       now() AT TIME ZONE 'UTC', %(uid)s, now() AT TIME ZONE 'UTC'
                  FROM unnest(%(partners)s, %(companies)s, %(users)s, %(days)s::date[])
                       AS step (partner_id, company_id, user_id, day)
                    ON CONFLICT (partner_id) DO NOTHING
                """,
                uid=self.env.uid,
                partners=[row[0] for row in rows],
                users=[row[1] for row in rows],
                companies=[row[2] for row in rows],
                days=[row[4] for row in rows],
            )
        )
        partners = self.env["res.partner"].browse(row[0] for row in rows)
        partners._close_pool_warnings()
        partners._move_owner(self.env["res.users"])
        self.invalidate_model()
