from datetime import timedelta

from odoo import fields
from odoo.exceptions import AccessError
from odoo.tests import tagged

from .common import SalesVisitCommon


class ReportCommon(SalesVisitCommon):
    def _row(self, record, user=None):
        return self.report.with_user(user or self.env.user).browse(record.id)

    def _in_hours(self, hours):
        return fields.Datetime.now() + timedelta(hours=hours)

    def _assert_circle(self, records, domain, expected_by_user):
        """Check what each user finds, by search and by grouping alike."""
        for user, expected in expected_by_user.items():
            with self.subTest(user=user.login):
                found = records.with_user(user).search(domain)
                self.assertEqual(set(found.ids), set(expected.ids))
                ((count,),) = records.with_user(user)._read_group(
                    domain, [], ["__count"]
                )
                self.assertEqual(count, len(expected))


@tagged("post_install", "-at_install")
class TestSalesVisitReport(ReportCommon):
    """The numbers of the analysis are those of the visits. Source: AN19-AN25."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.report = cls.env["sales.visit.report"]

    def _group(self, visits, groupby, aggregates):
        return self.report._read_group([("id", "in", visits.ids)], groupby, aggregates)

    def test_every_visit_is_one_row(self):
        visits = self._create_visit(self.rep) | self._plan_visit(self.colleague)
        rows = self.report.search([("id", "in", visits.ids)])
        self.assertEqual(rows.visit_id, visits)
        self.assertEqual(
            self.report.search_count([]), self.env["sales.visit"].search_count([])
        )

    def test_dimensions_are_those_of_the_visit(self):
        self.customer.write(
            {
                "country_id": self.env.ref("base.cn").id,
                "state_id": self.env.ref("base.state_cn_SH").id,
            }
        )
        visit = self._review_visit(self.rep, report={"product_attitude": "interested"})
        row = self._row(visit)
        same = (
            "user_id team_id company_id channel state validity outcome stage_id "
            "product_attitude day_slot visit_day is_unplanned is_report_late "
            "purpose_ids companion_ids reviewer_id punctuality"
        )
        for name in same.split():
            self.assertEqual(row[name], visit[name], name)
        self.assertEqual(row.partner_id, self.customer)
        self.assertEqual(row.country_state_id, self.customer.state_id)
        self.assertEqual(row.weekday, "1")

    def test_plan_and_actual_are_counted(self):
        reviewed = self._review_visit(self.rep)
        unplanned = self._create_visit(self.rep)
        unplanned.action_check_in(reason="Came by")
        unplanned.action_check_out(reason="Came by")
        cancelled = self._plan_visit(self.rep)
        cancelled.action_cancel("Rain")
        absent = self._plan_visit(self.rep)
        absent.action_no_show("Shop closed")
        draft = self._create_visit(self.rep)
        names = ["visit_count", "planned_count", "done_count", "cancelled_count"]
        names += ["no_show_count", "valid_count"]
        ((*counts, valid_rate),) = self._group(
            reviewed | unplanned | cancelled | absent | draft,
            [],
            [*(f"{name}:sum" for name in names), "valid_rate:avg"],
        )
        self.assertEqual(
            dict(zip(names, counts, strict=True)),
            {
                "visit_count": 5,
                "planned_count": 3,
                "done_count": 2,
                "cancelled_count": 1,
                "no_show_count": 1,
                "valid_count": 1,
            },
        )
        # One valid, one absent; the others are not decided on.
        self.assertEqual(valid_rate, 50)

    def test_purposes_group_like_on_the_visits(self):
        both = self.purpose | self.purpose_without_call
        visits = self._create_visit(self.rep)
        visits |= self._create_visit(
            self.rep, purpose_ids=[fields.Command.set(both.ids)]
        )
        groups = dict(self._group(visits, ["purpose_ids"], ["visit_count:sum"]))
        self.assertEqual(groups, {self.purpose: 2, self.purpose_without_call: 1})

    def test_appointments_and_history_in_time(self):
        early = self._confirm_visit(self.rep)
        early.action_review_history()
        hasty = self._plan_visit(self.rep, date_start=early.date_start)
        exempt = self._plan_visit(
            self.rep,
            date_start=early.date_start,
            purpose_ids=[fields.Command.set(self.purpose_without_call.ids)],
        )
        waiting = self._confirm_visit(self.rep)
        visits = early | hasty | exempt | waiting
        with self._at(early.date_start - timedelta(minutes=5)):
            hasty.write({"appointment_date": early.visit_day})
            for visit in early | hasty | exempt:
                visit.action_check_in(reason="No reception")
                visit.action_check_out(reason="No reception")
        rates = {row.visit_id: row for row in self.report.browse(visits.ids)}
        self.assertEqual(rates[early].appointment_rate, 100)
        self.assertEqual(rates[early].appointment_lead_days, 2)
        self.assertEqual(rates[early].history_rate, 100)
        self.assertEqual(rates[hasty].appointment_rate, 0)
        self.assertEqual(rates[hasty].history_rate, 0)
        ((appointments, history),) = self._group(
            visits, [], ["appointment_rate:avg", "history_rate:avg"]
        )
        # The exempt one needs no call; the waiting one is not due.
        self.assertEqual(appointments, 50)
        self.assertAlmostEqual(history, 100 / 3)

    def test_punctuality_and_stay(self):
        punctual = self._plan_visit(self.rep)
        late = self._plan_visit(self.rep)
        open_visit = self._plan_visit(self.rep)
        with self._at(punctual.date_start):
            punctual.action_check_in(reason="No reception")
        with self._at(late.date_start + timedelta(minutes=20)):
            late.action_check_in(reason="No reception")
        with self._at(late.date_start + timedelta(minutes=50)):
            (punctual | late).mapped(
                lambda visit: visit.action_check_out(reason="No reception")
            )
        ((stay, minutes, rate),) = self._group(
            punctual | late | open_visit,
            [],
            ["stay_minutes:avg", "late_minutes:avg", "punctual_rate:avg"],
        )
        self.assertEqual((stay, minutes, rate), (40, 10, 50))

    def test_delays_of_report_and_review(self):
        visit = self._attend_visit(self.rep)
        visit.write(self._prepare_report_vals(visit))
        with self._at(hours=30):
            visit.action_submit_report()
        with self._at(hours=36):
            visit.with_user(self.leader).action_review()
        row = self._row(visit)
        self.assertAlmostEqual(row.report_delay_hours, 30)
        self.assertAlmostEqual(row.review_delay_hours, 6)
        self.assertTrue(row.is_report_late)
        self.assertEqual(row.completeness, 100)
        ((delay,),) = self._group(
            self._plan_visit(self.rep), [], ["report_delay_hours:avg"]
        )
        self.assertFalse(delay)

    def test_commitments_and_appointment_calls(self):
        visit = self._plan_visit(self.rep)
        self._create_commitment(visit)
        self._create_commitment(visit)
        call = visit._log_appointment_call(
            "agreed", arrival_time=visit.date_start, place="Here", late_reason="Urgent"
        )
        self.assertEqual(self._row(visit).commitment_count, 2)
        self.assertFalse(self._row(visit).is_appointment_call)
        self.assertTrue(self._row(call).is_appointment_call)

    def test_unsaved_changes_are_counted(self):
        visit = self._create_visit(self.rep)
        self.assertEqual(self._row(visit).channel, "onsite")
        visit.channel = "online"
        self.report.invalidate_model()
        found = self.report.search([("id", "=", visit.id), ("channel", "=", "online")])
        self.assertTrue(found)

    def test_row_opens_the_visit(self):
        visit = self._create_visit(self.rep)
        action = self._row(visit).action_open_visit()
        self.assertEqual(
            (action["res_model"], action["res_id"]), ("sales.visit", visit.id)
        )

    def test_roles_see_the_visits_of_their_circle(self):
        own = self._create_visit(self.rep)
        accompanied = self._create_visit(
            self.other_rep, companion_ids=[fields.Command.set(self.rep.ids)]
        )
        foreign = (
            self.env["sales.visit"]
            .with_user(self.foreign_rep)
            .create({"partner_id": self.foreign_customer.id})
        )
        visits = own | accompanied
        self._assert_circle(
            self.report,
            [("id", "in", [*visits.ids, foreign.id])],
            {
                self.rep: visits,
                self.colleague: visits.browse(),
                self.leader: own,
                self.other_leader: accompanied,
                self.manager: visits,
                self.auditor: visits,
                self.foreign_rep: foreign,
            },
        )

    def test_others_see_nothing_and_nobody_writes(self):
        visit = self._create_visit(self.rep)
        for user in (self.outsider, self.steward, self.portal):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self.report.with_user(user).search([])
        for user in (self.rep, self.manager):
            row = self._row(visit, user)
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                row.state = "reviewed"
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                row.unlink()

    def test_query_count_does_not_grow_with_the_visits(self):
        visits = self.env["sales.visit"]
        for _number in range(20):
            visits |= self._create_visit(self.rep)
        report = self.report.with_user(self.manager)
        domain = [("id", "in", visits.ids)]
        report._read_group(domain, ["user_id"], ["valid_rate:avg"])
        self.env.flush_all()
        with self.assertQueryCount(1):
            report._read_group(domain, ["user_id"], ["valid_rate:avg"])


@tagged("post_install", "-at_install")
class TestSalesVisitCoverage(ReportCommon):
    """When we were last at each customer's. Source: AN24."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.report = cls.env["sales.visit.coverage"]
        cls.customer.user_id = cls.rep
        cls.other_customer.user_id = cls.other_rep

    def _coverage(self, customer, user=None):
        records = self.report.with_user(user or self.manager)
        records.invalidate_model()
        return records.search(
            [("partner_id", "=", customer.id), ("company_id", "=", self.company.id)]
        )

    def test_never_visited_customer_stands_first(self):
        self._review_visit(self.rep)
        row = self._coverage(self.other_customer)
        self.assertRecordValues(
            row,
            [
                {
                    "date_last_visit": False,
                    "last_visit_age": "never",
                    "visit_count": 0,
                    "covered_90_rate": 0,
                    "user_id": self.other_rep.id,
                    "team_id": self.other_team.id,
                }
            ],
        )
        rows = self.report.search(
            [("partner_id", "in", (self.customer | self.other_customer).ids)]
        )
        self.assertEqual(rows[-1].partner_id, self.customer)

    def test_counts_are_those_of_the_visits(self):
        for days, number in ((0, 2), (-20, 1), (-45, 1), (-100, 1)):
            with self._at(days=days):
                for _number in range(number):
                    self._review_visit(self.rep)
        cancelled = self._plan_visit(self.rep)
        cancelled.action_cancel("Rain")
        next_visit = self._plan_visit(self.rep, date_start=self._in_hours(72))
        self.assertRecordValues(
            self._coverage(self.customer),
            [
                {
                    "visit_count": 5,
                    "visit_count_30": 3,
                    "visit_count_90": 4,
                    "valid_count": 5,
                    "days_since_visit": 0,
                    "last_visit_age": "1_month",
                    "covered_30_rate": 100,
                    "date_next_visit": next_visit.visit_day,
                }
            ],
        )
        with self._at(days=61):
            row = self._coverage(self.customer)
            self.assertEqual(
                (row.days_since_visit, row.last_visit_age), (61, "3_months")
            )

    def test_numbers_agree_with_the_partner(self):
        self._review_visit(self.rep)
        self._attend_visit(self.rep, date_start=self._in_hours(5))
        customer = self.customer.with_user(self.manager)
        row = self._coverage(customer)
        self.assertEqual(row.visit_count, customer.sales_visit_count)
        held = customer.customer_visit_ids.filtered(
            lambda visit: visit.state in visit._get_held_states()
        )
        self.assertEqual(row.date_last_visit, max(held.mapped("visit_day")))

    def test_every_reader_counts_alike(self):
        self._review_visit(self.rep)
        self._plan_visit(self.rep, date_start=self._in_hours(72))
        names = [name for name in self.report._fields if name != "display_name"]
        expected = self._coverage(self.customer).read(names)
        for user in (self.rep, self.leader, self.auditor):
            with self.subTest(user=user.login):
                row = self._coverage(self.customer, user)
                self.assertEqual(row.read(names), expected)

    def test_calls_are_contact_and_no_visit(self):
        call = self._create_visit(self.rep, channel="phone")
        call.write(self._prepare_report_vals(call))
        call.action_submit_report()
        row = self._coverage(self.customer)
        self.assertEqual(row.last_visit_age, "never")
        self.assertEqual(row.date_last_contact, call.visit_day)

    def test_contacts_count_for_their_company(self):
        self._attend_visit(self.rep, partner_id=self.contact.id)
        self.assertEqual(self._coverage(self.customer).visit_count, 1)
        self.assertFalse(self._coverage(self.contact))

    def test_who_is_a_customer(self):
        partners = self.env["res.partner"]
        vendor, stranger, archived, person = partners.create(
            [
                {"name": "Vendor", "is_company": True, "supplier_rank": 1},
                {"name": "Stranger"},
                {"name": "Closed", "is_company": True, "active": False},
                {"name": "Sole Trader", "user_id": self.rep.id},
            ]
        )
        for partner in (vendor, stranger, archived, self.company.partner_id):
            self.assertFalse(self._coverage(partner), partner.name)
        self.assertTrue(self._coverage(person))
        self._plan_visit(self.rep, partner_id=vendor.id)
        self.assertTrue(self._coverage(vendor))

    def test_colleagues_are_no_customers(self):
        colleague = self.colleague.partner_id
        colleague.user_id = self.rep
        self.assertFalse(self._coverage(colleague))

    def test_each_company_counts_its_own_visits(self):
        self._attend_visit(self.rep)
        rows = self.report.search([("partner_id", "=", self.customer.id)])
        by_company = {row.company_id: row.visit_count for row in rows}
        self.assertEqual(by_company[self.company], 1)
        self.assertEqual(by_company[self.other_company], 0)
        foreign = self.report.search([("partner_id", "=", self.foreign_customer.id)])
        self.assertEqual(foreign.company_id, self.other_company)
        self.assertEqual(len(set(rows.ids)), len(rows))

    def test_share_of_visited_customers(self):
        self._attend_visit(self.rep)
        ((rate,),) = self.report._read_group(
            [
                ("partner_id", "in", (self.customer | self.other_customer).ids),
                ("company_id", "=", self.company.id),
            ],
            [],
            ["covered_30_rate:avg"],
        )
        self.assertEqual(rate, 50)

    def test_row_opens_the_customer_and_plans(self):
        row = self._coverage(self.customer, self.rep)
        action = row.action_open_partner()
        self.assertEqual(
            (action["res_model"], action["res_id"]), ("res.partner", self.customer.id)
        )
        action = row.action_plan_visits()
        self.assertEqual(action["context"]["default_partner_id"], self.customer.id)

    def test_several_customers_get_a_draft_each(self):
        people = self.contact | self.second_contact | self.other_contact
        action = people.with_user(self.rep).action_plan_sales_visits()
        visits = self.env["sales.visit"].search(action["domain"], order="id")
        self.assertRecordValues(
            visits,
            [
                {
                    "partner_id": self.customer.id,
                    "contact_ids": (self.contact | self.second_contact).ids,
                    "user_id": self.rep.id,
                    "state": "draft",
                },
                {
                    "partner_id": self.other_customer.id,
                    "contact_ids": self.other_contact.ids,
                    "user_id": self.rep.id,
                    "state": "draft",
                },
            ],
        )

    def test_roles_see_the_customers_of_their_circle(self):
        both = self._coverage(self.customer) | self._coverage(self.other_customer)
        own, other = both
        none = both.browse()
        expected = {
            self.rep: own,
            self.colleague: none,
            self.leader: own,
            self.other_leader: other,
            self.manager: both,
            self.auditor: both,
            self.foreign_rep: none,
        }
        self._assert_circle(self.report, [("id", "in", both.ids)], expected)
        # Whoever visited a customer goes on seeing it.
        self._create_visit(self.colleague)
        self.assertTrue(self._coverage(self.customer, self.colleague))
        for user in (self.outsider, self.portal):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self._coverage(self.customer, user)
