from odoo import fields, models
from odoo.tools import SQL


class SalesVisitCoverage(models.Model):
    """One row per customer and company: when we were there last, and how often.

    A customer is every company or person of the address book that has a salesperson,
    bought something, is a company, or was visited; pure vendors and our own
    companies are none. Contacts count for the company they belong to, and phone calls
    count as contact, not as visit.

    Source: AN24; A123.
    """

    _name = "sales.visit.coverage"
    _description = "Visit Coverage"
    _auto = False
    _rec_name = "partner_id"
    # The longest neglected first; PostgreSQL puts those never visited before them.
    _order = "days_since_visit desc, id"
    _depends = {
        "res.company": ["active", "partner_id"],
        "res.partner": [
            "active",
            "city",
            "commercial_partner_id",
            "company_id",
            "country_id",
            "customer_rank",
            "is_company",
            "state_id",
            "supplier_rank",
            "user_id",
        ],
        "res.users": ["sale_team_id"],
        "sales.visit": [
            "channel",
            "commercial_partner_id",
            "company_id",
            "state",
            "validity",
            "visit_day",
        ],
    }

    partner_id = fields.Many2one(
        comodel_name="res.partner", string="Customer", readonly=True
    )
    company_id = fields.Many2one(comodel_name="res.company", readonly=True)
    user_id = fields.Many2one(
        comodel_name="res.users", string="Salesperson", readonly=True
    )
    team_id = fields.Many2one(
        comodel_name="crm.team",
        string="Sales Team",
        readonly=True,
        help="The team of the customer's salesperson.",
    )
    country_id = fields.Many2one(comodel_name="res.country", readonly=True)
    country_state_id = fields.Many2one(
        comodel_name="res.country.state", string="Region", readonly=True
    )
    city = fields.Char(readonly=True)
    date_last_visit = fields.Date(string="Last Visit", readonly=True)
    date_last_contact = fields.Date(
        string="Last Contact", readonly=True, help="Visits and phone calls alike."
    )
    date_next_visit = fields.Date(string="Next Visit", readonly=True)
    last_visit_age = fields.Selection(
        selection=[
            ("1_month", "Up to 30 Days Ago"),
            ("2_months", "31 to 60 Days Ago"),
            ("3_months", "61 to 90 Days Ago"),
            ("older", "More Than 90 Days Ago"),
            ("never", "Never"),
        ],
        string="Visited",
        readonly=True,
    )
    days_since_visit = fields.Integer(
        string="Days Since Last Visit", readonly=True, aggregator="avg"
    )
    visit_count = fields.Integer(string="Visits", readonly=True)
    visit_count_30 = fields.Integer(string="Visits in 30 Days", readonly=True)
    visit_count_90 = fields.Integer(string="Visits in 90 Days", readonly=True)
    valid_count = fields.Integer(string="Valid Visits", readonly=True)
    covered_30_rate = fields.Float(
        string="Visited in 30 Days (%)",
        readonly=True,
        aggregator="avg",
        help="Share of customers visited in the last 30 days.",
    )
    covered_90_rate = fields.Float(
        string="Visited in 90 Days (%)",
        readonly=True,
        aggregator="avg",
        help="Share of customers visited in the last 90 days.",
    )

    @property
    def _table_query(self):
        today = self.env.user._get_sales_today()
        return SQL(
            """
            SELECT %(columns)s
              FROM res_partner p
              JOIN res_company c
                ON c.active AND (p.company_id IS NULL OR p.company_id = c.id)
              LEFT JOIN res_users u ON u.id = p.user_id
              LEFT JOIN LATERAL (%(visits)s) v
                ON v.commercial_partner_id = p.id AND v.company_id = c.id
             WHERE %(condition)s
            """,
            columns=self._get_columns_sql(today),
            visits=self._get_visits_sql(today),
            condition=self._get_customer_condition_sql(),
        )

    def _get_customer_filter_sql(self):
        """Return which visits are counted to join them with the customers ``p``.

        Who reads every customer gets one pass over all visits and one join: a million
        customers would otherwise cost a million look-ups. Who reads a few hundred
        gets a look-up for each of these instead of the pass.
        """
        groups = (
            "sales_visit_crm.group_sales_visit_manager",
            "sales_visit_crm.group_visit_auditor",
        )
        if self.env.su or any(self.env.user.has_group(group) for group in groups):
            return SQL("TRUE")
        return SQL("commercial_partner_id = p.id AND company_id = c.id")

    def _get_columns_sql(self, today):
        return SQL(
            """
            p.id * (SELECT MAX(id) + 1 FROM res_company)::bigint + c.id AS id,
            p.id AS partner_id, c.id AS company_id,
            p.user_id, u.sale_team_id AS team_id,
            p.country_id, p.state_id AS country_state_id, p.city,
            v.date_last_visit, v.date_last_contact, v.date_next_visit,
            CASE WHEN v.date_last_visit IS NULL THEN 'never'
                 WHEN %(today)s - v.date_last_visit <= 30 THEN '1_month'
                 WHEN %(today)s - v.date_last_visit <= 60 THEN '2_months'
                 WHEN %(today)s - v.date_last_visit <= 90 THEN '3_months'
                 ELSE 'older' END AS last_visit_age,
            %(today)s - v.date_last_visit AS days_since_visit,
            COALESCE(v.visit_count, 0) AS visit_count,
            COALESCE(v.visit_count_30, 0) AS visit_count_30,
            COALESCE(v.visit_count_90, 0) AS visit_count_90,
            COALESCE(v.valid_count, 0) AS valid_count,
            (COALESCE(v.visit_count_30, 0) > 0)::integer * 100.0 AS covered_30_rate,
            (COALESCE(v.visit_count_90, 0) > 0)::integer * 100.0 AS covered_90_rate
            """,
            today=SQL("%s::date", today),
        )

    def _get_visits_sql(self, today):
        return SQL(
            """
            SELECT commercial_partner_id, company_id,
                   MAX(visit_day) FILTER (WHERE %(held)s AND channel != 'phone')
                       AS date_last_visit,
                   MAX(visit_day) FILTER (WHERE %(held)s) AS date_last_contact,
                   MIN(visit_day) FILTER (WHERE NOT (%(held)s) AND channel != 'phone'
                       AND visit_day >= %(today)s) AS date_next_visit,
                   COUNT(*) FILTER (WHERE %(held)s AND channel != 'phone')
                       AS visit_count,
                   COUNT(*) FILTER (WHERE %(held)s AND channel != 'phone'
                       AND visit_day >= %(today)s - 30) AS visit_count_30,
                   COUNT(*) FILTER (WHERE %(held)s AND channel != 'phone'
                       AND visit_day >= %(today)s - 90) AS visit_count_90,
                   COUNT(*) FILTER (WHERE validity = 'valid') AS valid_count
              FROM sales_visit
             WHERE (%(held)s OR state IN ('planned', 'confirmed')) AND %(filter)s
             GROUP BY commercial_partner_id, company_id
            """,
            held=SQL("state IN %s", self.env["sales.visit"]._get_held_states()),
            today=SQL("%s::date", today),
            filter=self._get_customer_filter_sql(),
        )

    def _get_customer_condition_sql(self):
        return SQL(
            """
            p.commercial_partner_id = p.id AND p.active
            AND (v.commercial_partner_id IS NOT NULL
                 OR p.user_id IS NOT NULL OR p.customer_rank > 0
                 OR (p.is_company AND COALESCE(p.supplier_rank, 0) = 0))
            AND NOT EXISTS (SELECT FROM res_company own WHERE own.partner_id = p.id)
            AND NOT EXISTS (SELECT FROM res_users own
                             WHERE own.partner_id = p.id AND NOT own.share)
            """
        )

    def action_open_partner(self):
        self.ensure_one()
        return self.partner_id.get_formview_action()

    def action_plan_visits(self):
        """Start a draft visit to each of these customers."""
        return self.partner_id.action_plan_sales_visits()
