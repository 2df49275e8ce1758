from odoo import fields, models
from odoo.tools import SQL

from ...models.customer.customer_status_log import STATUSES


class CustomerCadenceReport(models.Model):
    """Who keeps the cadence: a row per customer of a salesperson, as of today.

    Compliance is the share of customers whose contact is not overdue.

    Source: S020, S021, AN24.
    """

    _name = "customer.cadence.report"
    _description = "Cadence Compliance"
    _auto = False
    _rec_name = "partner_id"
    _order = "overdue_days desc, id"
    _depends = {
        "customer.cadence": [
            "company_id",
            "contact_due_date",
            "customer_status",
            "date_next_contact",
            "grade_id",
            "partner_id",
            "renewal_risk",
            "rule",
            "team_id",
            "user_id",
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
    customer_status = fields.Selection(
        selection=STATUSES, string="Status", readonly=True
    )
    grade_id = fields.Many2one(comodel_name="customer.grade", readonly=True)
    rule = fields.Selection(
        selection=lambda self: self.env["customer.cadence"]._get_rules(), readonly=True
    )
    contact_due_date = fields.Date(string="Due", readonly=True)
    overdue_days = fields.Integer(
        string="Overdue (days)", readonly=True, aggregator="avg"
    )
    due_count = fields.Integer(string="Contacts Due", readonly=True)
    planned_count = fields.Integer(string="Planned", readonly=True)
    risk_count = fields.Integer(string="At Risk", readonly=True)
    compliance_rate = fields.Float(
        string="Compliance (%)",
        readonly=True,
        aggregator="avg",
        help="Share of customers whose contact is not overdue.",
    )

    @property
    def _table_query(self):
        return SQL(
            """
            SELECT k.id, k.partner_id, k.company_id, k.user_id, k.team_id,
                   k.customer_status, k.grade_id, k.rule, k.contact_due_date,
                   GREATEST(%(today)s::date - k.contact_due_date, 0) AS overdue_days,
                   (k.contact_due_date <= %(today)s)::integer AS due_count,
                   (k.date_next_contact IS NOT NULL)::integer AS planned_count,
                   (k.renewal_risk IS NOT NULL)::integer AS risk_count,
                   (k.contact_due_date >= %(today)s)::integer * 100.0
                       AS compliance_rate
              FROM customer_cadence k
             WHERE k.user_id IS NOT NULL AND k.contact_due_date IS NOT NULL
            """,
            today=self.env.user._get_sales_today(),
        )
