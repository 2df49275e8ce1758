from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools import SQL

from ....tools import local_day, plain_text


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
        "sales.transition.mixin",
    ]
    _order = "date_start desc, id desc"
    _check_company_auto = True

    _state_transitions = {
        "draft": ("cancel",),
        "planned": ("draft", "confirmed"),
        "confirmed": ("draft", "planned"),
        "in_progress": ("draft", "planned", "confirmed"),
        "done": ("draft", "planned", "confirmed", "in_progress", "reported"),
        "reported": ("done",),
        "reviewed": ("reported",),
        "cancel": ("draft", "planned", "confirmed"),
        "no_show": ("planned", "confirmed", "in_progress"),
    }
    _locked_states = frozenset({"reported", "reviewed", "cancel", "no_show"})
    # Once we are there, who visits whom, when and what for is settled.
    _settled_on_arrival = frozenset(
        {"company_id", "date_start", "partner_id", "user_id", "channel"}
    )
    # Open while a report waits for its review, or of no weight on paper.
    _unlocked_fields = frozenset({"review_comment", "color", "calendar_event_id"})

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
    # The manager's calendar, coverage and the register walk a customer's or a
    # salesperson's visits in time.
    _user_start_idx = models.Index("(user_id, date_start DESC)")
    _customer_start_idx = models.Index("(commercial_partner_id, date_start DESC)")

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
            | self._review_fields
            | self._reminder_fields
            | self._appointment_fields
        )

    @api.model
    def _default_date_start(self):
        """Return the next full hour: a visit is entered shortly before it starts."""
        now = fields.Datetime.now()
        return now.replace(minute=0, second=0, microsecond=0) + timedelta(hours=1)

    @api.depends("name", "partner_id")
    @api.depends_context("lang")
    def _compute_display_name(self):
        for visit in self:
            number = visit.name or self.env._("New Visit")
            customer = visit.partner_id.sudo().display_name
            visit.display_name = f"{number} · {customer}" if customer else number

    @api.depends("user_id", "company_id")
    def _compute_team_id(self):
        for visit in self:
            team = visit.team_id or visit.user_id.sudo().sale_team_id
            fits = not team.company_id or team.company_id == visit.company_id
            visit.team_id = team if fits else False

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
                address = visit.partner_id.sudo().contact_address_inline
                visit.place = visit.place or address
            elif visit.channel == "inbound":
                visit.place = visit.company_id.partner_id.sudo().contact_address_inline

    @api.depends("expected_result")
    def _compute_date_expected_set(self):
        now = fields.Datetime.now()
        for visit in self:
            visit.date_expected_set = now if visit.expected_result else False

    @api.constrains("contact_ids", "partner_id")
    def _check_contacts(self):
        for visit in self:
            customer = visit.partner_id.commercial_partner_id
            strangers = visit.contact_ids.filtered(
                lambda contact, customer=customer: (
                    contact.commercial_partner_id != customer
                )
            )
            if strangers:
                raise ValidationError(
                    self.env._(
                        "%(people)s do not belong to %(customer)s. Write a visit of "
                        "their own for them (%(document)s).",
                        people=", ".join(strangers.mapped("display_name")),
                        customer=customer.display_name,
                        document=visit.display_name,
                    )
                )

    @api.constrains("companion_ids", "user_id")
    def _check_companions(self):
        for visit in self:
            if visit.user_id in visit.companion_ids:
                raise ValidationError(
                    self.env._(
                        "%(user)s is the salesperson of %(document)s, not a companion.",
                        user=visit.user_id.name,
                        document=visit.display_name,
                    )
                )

    @api.constrains(lambda self: self._get_text_fields())
    def _check_texts(self):
        for visit in self:
            limit = visit.company_id.sudo().visit_text_max_chars
            for name in self._get_text_fields():
                if problem := plain_text.problem(visit[name], limit):
                    visit._raise_text_problem(problem, name, limit)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_begun(self):
        if begun := self.filtered(lambda visit: visit.state not in ("draft", "cancel")):
            raise UserError(
                self.env._(
                    "%(documents)s cannot be deleted: visits stay on record. Cancel "
                    "them instead.",
                    documents=begun._get_document_labels(),
                )
            )

    @api.model_create_multi
    def create(self, vals_list):
        visits = super().create(vals_list)._as_client()
        visits._load_materials()
        visits._check_plan_sheets()
        return visits

    def write(self, vals):
        self._check_settled_fields(vals)
        moves = self._prepare_reschedules(vals)
        if moves:
            # The customer was told another time: what was agreed no longer holds.
            vals = {"arrival_time": False, **vals}
        result = super().write(vals)
        visits = self._as_client()
        visits._after_reschedule(moves, vals)
        if "purpose_ids" in vals:
            visits._load_materials()
        if "plan_id" in vals or "user_id" in vals:
            visits._check_plan_sheets()
        visits._mirror_to_calendar(vals)
        return result

    def action_plan(self):
        """Put the visits on the plan; each needs a purpose and an expected result.

        Source: R001, R002, S025.
        """
        self._check_transition("planned")
        for visit in self:
            visit._check_ready_to_plan()
        self._transition_to("planned", date_planned=fields.Datetime.now())
        self._mirror_to_calendar()
        return True

    def action_draft(self):
        """Reopen cancelled visits."""
        self._transition_to("draft", cancel_reason=False)
        return True

    def action_cancel(self, reason=None):
        """Cancel the visits for ``reason``, or ask for one."""
        return self._close_with_reason("cancel", reason)

    def action_no_show(self, reason=None):
        """Record that the customer was not there: done, but never valid."""
        return self._close_with_reason("no_show", reason)

    def _close_with_reason(self, target, reason):
        self._check_transition(target)
        if not (reason and reason.strip()):
            return self._get_wizard_action(
                "sales_visit_crm.sales_visit_close_action", default_target=target
            )
        vals = {"cancel_reason": reason.strip()}
        if target == "no_show":
            vals["validity"] = "invalid"
            vals["validity_reason"] = self.env._("The customer was absent.")
        self._transition_to(target, **vals)
        self._drop_calendar_events()
        self.activity_unlink(self._get_reminder_activity_types())
        return True

    def _check_settled_fields(self, vals):
        names = self._settled_on_arrival & set(vals)
        if not names or self._is_engine():
            return
        for visit in self.filtered(
            lambda visit: visit.state in ("in_progress", "done")
        ):
            field = next((n for n in names if visit._is_changed(n, vals[n])), None)
            if field:
                raise UserError(
                    self.env._(
                        "“%(field)s” of %(document)s is settled since the arrival. "
                        "Write a visit of its own instead.",
                        field=self._get_field_labels([field]),
                        document=visit.display_name,
                    )
                )

    def _is_changed(self, name, value):
        field = self._fields[name]
        cached = field.convert_to_cache(value, self, validate=False)
        return cached != field.convert_to_cache(self[name], self, validate=False)

    def _check_ready_to_plan(self):
        self.ensure_one()
        if not self.purpose_ids:
            raise UserError(
                self.env._(
                    "Choose at least one purpose for %(document)s before planning it.",
                    document=self.display_name,
                )
            )
        if not (self.expected_result or "").strip():
            raise UserError(
                self.env._(
                    "Write what %(document)s is to achieve (expected result) before "
                    "planning it.",
                    document=self.display_name,
                )
            )

    def _check_plan_sheets(self):
        for visit in self.filtered("plan_id"):
            if visit.plan_id.user_id != visit.user_id:
                raise ValidationError(
                    self.env._(
                        "Plan sheet %(plan)s belongs to %(user)s; %(document)s needs a "
                        "sheet of its own salesperson.",
                        plan=visit.plan_id.display_name,
                        user=visit.plan_id.user_id.name,
                        document=visit.display_name,
                    )
                )

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
    def _get_text_fields(self):
        """Return the names of the free-text fields, whose content is checked."""
        return [
            name
            for name, field in self._fields.items()
            if field.type in ("text", "char")
            and field.store
            and not field.compute
            and not field.related
            and name not in ("name",)
            and not name.startswith(("message_", "activity_"))
        ]

    def _get_locked_fields(self):
        return {
            name
            for name in super()._get_locked_fields()
            if name not in self._unlocked_fields
            and not name.startswith(("message_", "activity_", "rating_", "website_"))
        }

    def _get_lock_remedy(self):
        if "reviewed" in self.mapped("state"):
            return self.env._("Use “Amend”: the correction is then kept beside it.")
        if "reported" in self.mapped("state"):
            return self.env._("Ask the reviewer to return the report for completion.")
        return self.env._("Plan a new visit instead.")

    def _get_wizard_action(self, xmlid, **context):
        action = self.env["ir.actions.act_window"]._for_xml_id(xmlid)
        return {
            **action,
            "context": {**context, "default_visit_ids": self.ids},
        }

    def _raise_text_problem(self, problem, name, limit):
        label = self._get_field_labels([name])
        if problem == "long":
            raise ValidationError(
                self.env._(
                    "“%(field)s” of %(document)s is too long: at most %(limit)s "
                    "characters. Attach long texts as a file.",
                    field=label,
                    document=self.display_name,
                    limit=limit,
                )
            )
        raise ValidationError(
            self.env._(
                "“%(field)s” of %(document)s contains program code. Paste it as plain "
                "text.",
                field=label,
                document=self.display_name,
            )
        )

    def _lock_rows(self):
        """Wait for, then hold, the rows: the second of two deciders sees the first.

        A concurrent change makes the database refuse this transaction, and Odoo then
        runs the whole request again on the new state.
        """
        if self.ids:
            self.flush_recordset()
            self.env.execute_query(
                SQL("SELECT id FROM sales_visit WHERE id IN %s FOR UPDATE", self._ids)
            )
            self.invalidate_recordset(["state"])
