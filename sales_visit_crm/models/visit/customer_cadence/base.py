from odoo import api, fields, models
from odoo.tools import SQL

from ...customer.customer_status_log import STATUSES


class CustomerCadence(models.Model):
    """When each customer is to be contacted next: one narrow row per customer.

    Apart from the contact itself, so that no night rewrites the address book. The
    engine fills it by SQL, at each visit for one customer and every night for all
    (see ``computation.py``); nobody types into it.

    Source: S020-S026, S042, G01-G05, R032, G43.
    """

    _name = "customer.cadence"
    _description = "Contact Cadence"
    _order = "contact_due_date, id"
    _rec_name = "partner_id"

    partner_id = fields.Many2one(
        comodel_name="res.partner",
        string="Customer",
        required=True,
        readonly=True,
        index=True,
        ondelete="cascade",
    )
    company_id = fields.Many2one(
        comodel_name="res.company", required=True, readonly=True
    )
    user_id = fields.Many2one(
        comodel_name="res.users", string="Salesperson", readonly=True
    )
    team_id = fields.Many2one(
        comodel_name="crm.team",
        string="Sales Team",
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
    )
    customer_status = fields.Selection(
        selection=STATUSES, string="Status", readonly=True
    )
    grade_id = fields.Many2one(
        comodel_name="customer.grade", readonly=True, ondelete="set null"
    )
    # contacts so far
    date_last_contact = fields.Date(
        string="Last Contact",
        readonly=True,
        help="The day of the last completed visit, call or meeting.",
    )
    date_last_deep = fields.Date(string="Last Deep Contact", readonly=True)
    date_next_contact = fields.Date(
        string="Next Planned", readonly=True, help="The next planned visit or call."
    )
    month_contact_count = fields.Integer(
        string="Contacts This Month",
        readonly=True,
        help="Contacts from our side in this calendar month.",
    )
    month_contact_cap = fields.Integer(string="At Most", readonly=True)
    # what is due
    rule = fields.Selection(
        selection="_get_rules",
        readonly=True,
        help="Which of the rules decides on the day.",
    )
    interval_days = fields.Integer(
        string="Every (days)", readonly=True, aggregator="avg"
    )
    date_counted_from = fields.Date(readonly=True)
    date_unshifted = fields.Date(string="Before Shifting", readonly=True)
    contact_due_date = fields.Date(string="Due", readonly=True)
    contact_due_reason = fields.Char(
        string="Why This Date", compute="_compute_contact_due_reason"
    )
    due_state = fields.Selection(
        selection=[
            ("overdue", "Overdue"),
            ("due", "Due Today"),
            ("planned", "Planned"),
            ("later", "Later"),
            ("none", "Nothing Due"),
        ],
        compute="_compute_due_state",
    )
    overdue_days = fields.Integer(string="Overdue (days)", compute="_compute_due_state")
    is_over_cap = fields.Boolean(
        string="Contacted Too Often", compute="_compute_due_state"
    )
    # set by hand
    override_days = fields.Integer(
        string="Own Interval (days)", readonly=True, help="0: the rules decide."
    )
    override_reason = fields.Char(readonly=True)
    override_user_id = fields.Many2one(
        comodel_name="res.users", string="Set By", readonly=True
    )
    # risk
    renewal_risk = fields.Selection(
        selection=[
            ("missed", "Return Visits Missed"),
            ("drop", "Sales Dropped"),
            ("both", "Missed and Dropped"),
        ],
        readonly=True,
        help="An active customer that may be lost: two return visits missed, or sales "
        "dropped by more than the share in the settings.",
    )

    _partner_uniq = models.UniqueIndex(
        "(partner_id)", "A customer has one row of its cadence."
    )
    # The list of what is due: a salesperson's, in order of days.
    _user_due_idx = models.Index("(user_id, contact_due_date)")
    _renewal_risk_idx = models.Index("(renewal_risk) WHERE renewal_risk IS NOT NULL")

    @api.model
    def _get_rules(self):
        """Return the rules that may decide, the keys of the sources among them."""
        sources = self._get_cadence_sources(lambda _column: SQL("FALSE"))
        return [
            ("status", self.env._("Status")),
            ("grade", self.env._("Grade")),
            ("deep", self.env._("Deep Contact")),
            ("cap", self.env._("Monthly Cap")),
            ("override", self.env._("Own Interval")),
            *((key, label) for key, _query, label in sources),
        ]

    @api.model
    def _get_cadence_sources(self, restrict):
        """Return what other rooms ask for; the most demanding rule of all decides.

        :param restrict: function of an SQL column of customers' ids, giving the
            condition by which the query keeps to the customers that are computed
        :return: list of (key, SQL query of the columns ``partner_id`` and ``days``,
            label)

        Override it and add to ``super()``::

            sources = super()._get_cadence_sources(restrict)
            query = SQL("SELECT id AS partner_id, 14 AS days FROM res_partner"
                        " WHERE is_vip AND %s", restrict(SQL("id")))
            return [*sources, ("vip", query, self.env._("VIP"))]
        """
        return []

    @api.depends("contact_due_date", "date_next_contact")
    @api.depends_context("uid")
    def _compute_due_state(self):
        today = self.env.user._get_sales_today()
        for row in self:
            due, planned = row.contact_due_date, row.date_next_contact
            row.overdue_days = max((today - due).days, 0) if due else 0
            row.is_over_cap = bool(
                row.month_contact_cap
                and row.month_contact_count > row.month_contact_cap
            )
            if not due:
                row.due_state = "none"
            elif planned and planned <= max(due, today):
                row.due_state = "planned"
            elif due < today:
                row.due_state = "overdue"
            else:
                row.due_state = "due" if due == today else "later"

    def action_open_partner(self):
        self.ensure_one()
        return self.partner_id.action_open_customer()

    def action_plan_visit(self):
        """Plan a visit to each of these customers."""
        return self.partner_id.action_plan_sales_visits()

    def action_call(self):
        """Open a call to this customer, ready to be written down."""
        self.ensure_one()
        action = self.partner_id.action_plan_sales_visits()
        return {
            **action,
            "context": {**action["context"], "default_channel": "phone"},
        }
