from datetime import timedelta

from odoo import api, fields, models

from ....tools import local_day


class SalesVisit(models.Model):
    """One contact with one customer: planned, made, reported, reviewed.

    Meetings at the customer's, phone calls, online talks and visits by appointment
    to us are all rows of this table; the paper sheets are queries over it.

    Source: A02-A06, A122, A123, A142, A143, B05, B09, B65, B69, B71;
    lifecycle 5.2, LC6.
    """

    _name = "sales.visit"
    _description = "Sales Visit"
    _inherit = [
        "mail.thread",
        "mail.activity.mixin",
        "sales.numbering.mixin",
        "sales.signoff.mixin",
        "sales.text.mixin",
        "sales.transition.mixin",
    ]
    _order = "date_start desc, id desc"
    _rec_names_search = ["name", "partner_id"]
    _check_company_auto = True
    _unchecked_texts = frozenset({"name"})

    state = fields.Selection(
        selection=[
            ("draft", "Draft"),
            ("planned", "Planned"),
            ("confirmed", "Confirmed"),
            ("in_progress", "In Progress"),
            ("done", "To Report"),
            ("reported", "To Review"),
            ("reviewed", "Reviewed"),
            ("cancel", "Cancelled"),
            ("no_show", "Customer Absent"),
        ],
        default="draft",
        required=True,
        readonly=True,
        copy=False,
        index=True,
        tracking=True,
    )
    company_id = fields.Many2one(
        comodel_name="res.company",
        required=True,
        index=True,
        default=lambda self: self.env.company,
    )
    user_id = fields.Many2one(
        comodel_name="res.users",
        string="Salesperson",
        required=True,
        index=True,
        tracking=True,
        check_company=True,
        default=lambda self: self.env.user,
        domain="[('share', '=', False), ('company_ids', 'in', company_id)]",
    )
    team_id = fields.Many2one(
        comodel_name="crm.team",
        string="Sales Team",
        compute="_compute_team_id",
        store=True,
        precompute=True,
        readonly=False,
        index=True,
        check_company=True,
        ondelete="set null",
    )
    companion_ids = fields.Many2many(
        comodel_name="res.users",
        relation="sales_visit_companion_rel",
        column1="visit_id",
        column2="user_id",
        string="Companions",
        domain="[('share', '=', False), ('company_ids', 'in', company_id)]",
        help="Colleagues who come along; they may read the visit.",
    )
    color = fields.Integer()
    # customer
    partner_id = fields.Many2one(
        comodel_name="res.partner",
        string="Customer",
        required=True,
        index=True,
        check_company=True,
        tracking=True,
        ondelete="restrict",
    )
    commercial_partner_id = fields.Many2one(
        related="partner_id.commercial_partner_id",
        string="Company of the Customer",
        store=True,
        precompute=True,
        index=True,
    )
    contact_ids = fields.Many2many(
        comodel_name="res.partner",
        relation="sales_visit_contact_rel",
        column1="visit_id",
        column2="partner_id",
        string="People Met",
        check_company=True,
        ondelete="restrict",
        domain="[('commercial_partner_id', '=', commercial_partner_id)]",
        help="Everyone of the customer's who was in the room. Several persons of one "
        "customer make one report.",
    )
    lead_id = fields.Many2one(
        comodel_name="crm.lead",
        string="Opportunity",
        check_company=True,
        domain="[('partner_id', 'child_of', commercial_partner_id)]",
        index="btree_not_null",
        ondelete="set null",
    )
    # kind
    channel = fields.Selection(
        selection=[
            ("onsite", "On Site"),
            ("phone", "Phone Call"),
            ("online", "Online Meeting"),
            ("inbound", "Customer Comes to Us"),
        ],
        default="onsite",
        required=True,
        tracking=True,
    )
    purpose_ids = fields.Many2many(
        comodel_name="sales.visit.purpose",
        relation="sales_visit_purpose_rel",
        column1="visit_id",
        column2="purpose_id",
        string="Purposes",
        check_company=True,
        ondelete="restrict",
    )
    # plan
    plan_id = fields.Many2one(
        comodel_name="sales.visit.plan",
        string="Plan Sheet",
        index="btree_not_null",
        check_company=True,
        copy=False,
        ondelete="set null",
        domain="[('user_id', '=', user_id), ('state', 'in', ('draft', 'submitted', "
        "'approved', 'in_progress'))]",
    )
    date_start = fields.Datetime(
        string="Planned Start",
        required=True,
        index=True,
        tracking=True,
        copy=False,
        default=lambda self: self._default_date_start(),
    )
    date_end = fields.Datetime(
        string="Planned End",
        compute="_compute_date_end",
        store=True,
        precompute=True,
        readonly=False,
        required=True,
        copy=False,
    )
    visit_day = fields.Date(
        string="Day",
        compute="_compute_visit_day",
        store=True,
        precompute=True,
        index=True,
        help="The salesperson's local day of the visit.",
    )
    day_slot = fields.Selection(
        selection=[
            ("morning", "Morning"),
            ("afternoon", "Afternoon"),
            ("evening", "Evening"),
        ],
        string="Part of the Day",
        compute="_compute_visit_day",
        store=True,
        precompute=True,
    )
    place = fields.Char(
        compute="_compute_place",
        store=True,
        precompute=True,
        readonly=False,
        help="Where you meet; the customer's address unless you say otherwise.",
    )
    expected_result = fields.Text(
        tracking=True,
        help="What this visit is to achieve. It counts for a valid visit only when "
        "it was written before the visit.",
    )
    date_expected_set = fields.Datetime(
        string="Expectation Set On",
        compute="_compute_date_expected_set",
        store=True,
        precompute=True,
        copy=False,
    )
    date_planned = fields.Datetime(string="Planned On", readonly=True, copy=False)
    is_unplanned = fields.Boolean(
        string="Unplanned",
        readonly=True,
        copy=False,
        help="The visit took place without having been planned first.",
    )
    # closing without a report
    cancel_reason = fields.Char(readonly=True, copy=False, tracking=True)

    _name_company_uniq = models.UniqueIndex(
        "(company_id, name) WHERE name IS NOT NULL",
        "A visit number is used only once per company.",
    )
    _check_dates = models.Constraint(
        "CHECK(date_end >= date_start)",
        "The end of the visit lies before its start. Correct one of the two.",
    )
    # The manager's calendar and the register walk a customer's or a salesperson's
    # visits in time.
    _user_start_idx = models.Index("(user_id, date_start DESC)")
    _customer_start_idx = models.Index("(commercial_partner_id, date_start DESC)")
    # Coverage counts every customer's visits without reading the wide rows.
    _coverage_idx = models.Index(
        "(commercial_partner_id, company_id, visit_day)"
        " INCLUDE (state, channel, validity)"
    )

    @property
    def _engine_fields(self):
        """Fields that only the visit's own methods write, gathered from all files."""
        return (
            frozenset(
                {"date_planned", "is_unplanned", "cancel_reason", "calendar_event_id"}
            )
            | self._signoff_fields
            | self._attendance_fields
            | self._reporting_fields
            | self._data_check_fields
            | self._review_fields
            | self._reminder_fields
            | self._appointment_fields
        )

    @api.model
    def _default_date_start(self):
        """Return the next full hour: a visit is entered shortly before it starts.

        On a plan sheet for a later period it is that hour of the period's first day.
        A phone call is entered when it is made.
        """
        now = fields.Datetime.now()
        if self.env.context.get("default_channel") == "phone":
            return now.replace(second=0, microsecond=0)
        start = now.replace(minute=0, second=0, microsecond=0) + timedelta(hours=1)
        period = fields.Date.to_date(self.env.context.get("sales_plan_period_start"))
        days = (period - self.env.user._get_sales_today()).days if period else 0
        return start + timedelta(days=max(0, days))

    @api.depends("name", "partner_id")
    @api.depends_context("lang")
    def _compute_display_name(self):
        for visit in self:
            number = visit.name or self.env._("New Visit")
            customer = visit.partner_id.sudo().display_name
            visit.display_name = f"{customer} · {number}" if customer else number

    @api.depends("user_id", "company_id")
    def _compute_team_id(self):
        for visit in self:
            visit.team_id = visit.user_id.sudo()._get_sales_team(
                visit.team_id.sudo(), visit.company_id
            )

    @api.depends("date_start", "purpose_ids")
    def _compute_date_end(self):
        for visit in self:
            if not visit.date_start:
                visit.date_end = False
                continue
            before = visit._origin
            if (
                before.date_start
                and before.date_end
                and before.date_start <= (before.date_end)
            ):
                length = before.date_end - before.date_start
            else:
                hours = max(visit.purpose_ids.mapped("duration_hours"), default=1.0)
                length = timedelta(hours=hours)
            visit.date_end = visit.date_start + length

    # Not on the zone itself: a salesperson who moves does not move past visits.
    @api.depends("date_start", "user_id", "company_id")
    def _compute_visit_day(self):
        for visit in self:
            zone = visit._get_timezone()
            company = visit.company_id.sudo()
            visit.visit_day = local_day.day_of(visit.date_start, zone)
            visit.day_slot = local_day.slot_of(
                visit.date_start,
                zone,
                company.visit_noon_hour,
                company.visit_evening_hour,
            )

    @api.depends("partner_id", "channel")
    def _compute_place(self):
        for visit in self:
            if visit.channel == "onsite":
                address = self._format_place(visit.partner_id)
                if visit._origin.partner_id != visit.partner_id or not visit.place:
                    visit.place = address
            elif visit.channel == "inbound":
                visit.place = self._format_place(visit.company_id.partner_id)

    @api.depends("expected_result")
    def _compute_date_expected_set(self):
        now = fields.Datetime.now()
        for visit in self:
            visit.date_expected_set = now if visit.expected_result else False

    def _split_by_expectation(self, vals):
        """Set apart the visits whose expectation would be written again unchanged.

        It keeps the moment it was set: saving or importing a visit a second time,
        after the arrival, must not make it invalid (R027).
        """
        if "expected_result" not in vals:
            return []
        wanted = vals["expected_result"] or False
        same = self.filtered(lambda visit: visit.expected_result == wanted)
        if not same:
            return []
        rest = {key: vals[key] for key in vals if key != "expected_result"}
        return [(same, rest), *([(self - same, vals)] if self - same else [])]

    def _split_by_length(self, vals):
        """Say when each of the visits that start anew ends: none changes its length."""
        start = fields.Datetime.to_datetime(vals.get("date_start"))
        if not start or "date_end" in vals:
            return []
        lengths = self.grouped(lambda visit: visit.date_end - visit.date_start)
        return [
            (visits, {**vals, "date_end": start + length})
            for length, visits in lengths.items()
        ]

    @api.model
    def _format_place(self, partner):
        """Return the address in one line, without the name that stands beside it."""
        address = partner.sudo()._display_address(without_company=True)
        parts = (part.strip() for part in address.replace("\n", ",").split(","))
        return ", ".join(filter(None, parts))

    def _get_timezone(self):
        """Return the zone in which the visit's days are counted."""
        self.ensure_one()
        user = self.user_id.sudo()
        return user.tz or self.company_id.sudo()._get_sales_timezone()

    def _get_today(self):
        """Return today in the salesperson's zone."""
        self.ensure_one()
        return local_day.day_of(fields.Datetime.now(), self._get_timezone())

    @api.model
    def _get_held_states(self):
        """Return the states of visits that took place with the customer there."""
        return ("in_progress", "done", "reported", "reviewed")

    @api.model
    def _get_register_domain(self):
        """Return the domain of what the visit register lists, printed or as Excel.

        Who was absent counts, plans dropped or never made do not (G51); calls have a
        sheet of their own.
        """
        states = (*self._get_held_states(), "no_show")
        return [("channel", "!=", "phone"), ("state", "in", states)]
