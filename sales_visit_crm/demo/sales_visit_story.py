"""One demo visit from its entry in the timetable to its review, action by action."""

from datetime import timedelta

from odoo import fields

from .sales_visit_day import FieldDay
from .sales_visit_decision import Decisions
from .sales_visit_report import ReportWriter
from .sales_visit_timetable import UNDECIDED, UNPLANNED, workday

# Minutes before the agreed time at which they arrive who are neither early nor late.
_USUAL_LEAD = 4


class Story(FieldDay, ReportWriter, Decisions):
    """What happens to one visit, as moments and the actions done at them.

    Nothing is written directly that an action would write: numbers, events, check-ins,
    decisions and messages are those which the same steps leave in real use.
    """

    def __init__(self, history, entry, number):
        self.history = history
        self.entry = entry
        self.number = number
        env = history.env
        self.rep = history.ref(f"res_users_{entry.user}_demo")
        self.leader = self.rep.sale_team_id.user_id
        self.customer = history.ref(f"res_partner_{entry.customer}_demo")
        self.purposes = env["sales.visit.purpose"].union(
            *(history.ref(f"sales_visit_purpose_{name}") for name in entry.purposes)
        )
        self.visit = env["sales.visit"].with_user(self.rep)
        self.commitment = env["sales.commitment"].with_user(self.rep)
        self.previous = self.next = None
        self.goal = self.take_for_purposes("expected")

    def get_events(self):
        """Return the moments (naive UTC) of this visit, each with what happens."""
        if self.entry.channel == "phone":
            return [(self.start + timedelta(minutes=12), self.talk)]
        if self.entry.is_planned:
            return [*self._get_preparations(), *self._get_ending()]
        return self._get_ending()

    # moments

    def has(self, detail):
        return detail in self.entry.details

    def before(self, days, hour):
        """Return the moment so many working days ahead of the visit, but past."""
        return self._at(min(self.entry.day - days, -1), hour)

    def after(self, days, hour):
        """Return the moment so many working days after the visit; it may be to come."""
        return self._at(self.entry.day + days, hour)

    def _at(self, day, hour):
        minute = self.number * 7 % 25
        return self.history.at(day, hour) + timedelta(minutes=minute)

    @property
    def start(self):
        return self.history.get_start(self.entry)

    @property
    def first_start(self):
        """When the visit was to take place before it was moved."""
        if not self.has("moved"):
            return self.start
        earlier = workday(self.history.today, self.entry.day - 2)
        return self.history.on(earlier, self.history.hour_of(self.start))

    @property
    def arrival(self):
        lead = 18 if self.has("early") else _USUAL_LEAD + self.number % 5
        late = 12 + self.number % 4 * 9
        minutes = late if self.has("late") else -lead
        moment = self.start + timedelta(minutes=minutes)
        return max(moment, self.history.midnight) if not self.entry.day else moment

    @property
    def departure(self):
        minutes = 35 + 60 * max(self.purposes.mapped("duration_hours")) * (
            0.6 + self.number % 5 / 10
        )
        return self.arrival + timedelta(minutes=int(minutes))

    # before the visit

    def _get_preparations(self):
        shift = 2 if self.has("moved") else 0
        if not self.is_chained:
            yield self.before(shift + 6, 16), self.enter
        if self.entry.ending == "draft":
            return
        yield self.before(shift + 4, 9), self.plan
        if self.has("callback"):
            yield self.before(3, 10), self.call_in_vain
        if self.has("moved"):
            yield self.before(4, 10.5), self.appoint
            yield self.before(3, 15), self.move
        if self.entry.ending != "planned":
            lead = 1 if self.has("short_notice") else 2
            yield self.before(lead, 11), self.appoint
        if self.number % 6 and self.entry.day <= 1:
            yield self.before(1, 16), self.prepare

    @property
    def is_chained(self):
        """Whether the report of the visit before makes the draft of this one."""
        return bool(self.previous and self.previous.entry.outcome)

    def enter(self):
        self.visit = self.visit.create(
            {**self._prepare_vals(), "date_start": self.first_start}
        )

    def adopt(self, visit):
        """Take over the draft made by the report of the visit before."""
        self.visit = visit
        vals = self._prepare_vals()
        kept = ("channel", "companion_ids", "is_urgent", "contact_ids", "place")
        visit.write({name: vals[name] for name in kept if name in vals})

    def _prepare_vals(self):
        contact = self.customer.child_ids.sorted("id")[:1]
        vals = {
            "partner_id": self.customer.id,
            "contact_ids": [fields.Command.set(contact.ids)],
            "purpose_ids": [fields.Command.set(self.purposes.ids)],
            "lead_id": self.history.leads.get(self.entry.customer, self.no_lead).id,
            "channel": self.entry.channel,
            "expected_result": self.goal,
        }
        if self.has("leader"):
            vals["companion_ids"] = [fields.Command.set(self.leader.ids)]
        if self.has("urgent"):
            vals["is_urgent"] = True
        vals["place"] = self._get_place()
        return vals

    def _get_place(self):
        if self.entry.channel == "onsite":
            return self.visit._format_place(self.customer)
        return self.history.texts["places"].get(self.entry.channel, False)

    @property
    def no_lead(self):
        return self.history.env["crm.lead"]

    def plan(self):
        if self.visit.state == "draft":
            self.history.put_on_sheet(self)
            self.visit.action_plan()

    def appoint(self):
        """Phone the customer: logged as a call, or noted on the visit only."""
        if self.visit.state not in ("planned", "confirmed"):
            return
        if self.entry.ending == "refused":
            self.visit._log_appointment_call(
                "refused", note=self.take("reasons", "refused")
            )
        elif self.has("call") or self.has("callback"):
            self.visit._log_appointment_call("agreed", **self._prepare_call())
        elif not self.visit.requires_appointment:
            self.visit.action_confirm()
        else:
            self._note_appointment()

    def _note_appointment(self):
        vals = {
            "appointment_date": self.visit._get_today(),
            "arrival_time": self.visit.date_start,
        }
        if self.has("short_notice"):
            vals["appointment_late_reason"] = self.take("reasons", "short_notice")
        self.visit.write(vals)
        self.visit.action_confirm()

    def _prepare_call(self):
        return {
            "contact_ids": self.visit.contact_ids.ids,
            "note": self.take("calls", "agreed"),
            "arrival_time": self.visit.date_start,
            "place": self.visit.place,
        }

    def call_in_vain(self):
        call_back = fields.Datetime.now() + timedelta(days=1)
        self.visit._log_appointment_call(
            "later",
            contact_ids=self.visit.contact_ids.ids,
            note=self.take("calls", "later"),
            call_back=call_back,
        )

    def move(self):
        self.visit.action_reschedule(self.start, self.take("reasons", "move"))

    def prepare(self):
        """Read the earlier visits, pack, and fix the way."""
        if self.visit.state not in ("planned", "confirmed"):
            return
        self.visit.action_review_history()
        self.visit.material_ids.is_ready = True
        if self.entry.channel == "onsite":
            means = ("company_car", "own_car", "public")[self.number % 3]
            transport = self.history.ref(f"sales_visit_transport_{means}")
            route = self.take("routes")
            self.visit.write({"transport_id": transport.id, "route_note": route})

    # the day itself

    def _get_ending(self):
        ending = self.entry.ending
        if ending == "cancelled":
            yield self.before(1, 17), self.cancel
        elif ending == "no_show":
            if self.number % 2:
                yield self.arrival, self.arrive
            yield self.start + timedelta(minutes=45), self.miss
        elif ending == "in_progress":
            yield self.arrival, self.arrive
        elif ending == "unreported":
            yield from self._get_attendance()
            yield self.departure + timedelta(minutes=10), self.begin_report
            yield self.after(1, 22), self.remind
            yield self.after(2, 22), self.escalate
        elif self.entry.outcome:
            yield from self._get_attendance()
            yield from self._get_reporting()

    def _get_attendance(self):
        if self.entry.ending in UNPLANNED:
            known = self.entry.ending == "unplanned_goal"
            yield self.arrival - timedelta(minutes=50 if known else 1), self.drop_in
        if self.entry.channel != "online":
            yield self.arrival, self.arrive
            yield self.departure, self.leave

    def _get_reporting(self):
        late = 2 if self.has("late_report") else 0
        written = self.departure + timedelta(minutes=20)
        yield max(self.after(late, 17.5), written), self.report
        yield self.after(late + 2, 9.5), self.finish_activities
        if self.has_promise("kept"):
            yield self.history.on(self.due_day - timedelta(days=1), 10.5), self.keep
        elif self.has_promise("late"):
            yield self.history.on(self.due_day + timedelta(days=2), 16), self.keep
        if self.entry.ending == "waiting":
            yield self.after(3, 22), self.remind_leader
        else:
            yield from self._get_review(late)

    def _get_review(self, late):
        if self.entry.ending in ("returned", "returned_signed"):
            yield self.after(late + 1, 8.5), self.give_back
        if self.entry.ending == "returned_signed":
            yield self.after(late + 2, 18), self.report_again
        if self.entry.ending not in UNDECIDED:
            yield self.after(late + 3 - self.number % 2, 20), self.sign
        if self.has("amended"):
            yield self.after(late + 5, 9), self.amend
