from datetime import timedelta

from odoo import fields
from odoo.exceptions import UserError
from odoo.tests import Form, tagged

from .common import NOW, SalesVisitCommon


@tagged("post_install", "-at_install")
class TestPreparation(SalesVisitCommon):
    def _appoint(self, visit, result="agreed", **vals):
        """Log the appointment call through its wizard, as the form does."""
        wizard = (
            self.env["sales.visit.appoint"]
            .with_user(visit.env.user)
            .create({"visit_id": visit.id, "result": result, **vals})
        )
        return wizard.action_apply()

    def _in_days(self, days, hours=2):
        return NOW.replace(minute=0) + timedelta(days=days, hours=hours)

    # R003: materials

    def test_r003_visit_gets_the_packing_list_of_its_purposes(self):
        visit = self._create_visit(self.rep)
        self.assertEqual(visit.material_ids.mapped("name"), ["Price list"])
        self.assertFalse(visit.material_ids.is_ready)
        self.assertEqual(visit.material_open_count, 1)

    def test_r003_another_purpose_adds_its_list_and_keeps_the_ticks(self):
        visit = self._create_visit(self.rep)
        visit.material_ids.is_ready = True
        self.purpose_without_call.item_ids = [
            fields.Command.create({"name": "Inspection sheet"})
        ]
        purposes = self.purpose | self.purpose_without_call
        visit.purpose_ids = purposes
        self.assertEqual(
            sorted(visit.material_ids.mapped(lambda line: (line.name, line.is_ready))),
            [("Inspection sheet", False), ("Price list", True)],
        )
        # Saved again, nothing doubles.
        visit.purpose_ids = purposes
        self.assertEqual(len(visit.material_ids), 2)

    def test_r003_unticked_material_warns_and_never_blocks(self):
        visit = self._plan_visit(self.rep)
        self.assertFalse(visit.has_materials)
        visit.action_check_in(reason="No reception")
        self.assertEqual(visit.state, "in_progress")

    # R004: two days ahead

    def test_r004_appointment_two_days_ahead_needs_no_reason(self):
        visit = self._plan_visit(self.rep, date_start=self._in_days(2))
        self._appoint(visit)
        self.assertRecordValues(
            visit,
            [
                {
                    "state": "confirmed",
                    "appointment_result": "agreed",
                    "appointment_date": visit._get_today(),
                    "appointment_lead_days": 2,
                    "is_appointment_late": False,
                }
            ],
        )

    def test_r004_later_appointment_asks_for_the_reason(self):
        visit = self._plan_visit(self.rep, date_start=self._in_days(1))
        with (
            self.assertRaisesRegex(UserError, f"{visit.name}.*1 days ahead.*reason"),
            self.env.cr.savepoint(),
        ):
            self._appoint(visit)
        self.assertFalse(visit.appointment_call_ids, "nothing of the call is kept")
        self._appoint(visit, late_reason="They asked us to come tomorrow.")
        self.assertEqual(visit.state, "confirmed")
        self.assertTrue(visit.is_appointment_late)

    def test_r004_lead_time_is_a_setting(self):
        self.company.visit_appointment_lead_days = 5
        visit = self._plan_visit(self.rep, date_start=self._in_days(4))
        with self.assertRaisesRegex(UserError, "5 are asked for"):
            self._appoint(visit)
        self.company.visit_appointment_lead_days = 0
        today = self._plan_visit(self.rep)
        self._appoint(today)
        self.assertEqual(today.state, "confirmed")

    def test_r004_company_may_only_show_late_appointments(self):
        self.company.visit_appointment_policy = "warn"
        visit = self._plan_visit(self.rep)
        self._appoint(visit)
        self.assertEqual((visit.state, visit.is_appointment_late), ("confirmed", True))

    def test_r004_days_ahead_are_local_days(self):
        # A call at 07:30 on Monday for Wednesday 00:30 is two days ahead, although
        # in UTC the call is on Sunday and the visit on Tuesday.
        visit = self._plan_visit(self.rep, date_start="2026-03-03 16:30:00")
        self._appoint(visit)
        self.assertEqual(visit.appointment_date, fields.Date.to_date("2026-03-02"))
        self.assertEqual(visit.appointment_lead_days, 2)

    def test_r004_unmade_appointment_stops_the_confirmation(self):
        visit = self._plan_visit(self.rep)
        with self.assertRaisesRegex(UserError, f"{visit.name}.* needs an appointment"):
            visit.action_confirm()

    def test_r004_appointment_is_not_made_in_the_future(self):
        visit = self._plan_visit(self.rep, date_start=self._in_days(5))
        with self.assertRaisesRegex(UserError, f"(?s){visit.name}.*future"):
            visit.appointment_date = visit._get_today() + timedelta(days=1)

    def test_r004_call_is_not_logged_before_it_took_place(self):
        visit = self._plan_visit(self.rep, date_start=self._in_days(5))
        with self.assertRaisesRegex(UserError, "future"):
            self._appoint(visit, date_call=NOW + timedelta(days=1))

    # R005: arrival time

    def test_r005_agreed_appointment_states_the_arrival_time(self):
        visit = self._plan_visit(self.rep, date_start=self._in_days(3))
        visit.appointment_date = visit._get_today()
        with self.assertRaisesRegex(UserError, f"arrival of .*{visit.name}"):
            visit.action_confirm()

    def test_r015_agreed_appointment_names_time_and_place(self):
        visit = self._plan_visit(self.rep, date_start=self._in_days(3))
        for missing in ({"arrival_time": False}, {"place": False}):
            with self.assertRaisesRegex(UserError, "time and the place"):
                self._appoint(visit, **missing)

    def test_r005_arrival_lies_on_the_day_of_the_visit(self):
        visit = self._plan_visit(self.rep, date_start=self._in_days(3))
        with self.assertRaisesRegex(UserError, f"{visit.name}.*another day"):
            visit.arrival_time = visit.date_start + timedelta(days=1)

    def test_r007_target_is_the_companys_margin_before_the_agreed_time(self):
        visit = self._confirm_visit(self.rep)
        self.assertEqual(
            visit.arrival_target, visit.arrival_time - timedelta(minutes=10)
        )
        self.company.visit_arrival_margin_minutes = 25
        visit.invalidate_recordset()
        self.assertEqual(
            visit.arrival_target, visit.arrival_time - timedelta(minutes=25)
        )

    # R008: exempt

    def test_r008_exempt_visits_are_confirmed_without_a_call(self):
        exempt = {
            "purpose": {
                "purpose_ids": [fields.Command.set(self.purpose_without_call.ids)]
            },
            "urgency": {"is_urgent": True},
            "customer comes to us": {"channel": "inbound"},
            "phone call": {"channel": "phone"},
        }
        for why, vals in exempt.items():
            with self.subTest(why=why):
                visit = self._plan_visit(self.rep, **vals)
                self.assertFalse(visit.requires_appointment)
                visit.action_confirm()
                self.assertEqual(visit.state, "confirmed")
                self.assertFalse(visit.is_appointment_late)

    def test_r008_one_purpose_that_needs_a_call_is_enough(self):
        both = self.purpose | self.purpose_without_call
        visit = self._plan_visit(self.rep, purpose_ids=[fields.Command.set(both.ids)])
        self.assertTrue(visit.requires_appointment)

    def test_r008_purpose_set_up_anew_leaves_signed_visits_as_they_were(self):
        visit = self._review_visit(self.rep)
        self.assertTrue(visit.requires_appointment)
        self.purpose.requires_appointment = False
        self.assertTrue(visit.requires_appointment)

    # R009: history

    def test_r009_reading_the_history_is_noted_with_the_local_day(self):
        visit = self._plan_visit(self.rep)
        action = visit.action_view_history()
        self.assertEqual(visit.history_reviewed_on, fields.Date.to_date("2026-03-02"))
        self.assertIn(("id", "!=", visit.id), action["domain"])

    def test_r009_leader_who_looks_does_not_read_for_the_salesperson(self):
        visit = self._plan_visit(self.rep)
        visit.with_user(self.leader).action_view_history()
        self.assertFalse(visit.history_reviewed_on)

    def test_r009_history_is_not_read_after_the_report(self):
        visit = self._review_visit(self.rep)
        visit.action_review_history()
        self.assertFalse(visit.history_reviewed_on)

    def test_r011_readiness_counts_the_four_preparations(self):
        visit = self._plan_visit(self.rep, date_start=self._in_days(3))
        self.assertEqual(visit.readiness, 0)
        visit.material_ids.is_ready = True
        self.assertEqual(visit.readiness, 25)
        visit.transport_id = self.env["sales.visit.transport"].search([], limit=1)
        self.assertEqual(visit.readiness, 50)
        visit.action_review_history()
        self._appoint(visit)
        self.assertEqual(visit.readiness, 100)

    # R015: the call

    def test_r015_call_is_logged_as_a_phone_visit_of_its_own(self):
        visit = self._plan_visit(self.rep, date_start=self._in_days(3))
        self._appoint(
            visit,
            contact_ids=[fields.Command.set(self.contact.ids)],
            note="Convenient after ten.",
        )
        self.assertRecordValues(
            visit.appointment_call_ids,
            [
                {
                    "channel": "phone",
                    "state": "reported",
                    "user_id": self.rep.id,
                    "filled_by_id": self.rep.id,
                    "partner_id": self.customer.id,
                    "contact_ids": self.contact.ids,
                    "summary": "Convenient after ten.",
                    "appointment_result": "agreed",
                    "calendar_event_id": False,
                }
            ],
        )

    def test_r015_agreeing_on_another_day_moves_the_visit_and_keeps_the_move(self):
        visit = self._plan_visit(self.rep, date_start=self._in_days(3))
        before, after = visit.date_start, self._in_days(4, hours=5)
        self._appoint(visit, arrival_time=after, place="Their new office")
        self.assertRecordValues(
            visit,
            [
                {
                    "state": "confirmed",
                    "date_start": after,
                    "arrival_time": after,
                    "place": "Their new office",
                }
            ],
        )
        self.assertRecordValues(
            visit.reschedule_ids, [{"date_before": before, "date_after": after}]
        )
        self.assertEqual(visit.calendar_event_id.start, after)

    def test_r015_later_plans_the_call_back(self):
        visit = self._plan_visit(self.rep, date_start=self._in_days(5))
        # 23:30 UTC is already the next day for the salesperson.
        self._appoint(visit, "later", call_back=NOW + timedelta(days=1))
        self.assertEqual((visit.state, visit.appointment_result), ("planned", "later"))
        self.assertRecordValues(
            visit.activity_ids,
            [
                {
                    "user_id": self.rep.id,
                    "date_deadline": fields.Date.to_date("2026-03-03"),
                }
            ],
        )

    def test_r015_later_without_a_day_to_call_back_is_refused(self):
        visit = self._plan_visit(self.rep)
        with self.assertRaisesRegex(UserError, "when you will call back"):
            self._appoint(visit, "later")

    def test_r015_refusal_cancels_the_visit_with_the_reason(self):
        visit = self._plan_visit(self.rep)
        self._appoint(visit, "refused", note="Budget is frozen.")
        self.assertEqual(visit.state, "cancel")
        self.assertIn("Budget is frozen.", visit.cancel_reason)
        self.assertEqual(visit.appointment_result, "refused")
        self.assertFalse(visit.calendar_event_id)

    def test_r015_agreement_ends_the_reminder_to_call(self):
        visit = self._plan_visit(self.rep, date_start=self._in_days(5))
        self._appoint(visit, "later", call_back=NOW + timedelta(days=1))
        self._appoint(visit)
        self.assertFalse(visit.activity_ids)

    def test_r015_new_time_needs_the_customers_word_again(self):
        visit = self._confirm_visit(self.rep)
        visit.date_start += timedelta(days=1)
        self.assertRecordValues(
            visit,
            [
                {
                    "state": "planned",
                    "arrival_time": False,
                    "appointment_date": False,
                    "appointment_result": False,
                    "has_appointment": False,
                }
            ],
        )
        with self.assertRaisesRegex(UserError, "needs an appointment"):
            visit.action_confirm()

    def test_r015_visits_that_stay_keep_their_appointment_when_others_move(self):
        moving, staying = self._confirm_visit(self.rep), self._confirm_visit(self.rep)
        moving.date_start += timedelta(days=1)
        (moving | staying).write({"date_start": staying.date_start})
        self.assertEqual(moving.state, "planned")
        self.assertEqual(staying.state, "confirmed")
        self.assertEqual(staying.arrival_time, staying.date_start)

    def test_r015_companion_cannot_log_the_call(self):
        visit = self._plan_visit(
            self.rep, companion_ids=[fields.Command.set(self.colleague.ids)]
        )
        with self.assertRaises(UserError), self.env.cr.savepoint():
            self._appoint(visit.with_user(self.colleague), late_reason="Asked so")
        self.assertEqual(visit.state, "planned")
        self.assertFalse(visit.appointment_call_ids)

    def test_r002_form_takes_a_salesperson_from_nothing_to_a_planned_visit(self):
        form = Form(self.env["sales.visit"].with_user(self.rep))
        form.partner_id = self.customer
        form.purpose_ids.add(self.purpose)
        form.expected_result = "A trial order."
        visit = form.save()
        visit.action_plan()
        self.assertEqual(visit.state, "planned")
        self.assertEqual(visit.user_id, self.rep)
