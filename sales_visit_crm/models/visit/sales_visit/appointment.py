from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from ....tools import local_day


class SalesVisit(models.Model):
    """The call two days ahead: agreed with time and place, later, or refused.

    Source: R004-R008, R015; 客户拜访计划书 (A05), 电话预约 (A06), 电话记录表 (B05).
    """

    _inherit = "sales.visit"

    _appointment_fields = frozenset(
        {"appointment_result", "history_reviewed_on", "appointment_visit_id"}
    )

    is_urgent = fields.Boolean(
        string="Urgent",
        help="An urgent visit needs no appointment two days ahead.",
    )
    requires_appointment = fields.Boolean(
        compute="_compute_requires_appointment",
        store=True,
        precompute=True,
        help="At least one purpose asks for an appointment by phone.",
    )
    appointment_date = fields.Date(
        string="Appointment Made On",
        copy=False,
        help="Day on which the appointment was made with the customer.",
    )
    arrival_time = fields.Datetime(
        string="Agreed Arrival",
        copy=False,
        tracking=True,
        help="The time of arrival stated to the customer.",
    )
    appointment_result = fields.Selection(
        selection=[
            ("agreed", "Agreed"),
            ("later", "Call Back Later"),
            ("refused", "Refused"),
        ],
        string="Appointment",
        readonly=True,
        copy=False,
    )
    appointment_late_reason = fields.Char(
        copy=False,
        help="Why the appointment was made later than the company asks for.",
    )
    is_appointment_late = fields.Boolean(
        string="Late Appointment",
        compute="_compute_is_appointment_late",
        store=True,
        precompute=True,
    )
    appointment_lead_days = fields.Integer(
        compute="_compute_is_appointment_late",
        store=True,
        precompute=True,
        aggregator="avg",
        help="Days between making the appointment and the visit.",
    )
    appointment_visit_id = fields.Many2one(
        comodel_name="sales.visit",
        string="Appointment For",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="set null",
        help="The visit that this phone call arranged.",
    )
    appointment_call_ids = fields.One2many(
        comodel_name="sales.visit",
        inverse_name="appointment_visit_id",
        string="Appointment Calls",
    )
    arrival_target = fields.Datetime(
        string="Be There By",
        compute="_compute_arrival_target",
        help="Agreed arrival less the company's margin for arriving early.",
    )

    @api.depends("purpose_ids.requires_appointment", "channel", "is_urgent")
    def _compute_requires_appointment(self):
        # A purpose set up anew changes no visit of the past.
        signed = self.filtered(lambda visit: visit.state == "reviewed")
        for visit in signed:
            visit.requires_appointment = visit._origin.requires_appointment
        for visit in self - signed:
            asked = any(visit.purpose_ids.mapped("requires_appointment"))
            outbound = visit.channel in ("onsite", "online")
            visit.requires_appointment = asked and outbound and not visit.is_urgent

    @api.depends("appointment_date", "visit_day", "requires_appointment", "company_id")
    def _compute_is_appointment_late(self):
        for visit in self:
            visit.appointment_lead_days = 0
            visit.is_appointment_late = False
            if visit.appointment_date and visit.visit_day:
                lead = (visit.visit_day - visit.appointment_date).days
                asked = visit.company_id.sudo().visit_appointment_lead_days
                visit.appointment_lead_days = lead
                visit.is_appointment_late = visit.requires_appointment and lead < asked

    @api.depends("arrival_time", "date_start", "company_id")
    def _compute_arrival_target(self):
        for visit in self:
            agreed = visit.arrival_time or visit.date_start
            margin = visit.company_id.sudo().visit_arrival_margin_minutes
            visit.arrival_target = agreed and agreed - timedelta(minutes=margin)

    def action_confirm(self):
        """Confirm that the customer expects the visit at the agreed time.

        :raise UserError: if an appointment is asked for and was not made, states no
            arrival time, or came later than asked without a reason

        Source: R004, R005, R008.
        """
        self._check_transition("confirmed")
        for visit in self:
            if visit.state == "draft":
                visit._check_ready_to_plan()
            visit._check_appointment()
            visit._check_missing_reports()
        drafts = self.filtered(lambda visit: visit.state == "draft")
        drafts._engine_write({"date_planned": fields.Datetime.now()})
        for visit in self:
            agreed = "agreed" if visit.appointment_date else False
            visit._transition_to("confirmed", appointment_result=agreed)
        self._mirror_to_calendar()
        return True

    def _check_appointment(self):
        self.ensure_one()
        if not self.requires_appointment:
            return
        if not self.appointment_date:
            raise UserError(
                self.env._(
                    "%(document)s needs an appointment: phone the customer and log "
                    "the call first.",
                    document=self.display_name,
                )
            )
        if not self.arrival_time:
            raise UserError(
                self.env._(
                    "State the agreed time of arrival of %(document)s.",
                    document=self.display_name,
                )
            )
        asks_reason = self.company_id.sudo().visit_appointment_policy == "reason"
        if (
            self.is_appointment_late
            and asks_reason
            and (not (self.appointment_late_reason or "").strip())
        ):
            raise UserError(
                self.env._(
                    "The appointment of %(document)s was made %(lead)s days ahead; "
                    "%(asked)s are asked for. Give the reason.",
                    document=self.display_name,
                    lead=self.appointment_lead_days,
                    asked=self.company_id.sudo().visit_appointment_lead_days,
                )
            )

    @api.constrains("appointment_date")
    def _check_appointment_date(self):
        for visit in self.filtered("appointment_date"):
            if visit.appointment_date > visit._get_today():
                raise ValidationError(
                    self.env._(
                        "The appointment of %(document)s cannot have been made in the "
                        "future. Enter the day on which you phoned.",
                        document=visit.display_name,
                    )
                )

    @api.constrains("arrival_time", "date_start")
    def _check_arrival_day(self):
        for visit in self.filtered(lambda visit: visit.arrival_time):
            day = local_day.day_of(visit.arrival_time, visit._get_timezone())
            if day != visit.visit_day:
                raise UserError(
                    self.env._(
                        "The agreed arrival of %(document)s is on another day than the "
                        "visit. Move the visit first.",
                        document=visit.display_name,
                    )
                )

    def _log_appointment_call(self, result, **values):
        """Log the call that arranged this visit, as a phone visit of its own.

        :param result: ``agreed``, ``later`` or ``refused``
        :param values: ``contact_ids``, ``note``, ``arrival_time``, ``place``,
            ``date_call`` (naive UTC), ``call_back`` (naive UTC), ``late_reason``
        :return: the phone visit

        Source: R015, A06, B05.
        """
        self.ensure_one()
        date_call = values.get("date_call") or fields.Datetime.now()
        if date_call > fields.Datetime.now():
            raise UserError(
                self.env._(
                    "The call about %(document)s lies in the future. Log it "
                    "afterwards.",
                    document=self.display_name,
                )
            )
        call = self.create(self._prepare_appointment_call_vals(date_call, values))
        call._as_engine().write(
            {
                "appointment_visit_id": self.id,
                "appointment_result": result,
                "state": "reported",
                "date_reported": fields.Datetime.now(),
                **call._prepare_filled_vals(),
            }
        )
        getattr(self, f"_apply_appointment_{result}")(call, values)
        return call

    def _prepare_appointment_call_vals(self, date_call, values):
        return {
            "channel": "phone",
            "partner_id": self.partner_id.id,
            "lead_id": self.lead_id.id,
            "company_id": self.company_id.id,
            "user_id": self.env.uid,
            "purpose_ids": [fields.Command.set(self.purpose_ids.ids)],
            "contact_ids": [fields.Command.set(values.get("contact_ids") or [])],
            "date_start": date_call,
            "date_end": date_call + timedelta(minutes=15),
            "expected_result": self.env._("Appointment for %s", self.name),
            "summary": values.get("note") or self.env._("Phoned for an appointment."),
        }

    def _apply_appointment_agreed(self, call, values):
        vals = {
            "appointment_date": local_day.day_of(call.date_start, self._get_timezone()),
            "arrival_time": values["arrival_time"],
        }
        optional = {"place": "place", "late_reason": "appointment_late_reason"}
        vals |= {optional[key]: values[key] for key in optional if values.get(key)}
        if local_day.day_of(values["arrival_time"], self._get_timezone()) != (
            self.visit_day
        ):
            vals["date_start"] = values["arrival_time"]
        self.write(vals)
        self.action_confirm()
        self.activity_feedback(
            ["sales_visit_crm.mail_activity_type_visit_appointment"],
            feedback=self.env._("Agreed"),
        )

    def _apply_appointment_later(self, call, values):
        self._engine_write({"appointment_result": "later"})
        call_back = values.get("call_back") or fields.Datetime.now()
        self.activity_schedule(
            "sales_visit_crm.mail_activity_type_visit_appointment",
            date_deadline=local_day.day_of(call_back, self._get_timezone()),
            summary=self.env._("Call back: %s", self.partner_id.display_name),
            user_id=self.user_id.id,
        )

    def _apply_appointment_refused(self, call, values):
        self._engine_write({"appointment_result": "refused"})
        self.action_cancel(
            self.env._("The customer refused the appointment: %s", call.summary)
        )
