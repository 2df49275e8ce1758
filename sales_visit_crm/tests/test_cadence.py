import random
from datetime import date, datetime, timedelta

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged
from odoo.tools import SQL, mute_logger

from ..tools import cadence as arithmetic
from .cadence_common import CadenceCommon


@tagged("post_install", "-at_install")
class TestCadence(CadenceCommon):
    """When a customer is to be contacted next, and why; today is Monday 2 March."""

    def test_status_decides_where_nothing_else_does(self):
        """S020: 7, 3 and 30 days; G04: lost customers rest."""
        self._contact(4)
        for status, days in (("potential", 7), ("intended", 3), ("active", 30)):
            self.customer._file_engine_write({"customer_status": status})
            self.cadence._refresh(self.customer)
            with self.subTest(status=status):
                self.assertEqual(self.row.date_unshifted, self._in(days - 4))
                self.assertEqual(self.row.rule, "status")
        self.customer._file_engine_write({"customer_status": "lost"})
        self.assertFalse(self._run_night().contact_due_date)
        self.assertIn("No rule", self.row.contact_due_reason)
        self.company.contact_lost_days = 90
        self.assertEqual(self._run_night().date_unshifted, self._in(86))

    def test_light_touches_are_no_deep_contact(self):
        """S021 and test vector 2.10: three light touches in 7 days, still overdue."""
        self.customer._file_engine_write({"customer_grade_id": self.grade_a.id})
        self._contact(10)
        for days in (5, 3, 1):
            self._contact(days, "light")
        row = self.row
        self.assertEqual(row.rule, "deep")
        self.assertEqual(row.date_unshifted, self._in(-3))
        self.assertEqual(row.due_state, "overdue")
        self.assertIn("a deep contact every 7 days", row.contact_due_reason)
        self._contact(0)
        self.assertGreater(self.row.contact_due_date, self.today)

    def test_grade_interval_goes_before_the_status(self):
        """S022: B every 30 days, whatever the status."""
        self.customer._file_engine_write({"customer_grade_id": self.grade_b.id})
        self._contact(4)
        self.assertEqual(self.row.rule, "grade")
        self.assertEqual(self.row.date_unshifted, self._in(26))

    def test_monthly_cap_goes_before_everything(self):
        """G02: a potential C customer would be due weekly, but twice a month is all."""
        self.customer._file_engine_write({"customer_grade_id": self.grade_c.id})
        with self._at(days=10):
            self._contact(8, "light")
            self.assertEqual(self.row.rule, "status")
            self._contact(1, "light")
            row = self.row
            self.assertEqual(row.rule, "cap")
            self.assertEqual(row.contact_due_date, date(2026, 4, 1))
            self.assertIn("2 contacts this month, at most 2", row.contact_due_reason)
        with self._at(days=31):
            self.assertEqual(self._run_night().rule, "status")

    def test_inbound_contact_does_not_count_against_the_cap(self):
        """S023."""
        self.customer._file_engine_write({"customer_grade_id": self.grade_c.id})
        self._contact(0, channel="inbound")
        self.assertEqual(self.row.month_contact_count, 0)

    def test_free_days_move_to_the_next_working_day(self):
        """G03: week-ends, public holidays and shifted workdays."""
        self.customer._file_engine_write({"customer_status": "intended"})
        self._contact(-2)
        self.assertEqual(self.row.date_unshifted, date(2026, 3, 7))
        self.assertEqual(self.row.contact_due_date, date(2026, 3, 9))
        self.assertIn("no working day", self.row.contact_due_reason)
        leave = {
            "name": "Holiday",
            "calendar_id": self.company.resource_calendar_id.id,
            "company_id": self.company.id,
            "date_from": datetime(2026, 3, 8, 16),
            "date_to": datetime(2026, 3, 9, 16),
        }
        self.company.resource_calendar_id.tz = "Asia/Shanghai"
        self.env["resource.calendar.leaves"].create(leave)
        self.assertEqual(self._run_night().contact_due_date, date(2026, 3, 10))
        self.env["resource.calendar.leaves"].create(
            {
                **leave,
                "name": "Shifted Workday",
                "time_type": "other",
                "date_from": datetime(2026, 3, 6, 16),
                "date_to": datetime(2026, 3, 7, 16),
            }
        )
        self.assertEqual(self._run_night().contact_due_date, date(2026, 3, 7))

    def test_another_calendar_of_the_company_counts_at_once(self):
        monday = date(2026, 3, 9)
        shop = self.company.resource_calendar_id.copy()
        shop.attendance_ids.filtered(lambda line: line.dayofweek == "0").unlink()
        days = self.cadence._get_moved_days(self.company, self.today)
        self.assertNotIn(monday, days)
        self.company.resource_calendar_id = shop
        days = self.cadence._get_moved_days(self.company, self.today)
        self.assertEqual(days[monday], date(2026, 3, 10))

    def test_day_is_the_local_one(self):
        """At 07:30 in Shanghai it is still yesterday in UTC."""
        self._contact(0)
        self.assertEqual(self.row.date_last_contact, date(2026, 3, 2))

    def test_planned_visit_does_not_count_as_contact(self):
        visit = self._plan_visit(self.rep)
        self.assertEqual(self.row.date_next_contact, self.today)
        self.assertFalse(self.row.date_last_contact)
        visit.action_cancel("Ill")
        self.assertFalse(self.row.date_next_contact)

    def test_other_rooms_add_their_rules(self):
        """The hook for intent levels and tiers: the most demanding rule decides."""

        def sources(_model, restrict):
            query = SQL(
                "SELECT id AS partner_id, 2 AS days FROM res_partner WHERE id = %s"
                " AND %s",
                self.customer.id,
                restrict(SQL("id")),
            )
            return [("intent", query, "Intent Level H")]

        self._contact(1)
        self.patch(self.registry["customer.cadence"], "_get_cadence_sources", sources)
        row = self._run_night()
        self.assertEqual((row.rule, row.date_unshifted), ("intent", self._in(1)))
        self.assertIn("Intent Level H: a contact every 2 days", row.contact_due_reason)

    def test_statement_reckons_as_the_tool_does(self):
        """The SQL and ``tools/cadence.py`` agree on generated customers."""
        chance = random.Random(4)  # noqa: S311  samples, no secrets
        grades = [self.grade_a, self.grade_b, self.grade_c, self.grade_a.browse()]
        partners = self.env["res.partner"].create(
            [
                {"name": f"C {n}", "is_company": True, "user_id": self.rep.id}
                for n in range(60)
            ]
        )
        for partner in partners:
            partner._file_engine_write({"customer_grade_id": chance.choice(grades).id})
            status = chance.choice(["potential", "intended", "active", "lost"])
            partner._file_engine_write({"customer_status": status})
            for _number in range(chance.randrange(4)):
                self._contact(
                    chance.randrange(40),
                    chance.choice(["light", "deep"]),
                    partner_id=partner.id,
                )
        self.cadence._refresh(partners)
        company = self.company
        days = {
            "potential": company.contact_potential_days,
            "intended": company.contact_intended_days,
            "active": company.contact_active_days,
            "lost": 0,
        }
        for row in self.cadence.search([("partner_id", "in", partners.ids)]):
            grade = row.grade_id if row.customer_status != "lost" else row.grade_id[:0]
            created = row.partner_id.create_date.date()
            start = row.date_last_contact or created
            rules = [
                ("deep", grade.deep_contact_days, row.date_last_deep or created),
                ("grade", grade.contact_interval_days, start),
            ]
            if not grade.contact_interval_days:
                rules.append(("status", days[row.customer_status], start))
            expected = arithmetic.due(
                rules,
                contacts=row.month_contact_count,
                cap=row.grade_id.monthly_contact_cap,
                today=self.today,
            )
            with self.subTest(row=row.partner_id.name):
                self.assertEqual(
                    row.date_unshifted or None, expected and expected[1], row.rule
                )

    # override

    def _set_own_interval(self, user, days, reason="They asked for it."):
        wizard = self.env["customer.cadence.set"].with_user(user)
        wizard = wizard.create(
            {"cadence_id": self.row.id, "override_days": days, "reason": reason}
        )
        wizard.action_apply()

    def test_own_interval_with_reason_decides_alone(self):
        """S024."""
        self.customer._file_engine_write({"customer_grade_id": self.grade_a.id})
        self._contact(2)
        self._set_own_interval(self.rep, 14)
        self.assertEqual(self.row.rule, "override")
        self.assertEqual(self.row.date_unshifted, self._in(12))
        self.assertIn("They asked for it", self.row.contact_due_reason)
        self._set_own_interval(self.leader, 0, "Back to the rule.")
        self.assertEqual(self.row.rule, "deep")

    def test_bad_intervals_are_refused_in_words(self):
        self._contact(2)
        for user, days, reason, error in (
            (self.rep, -1, "x", "0 to 365"),
            (self.rep, 400, "x", "0 to 365"),
            (self.rep, 14, " ", "Say why"),
        ):
            with self.assertRaisesRegex(UserError, error):
                self._set_own_interval(user, days, reason)
        with self.assertRaises(AccessError):
            self.row.with_user(self.colleague)._set_override(14, "x")
        with self.assertRaises(AccessError):
            self.row.with_user(self.manager).write({"override_days": 3})

    # to-dos

    def test_owner_is_asked_once_until_the_customer_is_contacted(self):
        """S020: an activity for the main owner."""
        self._contact(20)
        kind = self.env.ref("sales_visit_crm.mail_activity_type_customer_contact")
        for _night in range(2):
            self.cadence._cron_schedule_contacts()
            asked = self.customer.activity_ids.filtered(
                lambda activity: activity.activity_type_id == kind
            )
            self.assertEqual(len(asked), 1)
        self.assertEqual(asked.user_id, self.rep)
        self._contact(0)
        self.assertFalse(asked.active)
        self.customer.invalidate_recordset(["activity_ids"])
        self.cadence._cron_schedule_contacts()
        self.assertFalse(self.customer.activity_ids)

    def test_planned_contact_asks_for_none(self):
        self._contact(20)
        self._plan_visit(self.rep)
        self.cadence._cron_schedule_contacts()
        self.assertFalse(self.customer.activity_ids)

    # too much

    def test_third_contact_of_a_month_needs_a_reason(self):
        """S023 and test vector 2.10."""
        self.customer._file_engine_write({"customer_grade_id": self.grade_c.id})
        self._contact(0, "light")
        self._contact(0, "light")
        third = self._create_visit(self.rep)
        self.assertTrue(third.is_over_cap)
        with self.assertRaisesRegex(UserError, "at most 2 times a month"):
            third.action_plan()
        third.overcontact_reason = "They asked us to come."
        third.action_plan()
        self.assertEqual(third.state, "planned")
        inbound = self._create_visit(self.rep, channel="inbound")
        self.assertFalse(inbound.is_over_cap)
        later = self._create_visit(
            self.rep, date_start=fields.Datetime.now() + timedelta(days=40)
        )
        self.assertFalse(later.is_over_cap)

    def test_plan_without_goal_stays_a_draft(self):
        """S025."""
        visit = self._create_visit(self.rep, expected_result=False)
        with self.assertRaisesRegex(UserError, "to achieve"):
            visit.action_plan()

    def test_second_person_is_warned_and_the_owner_told(self):
        """S026."""
        self._plan_visit(self.rep)
        visit = self._create_visit(self.colleague)
        self.assertIn("Rep contacts this customer", visit.contact_warning)
        visit.action_plan()
        told = self.env["mail.notification"].search(
            [("res_partner_id", "=", self.rep.partner_id.id)]
        )
        self.assertIn("within hours", "".join(told.mail_message_id.mapped("body")))
        far = self._create_visit(
            self.colleague, date_start=fields.Datetime.now() + timedelta(days=5)
        )
        self.assertFalse(far.contact_warning)

    def test_depth_follows_the_channel(self):
        for channel, depth in (("phone", "light"), ("onsite", "deep")):
            visit = self._create_visit(self.rep, channel=channel)
            self.assertEqual(visit.contact_depth, depth)

    # risk

    def test_missed_return_visits_are_a_risk(self):
        """S042."""
        self.customer._file_engine_write({"customer_status": "active"})
        self._contact(70)
        self.cadence._cron_find_renewal_risk()
        self.assertEqual(self.row.renewal_risk, "missed")
        self._contact(0)
        self.cadence._cron_find_renewal_risk()
        self.assertFalse(self.row.renewal_risk)

    def test_dropped_sales_are_a_risk(self):
        """S042: more than 30 % less than in the period before."""
        product = self.env["product.product"].create({"name": "Pump"})
        self._contact(0)
        for days, price in ((120, 1000), (10, 600)):
            order = self.env["sale.order"].create(
                {
                    "partner_id": self.contact.id,
                    "order_line": [
                        fields.Command.create(
                            {"product_id": product.id, "price_unit": price}
                        )
                    ],
                }
            )
            order.action_confirm()
            order.date_order = fields.Datetime.now() - timedelta(days=days)
        self.cadence._cron_find_renewal_risk()
        self.assertEqual(self.row.renewal_risk, "drop")

    # reports

    def test_compliance_counts_who_is_overdue(self):
        """S020, AN24."""
        self._contact(20)
        self.other_customer.user_id = self.rep
        self._contact(0, partner_id=self.other_customer.id)
        self.env.flush_all()
        rows = self.env["customer.cadence.report"].with_user(self.leader)
        domain = [("partner_id", "in", (self.customer | self.other_customer).ids)]
        ((rate, due),) = rows._read_group(
            domain, [], ["compliance_rate:avg", "due_count:sum"]
        )
        self.assertEqual((rate, due), (50, 1))

    def test_months_with_too_many_contacts_are_listed(self):
        """S023."""
        self.customer._file_engine_write({"customer_grade_id": self.grade_c.id})
        for _number in range(3):
            self._contact(0, "light")
        self.env.flush_all()
        month = self.env["customer.contact.month"].search(
            [("partner_id", "=", self.customer.id), ("excess_count", ">", 0)]
        )
        self.assertRecordValues(
            month, [{"contact_count": 3, "cap_count": 2, "excess_count": 1}]
        )

    def test_lowering_a_cell_lowers_the_load_before_it_is_saved(self):
        """Differentiator 9."""
        partners = self.env["res.partner"].create(
            [{"name": f"C {n}", "user_id": self.rep.id} for n in range(40)]
        )
        self.cadence._refresh(partners)
        admin = self._new_user("admin", "base.group_system")
        for group in ("group_sales_visit_manager",):
            admin.group_ids |= self.env.ref(f"sales_visit_crm.{group}")
        checks = self.env["customer.capacity"].with_user(admin)
        with Form(checks.with_context(default_team_id=self.team.id)) as form:
            before = form.needed_hours
            self.assertIn("h a week per salesperson", form.verdict)
            with form.line_ids.edit(0) as line:
                self.assertEqual(line.rule, "status")
                line.interval_days = 14
            self.assertLess(form.needed_hours, before)
            self.assertEqual(self.company.contact_potential_days, 7)
        form.record.action_apply()
        self.assertEqual(self.company.contact_potential_days, 14)
        as_leader = self.env["customer.capacity"].with_user(self.leader)
        check = as_leader.create({"team_id": self.team.id})
        check.line_ids[0].interval_days = 1
        with self.assertRaisesRegex(AccessError, "administrator"):
            check.action_apply()

    def test_follow_up_log_has_a_sheet_per_customer_and_a_row_per_contact(self):
        """B02."""
        first = self._contact(3, summary="Needs the migration period confirmed.")
        visits = first | self._contact(1)
        visits |= self._contact(0, partner_id=self.other_customer.id)
        reports = self.env["ir.actions.report"].with_user(self.rep)
        html = reports._render_qweb_html(
            "sales_visit_crm.report_customer_follow_up", visits.ids
        )[0].decode()
        self.assertEqual(html.count("Follow-up Method"), 2)
        self.assertIn("Needs the migration period confirmed.", html)
        self.assertIn("Deep Communication", html)
        blank = reports._render_qweb_html(
            "sales_visit_crm.report_customer_follow_up", [], {"is_blank": "1"}
        )[0].decode()
        self.assertEqual(blank.count("Follow-up Method"), 1)

    # the list

    def test_rep_sees_own_rows_only(self):
        self._contact(1)
        rows = self.cadence.with_user(self.colleague).search(
            [("partner_id", "=", self.customer.id)]
        )
        self.assertFalse(rows)
        row = self.row.with_user(self.rep)
        self.assertEqual(row.action_call()["context"]["default_channel"], "phone")
        self.assertEqual(
            row.action_plan_visit()["context"]["default_partner_id"], self.customer.id
        )

    def test_rows_about_a_secret_customer_are_secret_too(self):
        """R044: they are for those who may know of the customer."""
        self._contact(1)
        customer = self.customer.with_user(self.rep)
        customer._set_status_by_hand("intended", "They asked for an offer.")
        logs = self.env["customer.pool.log"].with_user(self.rep)
        logs._log(customer, "give_up")
        level = self.env.ref("sales_visit_crm.crm_intent_level_b")
        self.env["crm.lead"].with_user(self.rep).create(
            {
                "name": "Water coolers",
                "type": "opportunity",
                "partner_id": customer.id,
                "intent_level_id": level.id,
            }
        )
        self.env["customer.assessment"].with_user(self.rep).create(
            {"partner_id": customer.id}
        )
        self.env.flush_all()
        rows = {
            name: self.env[name].search([("partner_id", "=", customer.id)])
            for name in (
                "customer.status.log",
                "customer.cadence",
                "customer.cadence.report",
                "customer.contact.month",
                "customer.pool.log",
                "customer.assessment",
                "customer.assessment.line",
                "crm.intent.log",
                "crm.intent.report",
            )
        }
        for name, found in rows.items():
            with self.subTest(model=name, level="public"):
                self.assertTrue(found)
                known = found.with_user(self.manager).search([("id", "in", found.ids)])
                self.assertEqual(known, found)
        self.customer.with_user(self.steward).secrecy_level = "confidential"
        for name, found in rows.items():
            with self.subTest(model=name, level="confidential"):
                domain = [("id", "in", found.ids)]
                self.assertFalse(found.with_user(self.manager).search(domain))
                self.assertEqual(found.with_user(self.rep).search(domain), found)

    def test_customer_who_is_archived_leaves_the_list(self):
        self._contact(1)
        self.customer.active = False
        self.assertFalse(self._run_night())

    @mute_logger("odoo.models.unlink")
    def test_many_customers_cost_as_many_queries_as_one(self):
        partners = self.env["res.partner"].create(
            [{"name": f"C {n}", "user_id": self.rep.id} for n in range(100)]
        )
        counts = []
        for batch in (partners[:1], partners):
            self.cadence._refresh(batch)
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self.cadence._refresh(batch)
            self.cadence.search([("partner_id", "in", batch.ids)]).mapped(
                "contact_due_reason"
            )
            counts.append(self.env.cr.sql_log_count - before)
        self.assertLessEqual(counts[1], counts[0] + 1)
