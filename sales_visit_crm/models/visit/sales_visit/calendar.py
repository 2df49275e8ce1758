from odoo import api, fields, models
from odoo.exceptions import UserError

from ....tools import plain_text


class SalesVisit(models.Model):
    """The visit in Odoo's calendar, one event each, and its moves in time.

    Values are compared before they are written on either side, so the mirror comes
    to rest by itself.

    Source: lifecycle 5.2 (rescheduled: back to planned, history kept), R015.
    """

    _inherit = "sales.visit"

    _mirrored_fields = frozenset(
        {
            "channel",
            "companion_ids",
            "contact_ids",
            "date_end",
            "date_start",
            "expected_result",
            "partner_id",
            "place",
            "purpose_ids",
            "user_id",
        }
    )

    calendar_event_id = fields.Many2one(
        comodel_name="calendar.event",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="set null",
    )
    reschedule_ids = fields.One2many(
        comodel_name="sales.visit.reschedule",
        inverse_name="visit_id",
        string="Moves",
    )
    reschedule_count = fields.Integer(compute="_compute_reschedule_count")

    @api.depends("reschedule_ids")
    def _compute_reschedule_count(self):
        counts = dict(
            self.env["sales.visit.reschedule"]._read_group(
                [("visit_id", "in", self.ids)], ["visit_id"], ["__count"]
            )
        )
        for visit in self:
            visit.reschedule_count = counts.get(visit._origin, 0)

    def action_reschedule(self, date_start=None, reason=None):
        """Move the visits to ``date_start`` (naive UTC), or ask for day and reason."""
        reason = plain_text.clean(reason)
        if not (date_start and reason):
            return self._get_wizard_action("sales_visit_crm.sales_visit_move_action")
        self._reschedule(fields.Datetime.to_datetime(date_start), reason)
        return True

    def action_view_event(self):
        self.ensure_one()
        return self.calendar_event_id.get_formview_action()

    def _reschedule(self, date_start, reason, date_end=None):
        """Move the visits; their moves keep ``reason``."""
        closed = self.filtered(
            lambda visit: visit.state not in ("draft", "planned", "confirmed")
        )
        if closed:
            raise UserError(
                self.env._(
                    "%(documents)s can no longer be moved: the visit has begun or is "
                    "closed.",
                    documents=closed._get_document_labels(),
                )
            )
        vals = {"date_start": date_start}
        if date_end:
            vals["date_end"] = date_end
        known = {visit.id: visit.reschedule_ids.ids for visit in self}
        self.write(vals)
        for visit in self:
            latest = visit.sudo().reschedule_ids.filtered(
                lambda move, visit=visit: move.id not in known[visit.id]
            )
            latest.write({"reason": reason})

    def _prepare_reschedules(self, vals):
        """Return the moves that writing ``vals`` would make, by visit."""
        if "date_start" not in vals:
            return {}
        target = fields.Datetime.to_datetime(vals["date_start"])
        return {
            visit: visit.date_start
            for visit in self._as_client()
            if visit.state in ("draft", "planned", "confirmed")
            and visit.date_start != target
        }

    def _after_reschedule(self, moves, vals):
        """Keep the moves; a new time needs the customer's word again."""
        moves = {visit: date for visit, date in moves.items() if visit.state != "draft"}
        if not moves:
            return
        self.env["sales.visit.reschedule"].sudo().create(
            [
                {
                    "visit_id": visit.id,
                    "user_id": self.env.uid,
                    "date_before": date_before,
                    "date_after": visit.date_start,
                    "reason": self.env._("Moved in the plan or the calendar"),
                }
                for visit, date_before in moves.items()
            ]
        )
        moved = self.browse().union(*moves)
        moved._engine_write(dict.fromkeys(self._reminder_fields, False))
        unsettled = moved.filtered(
            lambda visit: visit.state == "confirmed" and not visit.arrival_time
        )
        unsettled._engine_write({"state": "planned", "appointment_result": False})

    def _mirror_to_calendar(self, vals=None):
        """Create the events that planned and confirmed visits lack.

        Those they have already change only with written ``vals`` that they show.
        """
        if vals is not None and not self._mirrored_fields & set(vals):
            return
        mirrored = self.filtered(
            lambda visit: visit.state in ("planned", "confirmed", "in_progress")
        )
        missing = mirrored.filtered(lambda visit: not visit.calendar_event_id)
        if vals:
            for visit in mirrored - missing:
                visit._update_calendar_event()
        if not missing:
            return
        events = self.env["calendar.event"]._create_sales_visit_events(missing)
        for visit, event in zip(missing, events, strict=True):
            visit._engine_write({"calendar_event_id": event.id})

    def _update_calendar_event(self):
        event = self.calendar_event_id.sudo()
        wanted = self._prepare_calendar_vals()
        changed = {
            name: value for name, value in wanted.items() if event[name] != value
        }
        if self._get_calendar_partners() != event.partner_ids:
            changed["partner_ids"] = [
                fields.Command.set(self._get_calendar_partners().ids)
            ]
        if "user_id" in changed:
            changed["user_id"] = self.user_id.id
        if changed:
            event.with_context(dont_notify=True).write(changed)

    def _drop_calendar_events(self):
        events = self.sudo().calendar_event_id
        if not events:
            return
        self._engine_write({"calendar_event_id": False})
        events.sales_visit_id = False
        events.with_context(dont_notify=True).unlink()

    def _prepare_calendar_vals(self):
        """Return the values of the mirror event, as its fields read them."""
        self.ensure_one()
        return {
            "name": self.display_name,
            "start": self.date_start,
            "stop": max(self.date_end or self.date_start, self.date_start),
            "location": self.place,
            "user_id": self.user_id,
        }

    def _get_calendar_partners(self):
        """Return the salesperson and companions; customers get no mail from us."""
        return self.sudo().user_id.partner_id | self.sudo().companion_ids.partner_id
