from datetime import timedelta

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common import NOW, SalesVisitCommon

Command = fields.Command


@tagged("post_install", "-at_install")
class TestCalendarMirror(SalesVisitCommon):
    def _event_of(self, visit, user=None):
        return visit.calendar_event_id.with_user(user or visit.env.user)

    def _events_of(self, visit):
        return (
            self.env["calendar.event"]
            .with_context(active_test=False)
            .search([("sales_visit_id", "=", visit.id)])
        )

    # from the visit

    def test_planning_makes_one_event(self):
        visit = self._create_visit(self.rep)
        self.assertFalse(visit.calendar_event_id)
        visit.action_plan()
        self.assertRecordValues(
            self._events_of(visit),
            [
                {
                    "id": visit.calendar_event_id.id,
                    "name": visit.display_name,
                    "start": visit.date_start,
                    "stop": visit.date_end,
                    "user_id": self.rep.id,
                    "location": visit.place,
                    "partner_ids": self.rep.partner_id.ids,
                }
            ],
        )

    def test_every_step_of_the_visit_keeps_the_one_event(self):
        visit = self._review_visit(self.rep)
        self.assertEqual(len(self._events_of(visit)), 1)

    def test_customers_are_not_invited(self):
        visit = self._plan_visit(
            self.rep,
            contact_ids=[Command.set(self.contact.ids)],
            companion_ids=[Command.set(self.colleague.ids)],
        )
        self.assertEqual(
            visit.calendar_event_id.partner_ids,
            (self.rep | self.colleague).partner_id,
        )

    def test_changes_of_the_visit_reach_the_event(self):
        visit = self._plan_visit(self.rep)
        event = visit.calendar_event_id
        visit.write(
            {
                "date_start": visit.date_start + timedelta(hours=1),
                "place": "Their new office",
                "companion_ids": [Command.link(self.colleague.id)],
            }
        )
        self.assertRecordValues(
            event,
            [
                {
                    "start": visit.date_start,
                    "stop": visit.date_end,
                    "location": "Their new office",
                    "partner_ids": (self.rep | self.colleague).partner_id.ids,
                }
            ],
        )
        visit.partner_id = self.other_customer
        self.assertIn("Nanshan", event.name)
        visit.with_user(self.manager).user_id = self.other_rep
        self.assertEqual(event.user_id, self.other_rep)

    def test_draft_has_no_event_and_cancelling_removes_it(self):
        visit = self._plan_visit(self.rep)
        visit.action_cancel("Storm")
        self.assertFalse(self._events_of(visit))
        visit.action_draft()
        self.assertFalse(self._events_of(visit))
        visit.action_plan()
        self.assertEqual(len(self._events_of(visit)), 1)

    def test_absence_removes_the_event(self):
        visit = self._plan_visit(self.rep)
        visit.action_no_show("Shop closed")
        self.assertFalse(self._events_of(visit))

    def test_planning_a_batch_makes_one_event_each(self):
        visits = self._create_visit(self.rep) | self._create_visit(self.rep)
        visits.action_plan()
        self.assertEqual(visits.calendar_event_id.sales_visit_id, visits)
        self.assertEqual(len(visits.calendar_event_id), 2)

    # from the calendar

    def test_event_moved_moves_the_visit_and_keeps_the_move(self):
        visit = self._confirm_visit(self.rep)
        before, after = visit.date_start, visit.date_start + timedelta(days=1)
        self._event_of(visit).write(
            {"start": after, "stop": after + timedelta(hours=3)}
        )
        self.assertRecordValues(
            visit,
            [
                {
                    "state": "planned",
                    "date_start": after,
                    "date_end": after + timedelta(hours=3),
                    "arrival_time": False,
                }
            ],
        )
        self.assertRecordValues(
            visit.reschedule_ids,
            [
                {
                    "date_before": before,
                    "date_after": after,
                    "user_id": self.rep.id,
                    "reason": "Moved in the calendar",
                }
            ],
        )

    def test_event_made_longer_is_no_move(self):
        visit = self._confirm_visit(self.rep)
        self._event_of(visit).stop = visit.date_end + timedelta(hours=1)
        self.assertEqual(visit.date_end, visit.calendar_event_id.stop)
        self.assertEqual(visit.state, "confirmed")
        self.assertFalse(visit.reschedule_ids)

    def test_mirror_comes_to_rest_on_both_sides(self):
        visit = self._plan_visit(self.rep)
        event = self._event_of(visit)
        for _turn in range(3):
            event.start += timedelta(days=1)
            visit.date_start += timedelta(days=1)
        self.assertEqual((event.start, event.stop), (visit.date_start, visit.date_end))
        self.assertEqual(len(visit.reschedule_ids), 6)
        event.write({"start": event.start, "stop": event.stop})
        visit.write({"date_start": visit.date_start})
        self.assertEqual(len(visit.reschedule_ids), 6)

    def test_event_deleted_or_archived_cancels_the_visit(self):
        for way in ("unlink", "action_archive"):
            visit = self._plan_visit(self.rep)
            with self.subTest(way=way):
                getattr(self._event_of(visit), way)()
                self.assertEqual(visit.state, "cancel")
                self.assertIn("calendar", visit.cancel_reason)
                self.assertFalse(visit.calendar_event_id)

    def test_events_of_several_visits_are_deleted_at_once(self):
        visits = self._plan_visit(self.rep) | self._plan_visit(self.rep)
        plain = self.env["calendar.event"].with_user(self.rep)
        plain = plain.create({"name": "Lunch", "start": NOW, "stop": NOW})
        (self._event_of(visits) | plain).unlink()
        self.assertEqual(set(visits.mapped("state")), {"cancel"})
        self.assertFalse(plain.exists())

    def test_visit_that_began_stays_where_it_was(self):
        visit = self._attend_visit(self.rep)
        start = visit.date_start
        with self.assertRaisesRegex(UserError, f"{visit.name}.*no longer be moved"):
            self._event_of(visit).start = start + timedelta(days=1)
        self._event_of(visit).unlink()
        self.assertRecordValues(visit, [{"state": "done", "date_start": start}])

    def test_signed_visit_survives_the_deletion_of_its_event(self):
        visit = self._review_visit(self.rep)
        self._event_of(visit).unlink()
        self.assertEqual((visit.state, visit.validity), ("reviewed", "valid"))

    def test_companion_does_not_move_the_visit_in_the_calendar(self):
        visit = self._plan_visit(
            self.rep, companion_ids=[Command.set(self.colleague.ids)]
        )
        start = visit.date_start
        with self.assertRaises(AccessError), self.env.cr.savepoint():
            self._event_of(visit, self.colleague).start = start + timedelta(days=1)
        with self.assertRaises(AccessError), self.env.cr.savepoint():
            self._event_of(visit, self.colleague).unlink()
        self.env.invalidate_all()
        self.assertRecordValues(visit, [{"state": "planned", "date_start": start}])

    def test_stranger_does_not_move_the_visit_in_the_calendar(self):
        visit = self._plan_visit(self.rep)
        event = self._event_of(visit, self.outsider)
        with self.assertRaises(AccessError), self.env.cr.savepoint():
            event.start = visit.date_start + timedelta(days=1)
        with self.assertRaises(AccessError), self.env.cr.savepoint():
            event.unlink()
        self.assertEqual(visit.state, "planned")

    # one event per visit

    def test_event_is_not_linked_by_hand(self):
        visit = self._create_visit(self.rep)
        planned = self._plan_visit(self.rep)
        vals = {"name": "Mine", "start": NOW, "stop": NOW}
        for user in (self.rep, self.colleague, self.manager):
            events = self.env["calendar.event"].with_user(user)
            with self.assertRaises(AccessError), self.env.cr.savepoint():
                events.create({**vals, "sales_visit_id": visit.id})
            with self.assertRaises(AccessError), self.env.cr.savepoint():
                events.with_context(default_sales_visit_id=visit.id).create(vals)
        with self.assertRaises(AccessError):
            self._event_of(planned).sales_visit_id = False
        with self.assertRaises(AccessError):
            visit.calendar_event_id = planned.calendar_event_id

    def test_copied_event_is_no_visit(self):
        visit = self._plan_visit(self.rep)
        copy = self._event_of(visit).copy()
        self.assertFalse(copy.sales_visit_id)
        copy.unlink()
        self.assertEqual(visit.state, "planned")

    def test_recurrence_does_not_multiply_the_visit(self):
        visit = self._plan_visit(self.rep)
        weekday = visit.date_start.strftime("%a").lower()
        self._event_of(visit).write(
            {
                "recurrency": True,
                "rrule_type_ui": "weekly",
                "rrule_type": "weekly",
                "interval": 1,
                weekday: True,
                "end_type": "count",
                "count": 3,
                "event_tz": "Asia/Shanghai",
            }
        )
        self.assertEqual(len(self._events_of(visit)), 1)
        self.assertEqual(visit.state, "planned")
        event = visit.calendar_event_id
        others = event.recurrence_id.calendar_event_ids - event
        self.assertEqual(len(others), 2)
        others.with_user(self.rep).unlink()
        self.assertEqual(visit.state, "planned")

    # R015, LC6: moves

    def test_lc6_move_asks_for_day_and_reason(self):
        visit = self._plan_visit(self.rep)
        start = visit.date_start
        later = start + timedelta(days=1)
        for arguments in ((), (None, "Storm"), (later,), (later, "  ")):
            wizard = visit.action_reschedule(*arguments)
            self.assertEqual(wizard["res_model"], "sales.visit.move")
            self.assertEqual(visit.date_start, start)

    def test_lc6_move_keeps_who_when_and_why(self):
        visit = self._plan_visit(self.rep)
        before = visit.date_start
        wizard = (
            self.env["sales.visit.move"]
            .with_user(self.rep)
            .create(
                {
                    "visit_ids": [Command.set(visit.ids)],
                    "date_start": before + timedelta(days=2),
                    "reason": "The customer is at a fair.",
                }
            )
        )
        wizard.action_apply()
        with self._at(minutes=5):
            visit.action_reschedule(before + timedelta(days=3), "Still there.")
        self.assertEqual(
            visit.reschedule_ids.sorted("id").mapped("reason"),
            ["The customer is at a fair.", "Still there."],
        )
        self.assertEqual(visit.reschedule_count, 2)
        self.assertEqual(visit.calendar_event_id.start, before + timedelta(days=3))

    def test_lc6_moving_a_draft_leaves_no_history(self):
        visit = self._create_visit(self.rep)
        visit.date_start += timedelta(days=1)
        self.assertFalse(visit.reschedule_ids)

    def test_lc6_moved_visit_is_reminded_anew(self):
        visit = self._plan_visit(self.rep)
        visit._engine_write({"is_appointment_reminded": True})
        visit.date_start += timedelta(days=7)
        self.assertFalse(visit.is_appointment_reminded)
