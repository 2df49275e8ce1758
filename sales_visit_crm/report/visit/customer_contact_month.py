from odoo import fields, models
from odoo.tools import SQL


class CustomerContactMonth(models.Model):
    """Contacts per customer and month, against what the grade allows.

    Counts what we began: visits, calls and online talks, not customers who come to
    us. The cap is that of the grade of today.

    Source: S023, B02.
    """

    _name = "customer.contact.month"
    _description = "Contacts per Month"
    _auto = False
    _rec_name = "partner_id"
    _order = "month desc, excess_count desc, id"
    _depends = {
        "customer.grade": ["monthly_contact_cap"],
        "res.partner": ["customer_grade_id", "user_id"],
        "res.users": ["sale_team_id"],
        "sales.visit": [
            "channel",
            "commercial_partner_id",
            "company_id",
            "contact_depth",
            "state",
            "user_id",
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
        comodel_name="crm.team", string="Sales Team", readonly=True
    )
    grade_id = fields.Many2one(comodel_name="customer.grade", readonly=True)
    month = fields.Date(readonly=True)
    contact_count = fields.Integer(string="Contacts", readonly=True)
    deep_count = fields.Integer(string="Deep Contacts", readonly=True)
    person_count = fields.Integer(string="People of Ours", readonly=True)
    cap_count = fields.Integer(string="At Most", readonly=True)
    excess_count = fields.Integer(
        string="Too Many",
        readonly=True,
        help="Contacts beyond what the grade allows in a month.",
    )

    @property
    def _table_query(self):
        return SQL(
            """
            SELECT MIN(v.id) AS id, v.commercial_partner_id AS partner_id,
                   v.company_id, p.user_id, u.sale_team_id AS team_id,
                   p.customer_grade_id AS grade_id,
                   date_trunc('month', v.visit_day)::date AS month,
                   COUNT(*) AS contact_count,
                   COUNT(*) FILTER (WHERE v.contact_depth = 'deep') AS deep_count,
                   COUNT(DISTINCT v.user_id) AS person_count,
                   COALESCE(g.monthly_contact_cap, 0) AS cap_count,
                   CASE WHEN g.monthly_contact_cap > 0
                        THEN GREATEST(COUNT(*) - g.monthly_contact_cap, 0)
                        ELSE 0 END AS excess_count
              FROM sales_visit v
              JOIN res_partner p ON p.id = v.commercial_partner_id
              LEFT JOIN res_users u ON u.id = p.user_id
              LEFT JOIN customer_grade g ON g.id = p.customer_grade_id
             WHERE v.channel <> 'inbound' AND v.state IN %s
             GROUP BY v.commercial_partner_id, v.company_id, p.user_id,
                      u.sale_team_id, p.customer_grade_id, g.monthly_contact_cap,
                      date_trunc('month', v.visit_day)
            """,
            self.env["sales.visit"]._get_held_states(),
        )
