from datetime import timedelta

from psycopg2.errors import ForeignKeyViolation

from odoo import fields
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import NOW, ZONE, SalesVisitCommon

STATES = (
    "draft",
    "planned",
    "confirmed",
    "in_progress",
    "done",
    "reported",
    "reviewed",
    "cancel",
    "no_show",
)
# For each action the states in which it succeeds; elsewhere it says why not.
ALLOWED = {
    "action_plan": {"draft"},
    "action_confirm": {"draft", "planned"},
    "action_check_in": {"draft", "planned", "confirmed"},
    "action_check_out": {"in_progress"},
    "action_submit_report": {"in_progress", "done"},
    "action_cancel": {"draft", "planned", "confirmed"},
    "action_no_show": {"planned", "confirmed", "in_progress"},
    "action_draft": {"cancel"},
}


@tagged("post_install", "-at_install")
class TestSalesVisit(SalesVisitCommon):
    def _visit_in(self, state):
        """Return a fresh visit of the rep in ``state``, ready for any next step."""
        user = self.rep
        if state == "cancel":
            visit = self._plan_visit(user)
            visit.action_cancel("Sold out")
        elif state == "no_show":
            visit = self._plan_visit(user)
            visit.action_no_show("Shop closed")
        elif state == "in_progress":
            visit = self._plan_visit(user)
            visit.action_check_in(reason="No reception")
        else:
            builder = {
                "draft": self._create_visit,
                "planned": self._plan_visit,
                "confirmed": self._confirm_visit,
                "done": self._attend_visit,
                "reported": self._report_visit,
                "reviewed": self._review_visit,
            }[state]
            visit = builder(user)
        if state in ("draft", "planned", "in_progress", "done"):
            visit.write({"appointment_date": visit._get_today()})
            if state in ("draft", "planned"):
                visit.arrival_time = visit.date_start
                visit.appointment_late_reason = "The customer asked for today."
            else:
                visit.write(self._prepare_report_vals(visit))
        return visit

    def _run(self, visit, action):
        if action in ("action_cancel", "action_no_show"):
            return getattr(visit, action)("For a reason")
        return getattr(visit, action)()

    @staticmethod
    def _numbers(visits):
        return [int(visit.name.rpartition("-")[2]) for visit in visits]

    # lifecycle

    def test_lifecycle_table_holds_for_every_state_and_action(self):
        for state in STATES:
            for action, sources in ALLOWED.items():
                with self.subTest(state=state, action=action):
                    visit = self._visit_in(state)
                    if state in sources:
                        self._run(visit, action)
                        self.assertNotEqual(visit.state, state)
                    else:
                        with self.assertRaises(UserError) as caught:
                            self._run(visit, action)
                        self.assertIn(visit.name, str(caught.exception))
                        self.assertEqual(visit.state, state)

    def test_refused_move_names_both_states(self):
        visit = self._visit_in("reviewed")
        with self.assertRaisesRegex(UserError, "“Reviewed” cannot become “Cancelled”"):
            visit.action_cancel("Too late")

    def test_actions_do_nothing_on_no_visit_at_all(self):
        nobody = self.env["sales.visit"].with_user(self.rep)
        for action in ("action_plan", "action_confirm", "action_submit_report"):
            with self.subTest(action=action):
                self.assertTrue(getattr(nobody, action)())
        self.assertTrue(nobody.action_cancel("Nobody"))
        self.assertTrue(nobody.with_user(self.leader).action_review())
        self.assertTrue(nobody.with_user(self.leader).action_return("Nothing"))

    def test_actions_work_on_many_visits_at_once(self):
        visits = self.env["sales.visit"].union(
            *(self._create_visit(self.rep) for _index in range(3))
        )
        visits.action_plan()
        self.assertEqual(set(visits.mapped("state")), {"planned"})
        visits.action_cancel("Storm")
        self.assertEqual(set(visits.mapped("state")), {"cancel"})
        visits.action_draft()
        self.assertEqual(set(visits.mapped("state")), {"draft"})

    def test_one_unready_visit_stops_the_whole_batch(self):
        ready = self._create_visit(self.rep)
        unready = self._create_visit(self.rep, expected_result=False)
        with (
            self.assertRaisesRegex(UserError, unready.name),
            self.env.cr.savepoint(),
        ):
            (ready | unready).action_plan()
        self.assertEqual(ready.state, "draft")

    # R001, R002, S025: number, purpose, goal

    def test_r001_each_company_counts_its_own_numbers(self):
        visits = (
            self.env["sales.visit"]
            .create(
                [
                    {"partner_id": self.other_customer.id, "company_id": company.id}
                    for company in (
                        self.company,
                        self.other_company,
                        self.company,
                        self.other_company,
                    )
                ]
            )
            .with_context(allowed_company_ids=(self.company | self.other_company).ids)
        )
        own = visits.filtered(lambda visit: visit.company_id == self.company)
        foreign = visits - own
        for part in (own, foreign):
            numbers = self._numbers(part)
            self.assertEqual(numbers[1], numbers[0] + 1)

    def test_r001_number_comes_from_the_company_of_the_context_default(self):
        values = {"partner_id": self.other_customer.id}
        visits = self.env["sales.visit"].with_context(
            default_company_id=self.other_company.id
        )
        by_default, typed = (
            visits.create(values),
            visits.create({**values, "company_id": self.other_company.id}),
        )
        self.assertEqual(by_default.company_id, self.other_company)
        numbers = self._numbers(by_default | typed)
        self.assertEqual(numbers[1], numbers[0] + 1)

    def test_r001_number_carries_the_local_year(self):
        with self._at("2026-12-31 16:30:00"):
            self.assertIn("2027", self._create_visit(self.rep).name)

    def test_r001_number_cannot_be_changed(self):
        visit = self._create_visit(self.rep)
        with self.assertRaisesRegex(UserError, f"number of .*{visit.name}.*fixed"):
            visit.name = "VISIT/1"
        visit.write({"name": visit.name, "route_note": "By the ring road"})

    def test_r001_salesperson_does_not_choose_a_number(self):
        with self.assertRaisesRegex(UserError, "[Nn]umber"):
            self._create_visit(self.rep, name="V/2020/00001")

    def test_r001_manager_imports_old_numbers(self):
        visit = self._create_visit(self.manager, name="PAPER/1998/17")
        self.assertEqual(visit.name, "PAPER/1998/17")

    def test_r001_company_of_a_numbered_visit_is_fixed(self):
        self.manager.company_ids = self.company | self.other_company
        visit = self._create_visit(self.manager, partner_id=self.other_customer.id)
        with self.assertRaisesRegex(UserError, "company"):
            visit.company_id = self.other_company

    def test_r001_check_in_without_a_plan_is_flagged_unplanned(self):
        visit = self._create_visit(self.rep)
        visit.action_check_in(reason="Spontaneous")
        self.assertTrue(visit.is_unplanned)
        planned = self._plan_visit(self.rep)
        planned.action_check_in(reason="No reception")
        self.assertFalse(planned.is_unplanned)

    def test_r002_visit_without_purpose_stays_a_draft(self):
        visit = self._create_visit(self.rep, purpose_ids=False)
        for action in (visit.action_plan, visit.action_confirm):
            with self.assertRaisesRegex(UserError, f"purpose.*{visit.name}"):
                action()

    def test_s025_visit_without_a_goal_stays_a_draft(self):
        for goal in (False, "   "):
            visit = self._create_visit(self.rep, expected_result=goal)
            with self.assertRaisesRegex(UserError, "expected result"):
                visit.action_plan()

    # defaults and dates

    def test_start_defaults_to_the_next_full_hour(self):
        visit = self.env["sales.visit"].create({"partner_id": self.customer.id})
        self.assertEqual(visit.date_start, NOW.replace(minute=0) + timedelta(hours=1))

    def test_end_follows_the_longest_purpose_and_moves_with_the_start(self):
        self.purpose.duration_hours = 1.5
        visit = self._create_visit(self.rep)
        self.assertEqual(visit.date_end - visit.date_start, timedelta(hours=1.5))
        visit.date_end = visit.date_start + timedelta(hours=3)
        visit.date_start += timedelta(days=1)
        self.assertEqual(visit.date_end - visit.date_start, timedelta(hours=3))

    def test_day_and_slot_are_the_salespersons_local_ones(self):
        # 07:30 in Shanghai, still the day before in UTC.
        visit = self._create_visit(self.rep, date_start=NOW)
        self.assertEqual(visit.visit_day, fields.Date.to_date("2026-03-02"))
        self.assertEqual(visit.day_slot, "morning")
        visit.date_start = "2026-03-02 04:00:00"
        self.assertEqual(visit.day_slot, "afternoon")
        visit.date_start = "2026-03-02 10:00:00"
        self.assertEqual(visit.day_slot, "evening")

    def test_salesperson_who_moves_does_not_move_past_visits(self):
        visit = self._review_visit(self.rep)
        day = visit.visit_day
        self.rep.tz = "America/Los_Angeles"
        self.env.invalidate_all()
        self.assertEqual(visit.visit_day, day)
        self.rep.tz = ZONE

    # copies, deletion

    def test_copy_of_a_past_visit_is_a_fresh_draft(self):
        visit = self._review_visit(self.rep)
        with self._at(days=40):
            copy = visit.copy()
        self.assertRecordValues(
            copy,
            [
                {
                    "state": "draft",
                    "validity": "pending",
                    "summary": False,
                    "reviewer_id": False,
                    "date_arrived": False,
                    "calendar_event_id": False,
                    "next_visit_id": False,
                    "stage_id": False,
                }
            ],
        )
        self.assertNotEqual(copy.name, visit.name)
        self.assertGreater(copy.date_end, copy.date_start)
        self.assertFalse(copy.checkin_ids)
        self.assertFalse(copy.review_ids)

    def test_visit_that_began_stays_on_record(self):
        for state in ("planned", "done", "reported", "reviewed", "no_show"):
            visit = self._visit_in(state)
            with (
                self.subTest(state=state),
                self.assertRaisesRegex(UserError, f"{visit.name}.*cannot be deleted"),
            ):
                visit.with_user(self.manager).unlink()

    def test_draft_and_cancelled_visit_may_be_deleted(self):
        for state in ("draft", "cancel"):
            visit = self._visit_in(state)
            visit.unlink()
            self.assertFalse(visit.exists())

    # closing

    def test_cancel_and_absence_ask_for_a_reason(self):
        for action, target in (
            ("action_cancel", "cancel"),
            ("action_no_show", "no_show"),
        ):
            for reason in (None, "", "   "):
                visit = self._plan_visit(self.rep)
                wizard = getattr(visit, action)(reason)
                self.assertEqual(wizard["context"]["default_target"], target)
                self.assertEqual(visit.state, "planned")

    def test_absence_of_the_customer_is_never_valid(self):
        visit = self._visit_in("no_show")
        self.assertEqual(visit.validity, "invalid")
        self.assertIn("absent", visit.validity_reason)
        self.assertEqual(visit.cancel_reason, "Shop closed")

    def test_cancelled_visit_is_at_rest(self):
        visit = self._visit_in("cancel")
        with self.assertRaisesRegex(UserError, f"{visit.name}.*Plan a new visit"):
            visit.expected_result = "Something else"

    def test_what_is_settled_on_arrival_no_longer_changes(self):
        visit = self._visit_in("in_progress")
        changes = {
            "partner_id": self.other_customer.id,
            "date_start": visit.date_start + timedelta(hours=1),
            "user_id": self.colleague.id,
            "channel": "phone",
        }
        for name, value in changes.items():
            with (
                self.subTest(field=name),
                self.assertRaisesRegex(UserError, f"{visit.name}.*settled"),
            ):
                visit.write({name: value})
        # Saving the same again is no change.
        visit.write({"partner_id": visit.partner_id.id, "channel": visit.channel})

    # people

    def test_s076_salesperson_is_not_their_own_companion(self):
        with self.assertRaisesRegex(ValidationError, "not a companion"):
            self._create_visit(
                self.rep, companion_ids=[fields.Command.set(self.rep.ids)]
            )

    def test_s076_companion_is_an_employee(self):
        with self.assertRaisesRegex(UserError, "is no employee"):
            self._create_visit(
                self.rep, companion_ids=[fields.Command.set(self.portal.ids)]
            )

    def test_s076_companion_reads_and_follows_the_visit(self):
        visit = self._plan_visit(
            self.rep, companion_ids=[fields.Command.set(self.colleague.ids)]
        )
        self.assertIn(self.colleague.partner_id, visit.message_partner_ids)
        self.assertEqual(visit.with_user(self.colleague).state, "planned")
        with self.assertRaises(AccessError):
            visit.with_user(self.colleague).route_note = "Mine"

    def test_salesperson_is_an_employee(self):
        with self.assertRaises(UserError):
            self._create_visit(self.manager, user_id=self.portal.id)

    def test_r021_person_of_another_customer_needs_a_visit_of_their_own(self):
        visit = self._create_visit(self.rep)
        with self.assertRaisesRegex(ValidationError, "Zhao Min.*Donghai"):
            visit.contact_ids = self.other_contact

    def test_visit_to_a_person_belongs_to_their_company(self):
        visit = self._create_visit(self.rep, partner_id=self.contact.id)
        self.assertEqual(visit.commercial_partner_id, self.customer)

    def test_team_follows_the_salesperson(self):
        visit = self._create_visit(self.rep)
        self.assertEqual(visit.team_id, self.team)
        visit.with_user(self.manager).user_id = self.other_rep
        self.assertEqual(visit.team_id, self.other_team)

    # customer

    def test_customer_shows_last_and_next_contact_of_all_its_people(self):
        done = self._attend_visit(self.rep, partner_id=self.contact.id)
        planned = self._plan_visit(self.rep, date_start=NOW + timedelta(days=5))
        for partner in (self.customer | self.second_contact).with_user(self.rep):
            partner.invalidate_recordset()
            self.assertRecordValues(
                partner,
                [
                    {
                        "sales_visit_count": 1,
                        "date_last_contact": done.date_start,
                        "date_next_contact": planned.date_start,
                    }
                ],
            )

    def test_customer_shows_nothing_to_those_without_a_role(self):
        self._attend_visit(self.rep)
        customer = self.customer.with_user(self.outsider)
        self.assertFalse(customer.date_last_contact)
        self.assertEqual(customer.sales_visit_count, 0)
        self.assertEqual(customer.commitment_open_count, 0)

    def test_visited_customer_and_people_met_cannot_be_deleted(self):
        person = self.second_contact
        visit = self._review_visit(
            self.rep, report={"contact_ids": [fields.Command.set(person.ids)]}
        )
        for partner in (person, self.customer):
            with (
                self.subTest(partner=partner.name),
                self.assertRaises(ForeignKeyViolation),
                mute_logger("odoo.sql_db"),
                self.env.cr.savepoint(),
            ):
                partner.unlink()
        self.assertTrue(person.exists())
        self.assertEqual(visit.contact_ids, person)
