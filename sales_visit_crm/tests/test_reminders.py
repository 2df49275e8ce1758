from contextlib import suppress
from datetime import datetime, timedelta
from unittest.mock import patch

from odoo import fields
from odoo.tests import tagged
from odoo.tools.translate import code_translations

from ..models.visit import sales_commitment
from ..models.visit.sales_visit import reminder
from .common import NOW, SalesVisitCommon

APPOINTMENT = "_cron_remind_appointments"
HISTORY = "_cron_remind_history"
REPORTS = "_cron_remind_reports"
REVIEWS = "_cron_remind_reviews"


class KilledError(Exception):
    """The worker's end, in the middle of a job."""


@tagged("post_install", "-at_install")
class TestReminders(SalesVisitCommon):
    """The clock: Monday 07:30 in Shanghai; in UTC it is still Sunday."""

    def _run(self, cron, model="sales.visit", left=1.0):
        """Run a cron as the system does; return how many records each batch had.

        :param left: seconds that the scheduler says are left after a batch
        """
        batches = []

        def commit(_cron, processed=0, **_kwargs):
            self.env.flush_all()
            batches.append(processed)
            if isinstance(left, Exception):
                raise left
            return left

        jobs = self.env[model].with_user(self.env.ref("base.user_root"))
        with patch.object(self.env.registry["ir.cron"], "_commit_progress", commit):
            getattr(jobs, cron)()
        return batches

    def _day(self, days, hour=10):
        """Return the instant of ``hour`` in Shanghai, ``days`` after today."""
        return datetime(2026, 3, 2) + timedelta(days=days, hours=hour - 8)

    def _todo(self, record, kind):
        kind = self.env.ref(f"sales_visit_crm.mail_activity_type_{kind}")
        return record.sudo().activity_ids.filtered(
            lambda activity: activity.activity_type_id == kind
        )

    # R004: appointment at D-2

    def test_r004_appointment_is_asked_for_two_local_days_ahead(self):
        due = self._plan_visit(self.rep, date_start=self._day(2))
        # In UTC this one, too, is two days ahead: Wednesday 00:30 in Shanghai.
        tomorrow = self._plan_visit(self.rep, date_start=self._day(1))
        draft = self._create_visit(self.rep, date_start=self._day(2, 15))
        not_due = {
            "in three days": {"date_start": self._day(3, 0.5)},
            "yesterday": {"date_start": self._day(-1)},
            "urgent": {"date_start": self._day(2), "is_urgent": True},
            "no call": {
                "date_start": self._day(2),
                "purpose_ids": [fields.Command.set(self.purpose_without_call.ids)],
            },
            "made": {"date_start": self._day(2), "appointment_date": "2026-03-01"},
        }
        not_due = {
            why: self._plan_visit(self.rep, **vals) for why, vals in not_due.items()
        }
        self._run(APPOINTMENT)
        for visit in (due, tomorrow, draft):
            todo = self._todo(visit, "visit_appointment")
            self.assertRecordValues(
                todo,
                [
                    {
                        "user_id": self.rep.id,
                        "date_deadline": fields.Date.to_date("2026-03-02"),
                    }
                ],
            )
        self.assertIn("Donghai", self._todo(due, "visit_appointment").summary)
        for why, visit in not_due.items():
            with self.subTest(why=why):
                self.assertFalse(self._todo(visit, "visit_appointment"))

    def test_r004_lead_days_of_the_company_decide(self):
        self.company.visit_appointment_lead_days = 5
        visit = self._plan_visit(self.rep, date_start=self._day(5))
        self._run(APPOINTMENT)
        self.assertTrue(self._todo(visit, "visit_appointment"))

    def test_r004_moved_visit_asks_for_a_new_appointment(self):
        visit = self._confirm_visit(self.rep)
        visit.date_start = self._day(2, 15)
        visit.date_start = self._day(1, 15)
        self._run(APPOINTMENT)
        self.assertTrue(self._todo(visit, "visit_appointment"))

    # R009: history the day before

    def test_r009_history_is_asked_for_the_local_day_before(self):
        due = self._plan_visit(self.rep, date_start=self._day(1, 23))
        early = self._plan_visit(self.rep, date_start=self._day(2, 0.5))
        read = self._plan_visit(self.rep, date_start=self._day(1))
        read.action_review_history()
        call = self._plan_visit(self.rep, channel="phone", date_start=self._day(1))
        self._run(HISTORY)
        self.assertTrue(self._todo(due, "visit_history"))
        for visit in (early, read, call):
            self.assertFalse(self._todo(visit, "visit_history"))

    # S070: missing report

    def test_s070_missing_report_is_asked_for_after_a_day_and_told_after_two(self):
        visit = self._attend_visit(self.rep)
        over = visit.date_end
        for hours, reminded, told in ((23, 0, 0), (25, 1, 0), (49, 1, 1)):
            with self.subTest(hours=hours), self._at(over + timedelta(hours=hours)):
                self._run(REPORTS)
                todo = self._todo(visit, "visit_report")
                self.assertEqual(
                    [
                        len(todo.filtered(lambda line, user=user: line.user_id == user))
                        for user in (self.rep, self.leader)
                    ],
                    [reminded, told],
                )

    def test_s070_planned_visit_without_arrival_is_missing_a_report_as_well(self):
        visit = self._plan_visit(self.rep)
        with self._at(days=2):
            self._run(REPORTS)
        self.assertTrue(self._todo(visit, "visit_report"))

    def test_s070_submitted_closed_and_drafted_visits_are_left_alone(self):
        visits = self._report_visit(self.rep) | self._create_visit(self.rep)
        cancelled = self._plan_visit(self.rep)
        cancelled.action_cancel("Storm")
        with self._at(days=5):
            self._run(REPORTS)
        self.assertFalse(self._todo(visits | cancelled, "visit_report"))

    def test_s070_submitting_ends_the_reminders(self):
        visit = self._attend_visit(self.rep)
        with self._at(days=4):
            self._run(REPORTS)
            self.assertEqual(len(self._todo(visit, "visit_report")), 2)
            visit.write(
                self._prepare_report_vals(
                    visit, next_date_start=NOW + timedelta(days=20)
                )
            )
            visit.action_submit_report()
        self.assertFalse(self._todo(visit, "visit_report"))

    def test_s070_report_of_a_leader_is_told_to_a_manager(self):
        visit = self._attend_visit(self.leader)
        with self._at(days=4):
            self._run(REPORTS)
        told = self._todo(visit, "visit_report").user_id - self.leader
        self.assertTrue(told.has_group("sales_visit_crm.group_sales_visit_manager"))

    # S075: reviews

    def test_s075_review_is_asked_for_after_three_days(self):
        visit = self._report_visit(self.rep)
        for days, count in ((2.9, 0), (3.1, 1)):
            with self._at(NOW + timedelta(days=days)):
                self._run(REVIEWS)
            todo = self._todo(visit, "visit_review")
            self.assertEqual(len(todo), count)
        self.assertEqual(todo.user_id, self.leader)

    def test_s075_signed_report_and_phone_call_are_not_asked_for(self):
        visit = self._review_visit(self.rep)
        call = self._create_visit(self.rep, channel="phone", date_start=NOW)
        call.write(self._prepare_report_vals(call))
        call.action_submit_report()
        with self._at(days=5):
            self._run(REVIEWS)
        self.assertFalse(self._todo(visit | call, "visit_review"))

    def test_s075_returned_and_resubmitted_report_is_asked_for_again(self):
        visit = self._report_visit(self.rep)
        with self._at(days=4):
            self._run(REVIEWS)
            visit.with_user(self.leader).action_return("Names?")
            visit.action_submit_report()
        with self._at(days=8):
            self._run(REVIEWS)
        self.assertEqual(len(self._todo(visit, "visit_review")), 1)

    # S073: commitments

    def test_s073_promise_is_overdue_the_local_day_after(self):
        # 07:30 in Shanghai on the day after: in UTC it is still the day itself.
        promise = self._create_commitment(
            self._attend_visit(self.rep), date_deadline="2026-03-05"
        )
        for moment, count in (
            ("2026-03-04 23:30:00", 0),
            ("2026-03-05 15:30:00", 0),
            ("2026-03-05 23:30:00", 1),
        ):
            with self.subTest(moment=moment), self._at(moment):
                self._run("_cron_remind_overdue", "sales.commitment")
                self.assertEqual(len(self._todo(promise, "commitment")), count)

    def test_s073_each_company_has_its_own_day(self):
        self.other_company.partner_id.tz = "America/Los_Angeles"
        promises = self.env["sales.commitment"].create(
            [
                {
                    "name": "Send samples",
                    "partner_id": self.other_customer.id,
                    "company_id": company.id,
                    "user_id": user.id,
                    "date_deadline": "2026-03-05",
                }
                for company, user in (
                    (self.company, self.rep),
                    (self.other_company, self.foreign_rep),
                )
            ]
        )
        with self._at("2026-03-05 23:30:00"):
            self._run("_cron_remind_overdue", "sales.commitment")
        self.assertEqual(
            [len(self._todo(promise, "commitment")) for promise in promises], [1, 0]
        )

    # every job

    def test_second_run_adds_nothing(self):
        visit = self._plan_visit(self.rep, date_start=self._day(1))
        overdue = self._attend_visit(self.rep)
        waiting = self._report_visit(self.colleague)
        promise = self._create_commitment(overdue)
        with self._at(days=1):
            for cron in (APPOINTMENT, HISTORY):
                self._run(cron)
                self.assertEqual(self._run(cron), [])
        with self._at(days=20):
            for cron in (REPORTS, REVIEWS):
                self._run(cron)
                self.assertEqual(self._run(cron), [])
            self._run("_cron_remind_overdue", "sales.commitment")
            self.assertEqual(self._run("_cron_remind_overdue", "sales.commitment"), [])
        for record, kind in (
            (visit, "visit_appointment"),
            (visit, "visit_history"),
            (waiting, "visit_review"),
            (promise, "commitment"),
        ):
            with self.subTest(kind=kind):
                self.assertEqual(len(self._todo(record, kind)), 1)

    def test_killed_job_goes_on_after_its_last_batch(self):
        visits = self.env["sales.visit"].union(
            *(self._plan_visit(self.rep, date_start=self._day(1)) for _i in range(5))
        )
        with patch.object(reminder, "BATCH_SIZE", 2):
            # Not assertRaises: it rolls back, and the batch is committed by then.
            with suppress(KilledError):
                self._run(HISTORY, left=KilledError())
            self.assertEqual(len(self._todo(visits, "visit_history")), 2)
            self.assertEqual(self._run(HISTORY), [2, 1])
        self.assertEqual(
            [len(self._todo(visit, "visit_history")) for visit in visits], [1] * 5
        )

    def test_killed_commitment_job_goes_on_after_its_last_batch(self):
        visit = self._attend_visit(self.rep)
        promises = [self._create_commitment(visit) for _index in range(3)]
        job = ("_cron_remind_overdue", "sales.commitment")
        with (
            self._at(days=9),
            patch.object(sales_commitment, "BATCH_SIZE", 2),
        ):
            with suppress(KilledError):
                self._run(*job, left=KilledError())
            self.assertEqual(
                [len(self._todo(promise, "commitment")) for promise in promises],
                [1, 1, 0],
            )
            self.assertEqual(self._run(*job), [1])
        self.assertEqual(
            [len(self._todo(promise, "commitment")) for promise in promises], [1] * 3
        )

    def test_job_pauses_when_its_time_is_up(self):
        for _index in range(3):
            self._plan_visit(self.rep, date_start=self._day(1))
        with patch.object(reminder, "BATCH_SIZE", 2):
            self.assertEqual(self._run(HISTORY, left=0), [2])
            self.assertEqual(self._run(HISTORY), [1])

    def test_people_who_left_do_not_stop_the_others(self):
        gone = self._attend_visit(self.other_rep)
        waiting = self._report_visit(self.other_rep)
        own = self._attend_visit(self.rep)
        (self.other_rep | self.other_leader).active = False
        with self._at(days=5):
            self._run(REPORTS)
            self._run(REVIEWS)
        self.assertEqual(len(self._todo(own, "visit_report")), 2)
        # What they left behind goes to somebody who is there.
        for visit, kind in ((gone, "visit_report"), (waiting, "visit_review")):
            users = self._todo(visit, kind).user_id
            self.assertTrue(users)
            self.assertTrue(all(users.mapped("active")))

    def test_reminder_speaks_the_language_of_its_reader(self):
        self.env["res.lang"]._activate_lang("zh_CN")
        self.leader.lang = "zh_CN"
        visit = self._attend_visit(self.rep)

        def translate(_module, lang):
            text = "%(user)s has not reported %(visit)s"
            return {text: "%(user)s 没有汇报 %(visit)s"} if lang == "zh_CN" else {}

        with (
            self._at(days=5),
            patch.object(code_translations, "get_python_translations", translate),
        ):
            self._run(REPORTS)
        summaries = self._todo(visit, "visit_report").mapped("summary")
        self.assertCountEqual(
            summaries, [f"Report {visit.name}", f"Rep 没有汇报 {visit.name}"]
        )

    def test_jobs_see_every_company(self):
        foreign = self._plan_visit(
            self.foreign_rep,
            partner_id=self.foreign_customer.id,
            date_start=self._day(1),
        )
        self._run(HISTORY)
        self.assertTrue(self._todo(foreign, "visit_history"))
