from odoo import api, fields, models
from odoo.tools import SQL


class SalesVisitReport(models.Model):
    """One row per visit, made for pivots and graphs; the id is the visit's.

    A rate is 0 or 100 on each row, so that its average is a percentage, and empty
    where the question does not arise: an undecided visit is neither valid nor not.

    Source: AN19-AN22, AN25; R004, R005, R009, R013, R027.
    """

    _name = "sales.visit.report"
    _description = "Visit Analysis"
    _auto = False
    _rec_name = "visit_id"
    _order = "visit_day desc, id desc"
    _depends = {
        "res.company": ["visit_history_lead_days"],
        "res.partner": ["country_id", "state_id"],
        "sales.commitment": ["visit_id"],
        "sales.visit": [
            "appointment_date",
            "appointment_lead_days",
            "appointment_visit_id",
            "channel",
            "commercial_partner_id",
            "company_id",
            "completeness",
            "date_arrived",
            "date_end",
            "date_left",
            "date_planned",
            "date_reported",
            "date_reviewed",
            "date_start",
            "day_slot",
            "history_reviewed_on",
            "is_appointment_late",
            "is_report_late",
            "is_unplanned",
            "late_minutes",
            "lead_id",
            "outcome",
            "plan_id",
            "product_attitude",
            "proof_score",
            "proof_signals",
            "punctuality",
            "requires_appointment",
            "reviewer_id",
            "stage_id",
            "state",
            "stay_minutes",
            "team_id",
            "user_id",
            "validity",
            "visit_day",
        ],
    }

    visit_id = fields.Many2one(comodel_name="sales.visit", readonly=True)
    # who, where
    user_id = fields.Many2one(
        comodel_name="res.users", string="Salesperson", readonly=True
    )
    companion_ids = fields.Many2many(
        comodel_name="res.users",
        relation="sales_visit_companion_rel",
        column1="visit_id",
        column2="user_id",
        string="Companions",
        readonly=True,
    )
    team_id = fields.Many2one(
        comodel_name="crm.team", string="Sales Team", readonly=True
    )
    company_id = fields.Many2one(comodel_name="res.company", readonly=True)
    partner_id = fields.Many2one(
        comodel_name="res.partner", string="Customer", readonly=True
    )
    country_id = fields.Many2one(comodel_name="res.country", readonly=True)
    country_state_id = fields.Many2one(
        comodel_name="res.country.state", string="Region", readonly=True
    )
    lead_id = fields.Many2one(
        comodel_name="crm.lead", string="Opportunity", readonly=True
    )
    plan_id = fields.Many2one(
        comodel_name="sales.visit.plan", string="Plan Sheet", readonly=True
    )
    reviewer_id = fields.Many2one(comodel_name="res.users", readonly=True)
    # when
    visit_day = fields.Date(string="Day", readonly=True)
    weekday = fields.Selection(
        selection=[
            ("1", "Monday"),
            ("2", "Tuesday"),
            ("3", "Wednesday"),
            ("4", "Thursday"),
            ("5", "Friday"),
            ("6", "Saturday"),
            ("7", "Sunday"),
        ],
        readonly=True,
    )
    day_slot = fields.Selection(
        selection=lambda self: self._get_visit_selection("day_slot"),
        string="Part of the Day",
        readonly=True,
    )
    # what
    channel = fields.Selection(
        selection=lambda self: self._get_visit_selection("channel"), readonly=True
    )
    is_appointment_call = fields.Boolean(
        string="Appointment Call",
        readonly=True,
        help="A phone call that only arranged another visit.",
    )
    purpose_ids = fields.Many2many(
        comodel_name="sales.visit.purpose",
        relation="sales_visit_purpose_rel",
        column1="visit_id",
        column2="purpose_id",
        string="Purposes",
        readonly=True,
    )
    state = fields.Selection(
        selection=lambda self: self._get_visit_selection("state"), readonly=True
    )
    validity = fields.Selection(
        selection=lambda self: self._get_visit_selection("validity"), readonly=True
    )
    outcome = fields.Selection(
        selection=lambda self: self._get_visit_selection("outcome"), readonly=True
    )
    product_attitude = fields.Selection(
        selection=lambda self: self._get_visit_selection("product_attitude"),
        string="Attitude to the Product",
        readonly=True,
    )
    stage_id = fields.Many2one(
        comodel_name="sales.visit.stage", string="Visit Stage", readonly=True
    )
    punctuality = fields.Selection(
        selection=lambda self: self._get_visit_selection("punctuality"), readonly=True
    )
    is_unplanned = fields.Boolean(string="Unplanned", readonly=True)
    is_report_late = fields.Boolean(string="Late Report", readonly=True)
    # counts
    visit_count = fields.Integer(string="Visits", readonly=True)
    planned_count = fields.Integer(
        string="Planned",
        readonly=True,
        help="Put on the plan before they took place, cancelled ones included.",
    )
    done_count = fields.Integer(
        string="Done", readonly=True, help="Took place with the customer there."
    )
    cancelled_count = fields.Integer(string="Cancelled", readonly=True)
    no_show_count = fields.Integer(string="Customer Absent", readonly=True)
    valid_count = fields.Integer(string="Valid", readonly=True)
    commitment_count = fields.Integer(string="Commitments Made", readonly=True)
    # rates
    valid_rate = fields.Float(
        string="Valid (%)",
        readonly=True,
        aggregator="avg",
        help="Share of valid visits among those decided on.",
    )
    appointment_rate = fields.Float(
        string="Appointment in Time (%)",
        readonly=True,
        aggregator="avg",
        help="Share of visits whose appointment was made as early as the company "
        "asks, among visits that took place and needed one.",
    )
    history_rate = fields.Float(
        string="History Read in Time (%)",
        readonly=True,
        aggregator="avg",
        help="Share of visits whose customer's history was read as early as the "
        "company asks, among visits that took place.",
    )
    punctual_rate = fields.Float(
        string="On Time (%)",
        readonly=True,
        aggregator="avg",
        help="Share of arrivals no later than agreed.",
    )
    # averages
    stay_minutes = fields.Float(string="Stay (min)", readonly=True, aggregator="avg")
    late_minutes = fields.Float(string="Late (min)", readonly=True, aggregator="avg")
    appointment_lead_days = fields.Float(
        string="Appointment Lead (days)", readonly=True, aggregator="avg"
    )
    completeness = fields.Float(
        string="Completeness (%)",
        readonly=True,
        aggregator="avg",
        help="Of the reports of visits that took place.",
    )
    proof_score = fields.Float(
        string="Proof (0-100)", readonly=True, aggregator="avg", help="Of check-ins."
    )
    report_delay_hours = fields.Float(
        string="Report Delay (h)",
        readonly=True,
        aggregator="avg",
        help="Hours between the end of the visit and its report.",
    )
    review_delay_hours = fields.Float(
        string="Review Delay (h)",
        readonly=True,
        aggregator="avg",
        help="Hours between report and signature.",
    )

    @property
    def _table_query(self):
        # Nothing but joins along keys: the database then puts the filters of the
        # reader on the visits themselves, and computes only the columns asked for.
        return SQL(
            """
            SELECT %(dimensions)s, %(counts)s, %(rates)s, %(averages)s
              FROM sales_visit v
              JOIN res_company company ON company.id = v.company_id
              LEFT JOIN res_partner customer ON customer.id = v.commercial_partner_id
            """,
            dimensions=self._get_dimensions_sql(),
            counts=self._get_counts_sql(),
            rates=self._get_rates_sql(),
            averages=self._get_averages_sql(),
        )

    @api.model
    def _get_dimensions_sql(self):
        return SQL(
            """
            v.id, v.id AS visit_id, v.user_id, v.team_id, v.company_id,
            v.commercial_partner_id AS partner_id,
            customer.country_id, customer.state_id AS country_state_id,
            v.lead_id, v.plan_id, v.reviewer_id,
            v.visit_day,
            EXTRACT(ISODOW FROM v.visit_day)::integer::varchar AS weekday,
            v.day_slot, v.channel,
            v.appointment_visit_id IS NOT NULL AS is_appointment_call,
            v.state, v.validity, v.outcome, v.product_attitude, v.stage_id,
            v.punctuality,
            COALESCE(v.is_unplanned, FALSE) AS is_unplanned,
            COALESCE(v.is_report_late, FALSE) AS is_report_late
            """
        )

    @api.model
    def _get_counts_sql(self):
        return SQL(
            """
            1 AS visit_count,
            (v.state != 'draft' AND v.date_planned IS NOT NULL
             AND v.is_unplanned IS NOT TRUE)::integer AS planned_count,
            (v.state IN %(done)s)::integer AS done_count,
            (v.state = 'cancel')::integer AS cancelled_count,
            (v.state = 'no_show')::integer AS no_show_count,
            (v.validity = 'valid')::integer AS valid_count,
            (SELECT COUNT(*) FROM sales_commitment c WHERE c.visit_id = v.id)
                AS commitment_count
            """,
            done=self._get_done_states(),
        )

    @api.model
    def _get_rates_sql(self):
        # Who stood before a closed door was prepared, too.
        begun = SQL("v.state IN %s", (*self._get_done_states(), "no_show"))
        return SQL(
            """
            CASE WHEN v.validity IN ('valid', 'invalid')
                 THEN (v.validity = 'valid')::integer * 100.0 END AS valid_rate,
            CASE WHEN v.requires_appointment AND %(begun)s
                 THEN (v.appointment_date IS NOT NULL
                       AND v.is_appointment_late IS NOT TRUE)::integer * 100.0
                 END AS appointment_rate,
            CASE WHEN v.channel != 'phone' AND %(begun)s
                 THEN COALESCE(v.history_reviewed_on
                      <= v.visit_day - company.visit_history_lead_days, FALSE)::integer
                      * 100.0 END AS history_rate,
            CASE WHEN v.punctuality IS NOT NULL
                 THEN (v.punctuality != 'late')::integer * 100.0 END AS punctual_rate
            """,
            begun=begun,
        )

    @api.model
    def _get_averages_sql(self):
        return SQL(
            """
            CASE WHEN v.date_left IS NOT NULL THEN v.stay_minutes END AS stay_minutes,
            CASE WHEN v.punctuality IS NOT NULL THEN v.late_minutes END
                AS late_minutes,
            CASE WHEN v.appointment_date IS NOT NULL THEN v.appointment_lead_days END
                AS appointment_lead_days,
            CASE WHEN v.state IN %(done)s THEN v.completeness END AS completeness,
            CASE WHEN v.proof_signals != '' THEN v.proof_score END AS proof_score,
            CASE WHEN v.date_reported IS NOT NULL
                 THEN GREATEST(0, EXTRACT(EPOCH FROM v.date_reported
                      - COALESCE(v.date_left, v.date_end, v.date_start)) / 3600.0)
                 END AS report_delay_hours,
            CASE WHEN v.date_reviewed >= v.date_reported
                 THEN EXTRACT(EPOCH FROM v.date_reviewed - v.date_reported) / 3600.0
                 END AS review_delay_hours
            """,
            done=self._get_done_states(),
        )

    @api.model
    def _get_visit_selection(self, name):
        return self.env["sales.visit"]._fields[name]._description_selection(self.env)

    @api.model
    def _get_done_states(self):
        """Return the states of visits that are over and found the customer there."""
        return ("done", "reported", "reviewed")

    def action_open_visit(self):
        self.ensure_one()
        return self.visit_id.get_formview_action()
