from datetime import timedelta

from odoo import fields
from odoo.tests import tagged

from .process_common import ProcessCommon


@tagged("post_install", "-at_install")
class TestDealAnomaly(ProcessCommon):
    """The nightly check of running deals: S053, S056, S064."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.anomalies = cls.env["crm.lead.anomaly"]

    def _detect(self):
        self.anomalies._cron_detect_anomalies()

    def _kinds(self, lead):
        rows = lead.anomaly_ids.filtered(lambda row: row.state == "open")
        return set(rows.mapped("kind"))

    def test_sound_deal_has_none(self):
        lead = self._create_lead(date_deadline="2026-06-30", expected_revenue=1000)
        self._detect()
        self.assertFalse(self._kinds(lead))

    def test_each_kind_is_found_explained_and_closed(self):
        lead = self._lead_at(4, date_deadline="2026-06-30", expected_revenue=1000)
        visit = self._attend_visit(self.rep, lead_id=lead.id)
        lead.buying_stage = "2"
        promise = self._create_commitment(visit)
        lead.expected_revenue = 1500
        with self._at(days=31):
            lead.date_deadline = "2026-03-20"
            self._detect()
            self.assertEqual(
                self._kinds(lead),
                {
                    "stagnation",
                    "gap",
                    "evidence",
                    "commitment",
                    "date",
                    "amount",
                    "decision",
                },
            )
            values = {row.kind: row.value for row in lead.anomaly_ids}
            self.assertEqual(values["gap"], 2)
            self.assertEqual(values["evidence"], 3)
            self.assertEqual(values["amount"], 50)
            self.assertEqual(values["date"], 13)
            self.assertEqual(values["commitment"], 1)
            for row in lead.anomaly_ids:
                self.assertTrue(row.explanation)
            self.assertEqual(lead.anomaly_count, 7)
            promise._engine_write({"state": "late"})
            self.contact.customer_role_ids = self.role["decision"]
            lead.write({"buying_stage": "4", "date_deadline": "2026-08-30"})
            lead.expected_revenue = 1100
            self._tick(lead, 1, 2, 3)
            self._detect()
            self.assertFalse(self._kinds(lead))
            self.assertEqual(set(lead.anomaly_ids.mapped("state")), {"closed"})

    def test_one_open_row_for_each_deal_and_kind(self):
        lead = self._create_lead(date_deadline="2026-02-01")
        self._detect()
        self._detect()
        row = lead.anomaly_ids
        self.assertEqual((row.kind, row.value), ("date", 29))
        with self._at(days=1):
            self._detect()
        self.assertEqual(row.value, 30)

    def test_leader_gets_one_task_for_all_of_them(self):
        """S053, S056: the manager decides."""
        kind = self.env.ref("sales_visit_crm.mail_activity_type_deal_anomaly")
        for number in range(3):
            self._create_lead(name=f"Deal {number}", date_deadline="2026-02-01")
        self._detect()
        with self._at(days=1):
            self._create_lead(name="Another", date_deadline="2026-02-01")
            self._detect()
        tasks = self.env["mail.activity"].search([("activity_type_id", "=", kind.id)])
        self.assertEqual(
            tasks.filtered(lambda task: task.user_id == self.leader), tasks
        )
        self.assertEqual(len(tasks), 1)
        self.assertIn("3", tasks.summary)

    def test_milestone_is_progress(self):
        """S056: no stage or milestone change for 30 days."""
        lead = self._create_lead(date_deadline="2026-12-30")
        with self._at(days=20):
            self._tick(lead, 1)
        with self._at(days=35):
            self._detect()
        self.assertNotIn("stagnation", self._kinds(lead))
        with self._at(days=51):
            self._detect()
        self.assertIn("stagnation", self._kinds(lead))

    def test_day_is_the_salespersons(self):
        """At 07:30 of 2 March in Shanghai, 1 March is over; in UTC it is not."""
        lead = self._create_lead(date_deadline="2026-03-01")
        self._detect()
        self.assertIn("date", self._kinds(lead))

    def test_thresholds_are_settings(self):
        lead = self._lead_at(2, date_deadline="2026-12-30", expected_revenue=100)
        self._tick(lead, 1)
        self._detect()
        self.assertEqual(self._kinds(lead), {"gap"})
        self.company.process_gap_stages = 2
        self.company.process_decision_stage = 2
        lead.expected_revenue = 120
        self.company.process_amount_rate = 10
        self._detect()
        self.assertEqual(self._kinds(lead), {"amount", "decision"})

    def test_ended_deals_have_no_open_anomaly(self):
        lead = self._create_lead(date_deadline="2026-02-01")
        self._detect()
        lead.active = False
        self._detect()
        self.assertFalse(self._kinds(lead))

    def test_ordinary_deals_are_not_judged(self):
        lead = self._create_lead(
            self.colleague,
            user_id=self.colleague.id,
            team_id=self.team.id,
            date_deadline="2026-02-01",
        )
        self._detect()
        self.assertFalse(lead.anomaly_ids)

    def test_check_is_set_based(self):
        """As many queries for one deal as for fifty."""
        counts = []
        for count in (1, 49):
            for number in range(count):
                self._create_lead(
                    name=f"Deal {number}",
                    date_deadline=fields.Date.to_date("2026-02-01")
                    - timedelta(days=number),
                )
            self.env.flush_all()
            before = self.env.cr.sql_log_count
            self._detect()
            counts.append(self.env.cr.sql_log_count - before)
        self.assertLessEqual(counts[1], counts[0] + 2)
