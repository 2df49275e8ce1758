from datetime import timedelta

from odoo import fields
from odoo.tests import tagged

from .common import SalesVisitCommon

FEW, MANY = 1, 100
SLACK = 1  # query for defaults that a single record does not ask for


@tagged("post_install", "-at_install")
class TestPerformance(SalesVisitCommon):
    """A call for a hundred visits makes as many queries as a call for one.

    The numbers themselves depend on the add-ons installed beside ours; that they do
    not grow is ours.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.customers = cls.env["res.partner"].create(
            [
                {
                    "name": f"Customer {number}",
                    "is_company": True,
                    "child_ids": [fields.Command.create({"name": f"Buyer {number}"})],
                }
                for number in range(MANY)
            ]
        )

    def _prepare_visits(self, count):
        start = fields.Datetime.now() + timedelta(days=3)
        return [
            {
                "partner_id": self.customers[number].id,
                "purpose_ids": [fields.Command.set(self.purpose.ids)],
                "expected_result": "A trial order of ten cases.",
                "date_start": start,
                "appointment_date": fields.Date.to_date("2026-03-02"),
                "arrival_time": start,
            }
            for number in range(count)
        ]

    def _create_visits(self, count):
        visits = self.env["sales.visit"].with_user(self.rep)
        return visits.create(self._prepare_visits(count))

    def _report_visits(self, count):
        """Return visits whose reports wait to be submitted."""
        visits = self._create_visits(count)
        visits.action_plan()
        moment = fields.Datetime.now()
        visits._engine_write(
            {"state": "done", "date_arrived": moment, "date_left": moment}
        )
        for visit in visits:
            visit.contact_ids = visit.partner_id.child_ids
        visits.write(
            {
                "summary": "Talked about the trial order.",
                "outcome": "reached",
                "success_note": "Trial order agreed.",
                "stage_id": self.stage.id,
                "next_date_start": moment + timedelta(days=14),
                "next_plan": "Collect the feedback.",
                "step_ids": [fields.Command.create({"name": "Send the offer"})],
            }
        )
        return visits

    def _count_queries(self, records, call):
        """Return the queries of ``call`` on ``records``, with nothing in memory."""
        self.env.cr.flush()
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        call(records)
        self.env.cr.flush()
        return self.env.cr.sql_log_count - before

    def _assert_constant(self, prepare, call):
        """Check that ``call`` costs as much for many records as for one.

        :param prepare: function of a count returning what ``call`` takes
        """
        self._count_queries(prepare(FEW), call)  # warm what a process keeps
        few = self._count_queries(prepare(FEW), call)
        many = self._count_queries(prepare(MANY), call)
        self.assertLessEqual(many, few + SLACK, f"{MANY} records: {many}, {FEW}: {few}")

    def test_creating_visits(self):
        visits = self.env["sales.visit"].with_user(self.rep)
        self._assert_constant(self._prepare_visits, visits.create)

    def test_planning_visits(self):
        self._assert_constant(self._create_visits, lambda visits: visits.action_plan())

    def test_confirming_visits(self):
        def prepare(count):
            visits = self._create_visits(count)
            visits.action_plan()
            return visits

        self._assert_constant(prepare, lambda visits: visits.action_confirm())

    def test_submitting_reports(self):
        self._assert_constant(
            self._report_visits, lambda visits: visits.action_submit_report()
        )

    def test_reviewing_reports(self):
        def prepare(count):
            visits = self._report_visits(count)
            visits.action_submit_report()
            return visits.with_user(self.leader)

        self._assert_constant(prepare, lambda visits: visits.action_review())

    def test_reading_what_a_list_shows(self):
        """Computed columns of the list and the kanban cost one query each at most."""
        names = [
            "display_name",
            "duplicate_count",
            "missing_note",
            "proof_note",
            "readiness",
            "reschedule_count",
            "unanswered_count",
            "validity_forecast",
        ]
        self._assert_constant(self._report_visits, lambda visits: visits.read(names))

    def test_counting_on_customers(self):
        names = ["sales_visit_count", "date_last_contact", "commitment_open_count"]

        def prepare(count):
            self._report_visits(count)
            return self.customers[:count].with_user(self.rep)

        self._assert_constant(prepare, lambda partners: partners.read(names))
