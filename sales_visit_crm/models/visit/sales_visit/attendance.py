import uuid
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError

from ....tools import coordinates, plain_text, proof

# A UUID has 36 characters; other systems may send longer keys of their own.
MAXIMUM_UID_LENGTH = 64


class SalesVisit(models.Model):
    """Arrival and departure, with or without a position; nobody is kept outside.

    Source: R006, R007, 客户拜访计划书 (A05).
    """

    _inherit = "sales.visit"

    _attendance_fields = frozenset({"date_arrived", "date_left"})

    position_mode = fields.Selection(related="company_id.visit_position_mode")
    checkin_ids = fields.One2many(
        comodel_name="sales.visit.checkin",
        inverse_name="visit_id",
        string="Check-ins",
        copy=False,
    )
    date_arrived = fields.Datetime(
        string="Arrived On", readonly=True, copy=False, index=True
    )
    date_left = fields.Datetime(string="Left On", readonly=True, copy=False)
    stay_minutes = fields.Integer(
        string="Stay (min)",
        compute="_compute_stay_minutes",
        store=True,
        precompute=True,
        help="Minutes between arrival and departure.",
    )
    late_minutes = fields.Integer(
        string="Late (min)",
        compute="_compute_late_minutes",
        store=True,
        precompute=True,
        aggregator="avg",
        help="Minutes after the agreed arrival; 0 when on time.",
    )
    punctuality = fields.Selection(
        selection=[
            ("early", "Early Enough"),
            ("margin", "Inside the Margin"),
            ("late", "Late"),
        ],
        compute="_compute_late_minutes",
        store=True,
        precompute=True,
        help="Early enough: there before the agreed arrival less the company's "
        "margin. Inside the margin: after that, but not late.",
    )
    late_reason = fields.Char(copy=False)
    proof_score = fields.Integer(
        string="Proof (0-100)",
        compute="_compute_proof",
        store=True,
        precompute=True,
        copy=False,
        aggregator="avg",
    )
    proof_signals = fields.Char(
        compute="_compute_proof", store=True, precompute=True, copy=False
    )
    proof_note = fields.Char(string="Why This Score", compute="_compute_proof_note")

    @api.depends("date_arrived", "date_left")
    def _compute_stay_minutes(self):
        for visit in self:
            stay = timedelta()
            if visit.date_arrived and visit.date_left:
                stay = visit.date_left - visit.date_arrived
            visit.stay_minutes = stay // timedelta(minutes=1)

    @api.depends("date_arrived", "arrival_time", "date_start", "company_id")
    def _compute_late_minutes(self):
        for visit in self:
            agreed = visit.arrival_time or visit.date_start
            visit.late_minutes = 0
            visit.punctuality = False
            if not (visit.date_arrived and agreed) or visit.is_unplanned:
                continue
            minutes = (visit.date_arrived - agreed) // timedelta(minutes=1)
            margin = visit.company_id.sudo().visit_arrival_margin_minutes
            visit.late_minutes = max(0, minutes)
            if minutes > 0:
                visit.punctuality = "late"
            else:
                visit.punctuality = "margin" if -minutes < margin else "early"

    # Not on the radius: what proved a visit on its day proves it for good.
    @api.depends("checkin_ids", "stay_minutes", "is_unplanned")
    def _compute_proof(self):
        for visit in self:
            arrival = visit.checkin_ids.filtered(lambda row: row.kind == "in")[:1]
            visit.proof_score, signals = proof.score(
                arrival.mode or None,
                distance_m=arrival.distance_m if arrival.has_distance else None,
                accuracy_m=arrival.accuracy_m,
                radius_m=visit.company_id.sudo().visit_radius_m,
                stay_minutes=visit.stay_minutes,
                is_planned=not visit.is_unplanned,
            )
            visit.proof_signals = ",".join(signals)

    @api.depends("proof_signals")
    @api.depends_context("lang")
    def _compute_proof_note(self):
        labels = self._get_proof_labels()
        for visit in self:
            signals = (visit.proof_signals or "").split(",")
            visit.proof_note = ", ".join(
                labels[signal] for signal in signals if signal in labels
            )

    def action_check_in(self, client_uid=None, mode="manual", **details):
        """Record the arrival at the customer's and begin the visit.

        Sending the same ``client_uid`` again changes nothing and returns the same
        check-in, so a phone may repeat the call as often as it likes.

        :param str client_uid: UUID made by the phone
        :param str mode: ``gps``, ``manual`` or ``qr``
        :param details: ``latitude`` and ``longitude`` (degrees), ``accuracy``
            (metres), ``device_time`` (UTC) and, by hand, ``reason``
        :return: id of the check-in
        :raise UserError: for impossible positions, a time to come, or a visit that
            is over
        """
        return self._register_checkin("in", client_uid, mode, details)

    def action_check_out(self, client_uid=None, mode="manual", **details):
        """Record the departure; parameters as in :meth:`action_check_in`."""
        return self._register_checkin("out", client_uid, mode, details)

    def _register_checkin(self, kind, client_uid, mode, details):
        self.ensure_one()
        # First, so that what is read afterwards is the latest.
        self._lock_rows()
        self._check_is_salesperson()
        known = self._find_checkin(kind, client_uid)
        if known:
            return known.id
        target = "in_progress" if kind == "in" else "done"
        self._check_attendance(kind)
        self._check_transition(target)
        vals = self._prepare_checkin_vals(kind, client_uid, mode, details)
        checkin = self.env["sales.visit.checkin"].sudo().create(vals)
        self._transition_to(target, **self._prepare_attendance_vals(checkin))
        if kind == "in":
            self._start_plan_sheet()
        return checkin.id

    def _check_attendance(self, kind):
        """Check that we arrive once, and leave once after it.

        The transitions alone are too wide here: a report returned for completion
        goes back to ``done`` as well, and nobody retracts theirs by leaving again.
        """
        if kind == "in" and self.state in self._get_held_states():
            raise UserError(
                self.env._(
                    "You are already checked in at %(document)s.",
                    document=self.display_name,
                )
            )
        if kind == "out" and not self.date_arrived:
            raise UserError(
                self.env._(
                    "Check in at %(document)s before you check out.",
                    document=self.display_name,
                )
            )
        if kind == "out" and self.state != "in_progress":
            raise UserError(
                self.env._(
                    "You have already left %(document)s.", document=self.display_name
                )
            )

    def _find_checkin(self, kind, client_uid):
        """Return the check-in sent before under ``client_uid``, if any.

        :raise UserError: if it is no UUID, or if another visit, or the other
            direction, used it
        """
        checkins = self.env["sales.visit.checkin"].sudo()
        if client_uid and not self._is_plausible_uid(client_uid):
            raise UserError(
                self.env._(
                    "The check-in of %(document)s carries no usable UUID: send a text "
                    "of at most %(limit)s characters.",
                    document=self.display_name,
                    limit=MAXIMUM_UID_LENGTH,
                )
            )
        known = client_uid and checkins.search([("client_uid", "=", client_uid)])
        if not known:
            return checkins
        if known.visit_id != self or known.kind != kind:
            raise UserError(
                self.env._(
                    "This check-in was already used for another visit; "
                    "%(document)s is unchanged. Check in again.",
                    document=self.display_name,
                )
            )
        return known

    @api.model
    def _is_plausible_uid(self, client_uid):
        return isinstance(client_uid, str) and len(client_uid) <= MAXIMUM_UID_LENGTH

    def _prepare_checkin_vals(self, kind, client_uid, mode, details):
        now = fields.Datetime.now()
        mode = self._check_mode(mode)
        return {
            "visit_id": self.id,
            "user_id": self.env.uid,
            "client_uid": client_uid or str(uuid.uuid4()),
            "kind": kind,
            "mode": mode,
            "reason": self._check_reason(details.get("reason")),
            "date_device": self._check_device_time(details.get("device_time"), now),
            "date_server": now,
            **self._prepare_position_vals(mode, details),
        }

    def _check_mode(self, mode):
        """Return the mode that is stored: by hand where no position may be."""
        modes = self.env["sales.visit.checkin"]._fields["mode"].get_values(self.env)
        if mode not in modes:
            raise UserError(
                self.env._(
                    "“%(mode)s” is no way to check in. Use one of: %(modes)s.",
                    mode=mode,
                    modes=", ".join(modes),
                )
            )
        if mode == "gps" and self.position_mode == "off":
            return "manual"
        return mode

    def _check_reason(self, reason):
        """Return the reason as it is kept.

        :raise UserError: if it is no text, or one that no report would hold either
        """
        if not reason:
            return False
        limit = self.company_id.sudo().visit_text_max_chars
        problem = not isinstance(reason, str) or plain_text.problem(reason, limit)
        if problem:
            raise UserError(
                self.env._(
                    "The reason given for %(document)s is no plain text of at most "
                    "%(limit)s characters. Shorten it.",
                    document=self.display_name,
                    limit=limit,
                )
            )
        return reason.strip()

    def _prepare_position_vals(self, mode, details):
        latitude, longitude = details.get("latitude"), details.get("longitude")
        accuracy = details.get("accuracy") or 0.0
        if self.position_mode == "off":
            return {}
        if mode != "gps" and latitude is None and longitude is None:
            return {}
        if wrong := coordinates.problem(latitude, longitude, accuracy):
            raise UserError(
                self.env._(
                    "The position sent for %(document)s is impossible (%(value)s). "
                    "Check in by hand and give the reason.",
                    document=self.display_name,
                    value=f"{wrong} = {details.get(wrong)}",
                )
            )
        vals = {"latitude": latitude, "longitude": longitude, "accuracy_m": accuracy}
        site = self._get_site()
        if site:
            vals["has_distance"] = True
            vals["distance_m"] = coordinates.distance(
                latitude, longitude, site.partner_latitude, site.partner_longitude
            )
        return vals

    def _get_site(self):
        """Return the partner at whose known position we meet; none where unknown.

        A contact without a position of their own sits at their company's.
        """
        if self.channel == "inbound":
            hosts = self.company_id.sudo().partner_id
        elif self.channel == "onsite":
            hosts = self.partner_id.sudo() | self.commercial_partner_id.sudo()
        else:
            hosts = self.partner_id.browse()
        return hosts.filtered(
            lambda host: host.partner_latitude or host.partner_longitude
        )[:1]

    def _check_device_time(self, device_time, now):
        """Return the phone's time, or None where the phone sent none.

        :raise UserError: if it lies ahead of the server's beyond the tolerance, or
            further back than the company lets a late entry reach
        """
        if not device_time:
            return None
        try:
            moment = fields.Datetime.to_datetime(device_time)
        except (TypeError, ValueError):
            moment = None
        company = self.company_id.sudo()
        tolerance = timedelta(minutes=company.visit_clock_tolerance_minutes)
        reach = timedelta(days=company.visit_backdate_days)
        if moment is None or not now - reach <= moment <= now + tolerance:
            raise UserError(
                self.env._(
                    "The time sent for %(document)s (%(time)s) lies in the future or "
                    "too far back. Check the phone's clock and check in again.",
                    document=self.display_name,
                    time=device_time,
                )
            )
        return min(moment, now)

    def _prepare_attendance_vals(self, checkin):
        moment = checkin.date_device or checkin.date_server
        if checkin.kind == "out":
            return {"date_left": max(moment, self.date_arrived)}
        planned = self.date_planned and self.date_planned <= moment
        return {"date_arrived": moment, "is_unplanned": not planned}

    def _start_plan_sheet(self):
        plan = self.plan_id.filtered(lambda plan: plan.state == "approved")
        plan.sudo()._transition_to("in_progress")

    def _check_is_salesperson(self):
        if self.user_id != self.env.user:
            raise UserError(
                self.env._(
                    "%(document)s is the visit of %(user)s: only they check in, check "
                    "out and report.",
                    document=self.display_name,
                    user=self.user_id.sudo().name,
                )
            )

    def _get_proof_labels(self):
        return {
            "position": self.env._("position known"),
            "near": self.env._("at the customer's"),
            "vague": self.env._("position too vague"),
            "far": self.env._("far from the customer's address"),
            "unlocated": self.env._("customer's position unknown"),
            "code": self.env._("code on site scanned"),
            "manual": self.env._("checked in by hand"),
            "stay": self.env._("stayed long enough"),
            "planned": self.env._("planned beforehand"),
            "unplanned": self.env._("not planned beforehand"),
        }
