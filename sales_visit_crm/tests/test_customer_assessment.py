from datetime import date

from psycopg2 import IntegrityError

from odoo import fields
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, new_test_user, tagged
from odoo.tools import mute_logger

from .customer_assessment_common import CustomerAssessmentCommon


@tagged("post_install", "-at_install")
class TestCustomerAssessment(CustomerAssessmentCommon):
    # scores: S030

    def test_eight_and_nine_make_an_a(self):
        """S030, 2.10: 8 + 9 = 17 is A, its strategy proposed; 5 + 6 = 11 is B."""
        assessment = self._sign((8, 9), date_assessed="2026-02-12")
        self.assertRecordValues(
            assessment,
            [
                {
                    "total_score": 17.0,
                    "grade_id": self.grade_a.id,
                    "strategy": self.grade_a.strategy,
                    "date_assessed": date(2026, 2, 12),
                    "state": "effective",
                }
            ],
        )
        self.assertEqual(self.customer.customer_grade_id, self.grade_a)
        other = self._assess((5, 6))
        self.assertEqual(other.total_score, 11)
        self.assertEqual(other.grade_id, self.grade_b)
        self.assertEqual(other.strategy, self.grade_b.strategy)

    def test_bands_hold_at_their_bounds(self):
        """S030: A from 16, B 10 to 15, C up to 9."""
        for scores, grade in [
            ((8, 8), self.grade_a),
            ((8, 7), self.grade_b),
            ((5, 5), self.grade_b),
            ((5, 4), self.grade_c),
            ((1, 1), self.grade_c),
        ]:
            with self.subTest(scores=scores):
                self.assertEqual(self._assess(scores).grade_id, grade)

    def test_scores_are_whole_numbers_of_the_scale(self):
        """S030: integers from 1 to 10, whatever door they come by."""
        line = self._assess().line_ids[0]
        for score in (11, -1):
            with (
                self.subTest(score=score),
                self.assertRaisesRegex(ValidationError, "whole number from 1 to 10"),
                self.env.cr.savepoint(),
            ):
                line.score = score
                line.flush_recordset()
        with self.assertRaisesRegex(ValidationError, "whole number"):
            line.write({"score": 7.5})

    def test_own_strategy_stays(self):
        assessment = self._assess((8, 9))
        assessment.strategy = "Invite them to the plant."
        assessment.line_ids[0].score = 1
        self.assertEqual(assessment.grade_id, self.grade_b)
        self.assertEqual(assessment.strategy, "Invite them to the plant.")

    # quadrant: S031

    def test_quadrant_reads_the_two_axes(self):
        """S031: A both high, C both low, else B, from 7 and up to 3."""
        form = self._create_form({"A": 16, "B": 10, "C": 2}, method="quadrant")
        form.action_publish()
        for scores, grade in [
            ((7, 7), self.grade_a),
            ((10, 6), self.grade_b),
            ((3, 3), self.grade_c),
            ((9, 1), self.grade_b),
        ]:
            with self.subTest(scores=scores):
                assessment = self._assess(scores, template=form)
                self.assertEqual(assessment.grade_id, grade)

    def test_sum_and_quadrant_disagreeing_warn(self):
        """S031: a warning where they are more than one grade apart, not before."""
        form = self._create_form({"A": 6, "B": 4, "C": 2})
        form.action_publish()
        assessment = self._assess((3, 3), template=form)
        self.assertEqual(assessment.quadrant_band_id.code, "C")
        self.assertTrue(assessment.has_disagreement)
        self.assertIn("the quadrant C", assessment.warning)
        self.assertFalse(self._assess((10, 6)).has_disagreement)
        self.assertEqual(self._assess((10, 6)).quadrant_band_id.code, "B")

    # what every evaluation states: S032, S035

    def test_four_things_are_stated_at_confirmation(self):
        """S032: basis, strategy, day and evaluator, all four."""
        for name in ("basis", "strategy", "date_assessed", "user_id"):
            assessment = self._assess((8, 9))
            label = assessment._fields[name]._description_string(self.env)
            assessment.with_user(self.manager).write({name: False})
            with (
                self.subTest(field=name),
                self.assertRaisesRegex(UserError, f"lacks: {label}"),
            ):
                assessment.with_user(self.manager).action_confirm()
        assessment = self._assess((8, 9), basis="   ")
        with self.assertRaisesRegex(UserError, "lacks: Basis"):
            assessment.action_confirm()

    def test_everything_is_scored_at_confirmation(self):
        """S035: all indicators, named in the message."""
        assessment = self._assess((8,))
        self.assertEqual(assessment.progress, 50)
        self.assertFalse(assessment.band_id)
        with self.assertRaisesRegex(UserError, "Missing: Willingness"):
            assessment.action_confirm()

    def test_day_to_come_is_refused(self):
        assessment = self._assess((8, 9), date_assessed=self._days_later(1))
        with self.assertRaisesRegex(UserError, "a day to come"):
            assessment.action_confirm()

    def test_comprehensive_form_weighs_24_indicators(self):
        """S035, B08: seven groups, 24 indicators, 100 %; signed by the leader."""
        form = self.comprehensive
        self.assertEqual(len(form.group_ids), 7)
        self.assertEqual(len(form.indicator_ids), 24)
        self.assertEqual(form.total_weight, 100)
        assessment = self._sign([8] * 24, template=form)
        self.assertEqual(assessment.total_score, 8)
        self.assertEqual(assessment.grade_id, self.grade_a)
        self.assertEqual(assessment.signed_by_id, self.leader)
        self.assertEqual(assessment.date_signed, fields.Datetime.now())

    # life: LC16

    def test_result_holds_once_it_is_signed(self):
        """LC16: draft, confirmed, in force; the one before is replaced."""
        first = self._confirm((8, 9))
        self.assertEqual(first.state, "confirmed")
        self.assertFalse(self.customer.customer_grade_id)
        with self.assertRaises(UserError):
            first.action_approve()
        first.with_user(self.leader).action_approve()
        self.assertEqual(self.customer.customer_grade_id, self.grade_a)
        second = self._sign((5, 6))
        self.assertRecordValues(
            first | second,
            [
                {
                    "state": "superseded",
                    "date_due": self._days_later(30),
                    "date_ended": self.today,
                    "previous_grade_id": False,
                },
                {
                    "state": "effective",
                    "date_due": self._days_later(60),
                    "date_ended": False,
                    "previous_grade_id": self.grade_a.id,
                },
            ],
        )
        self.assertEqual(second.previous_id, first)
        self.assertEqual(self.customer.customer_grade_id, self.grade_b)

    def test_rejected_and_returned_leave_the_grade(self):
        assessment = self._confirm((8, 9))
        assessment.with_user(self.leader).action_return("Ask their buyer first.")
        self.assertEqual(assessment.state, "draft")
        assessment.action_confirm()
        assessment.with_user(self.leader).action_reject("No.")
        self.assertRecordValues(
            assessment, [{"state": "rejected", "refusal_reason": "No."}]
        )
        assessment.action_draft()
        self.assertEqual(assessment.state, "draft")
        self.assertFalse(self.customer.customer_grade_id)

    def test_scores_are_fixed_once_confirmed(self):
        assessment = self._confirm((8, 9))
        with self.assertRaisesRegex(UserError, "fixed"):
            assessment.line_ids[0].score = 1
        with self.assertRaisesRegex(UserError, "no longer be changed"):
            assessment.basis = "Other"
        with self.assertRaises(UserError):
            assessment.with_user(self.manager).line_ids.unlink()
        with self.assertRaisesRegex(UserError, "history"):
            assessment.with_user(self.manager).unlink()

    def test_assessment_expires_on_its_day(self):
        """LC16, S033: expired on the due day; the grade stays until the next one."""
        assessment = self._sign((8, 9))
        self.assessments._cron_expire_assessments()
        self.assertEqual(assessment.state, "effective")
        with self._at(days=29):
            self.assessments._cron_expire_assessments()
            self.assertEqual(assessment.state, "effective")
        with self._at(days=30):
            self.assessments._cron_expire_assessments()
            self.assertEqual(assessment.state, "expired")
            self.assertEqual(self.customer.customer_grade_id, self.grade_a)
            self._sign((5, 6))
        self.assertEqual(assessment.state, "superseded")

    # one door only

    def test_nobody_types_a_grade_in(self):
        """LC16: neither create nor write nor a default, whoever asks."""
        admin = new_test_user(
            self.env,
            login="grade_admin",
            groups="base.group_system,"
            "sales_visit_crm.group_sales_visit_manager,"
            "sales_visit_crm.group_data_steward",
        )
        for user in (self.manager, self.steward, admin):
            partners = self.env["res.partner"].with_user(user)
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self.customer.with_user(user).customer_grade_id = self.grade_a
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                partners.create({"name": "X", "customer_grade_id": self.grade_a.id})
        partners = self.env["res.partner"].with_context(
            default_customer_grade_id=self.grade_a.id
        )
        self.assertFalse(partners.create({"name": "X"}).customer_grade_id)

    def test_engine_fields_are_not_written(self):
        assessment = self._assess((8, 9))
        for vals in (
            {"state": "effective"},
            {"total_score": 20},
            {"grade_id": self.grade_a.id},
            {"signed_by_id": self.leader.id},
            {"date_due": self.today},
        ):
            with self.subTest(vals=vals), self.assertRaises(AccessError):
                assessment.with_user(self.manager).write(vals)
        line = assessment.line_ids[0]
        for vals in ({"weight": 1}, {"fact_value": 5}, {"points": 50}):
            with self.subTest(vals=vals), self.assertRaises(AccessError):
                line.with_user(self.manager).write(vals)
        with self.assertRaises(AccessError):
            self.env["customer.assessment.line"].with_user(self.manager).create(
                {
                    "assessment_id": assessment.id,
                    "indicator_id": line.indicator_id.id,
                    "score": 9,
                }
            )

    def test_registered_customer_takes_its_grade(self):
        """LC16: the registration lock does not fight an approved result."""
        self.customer._file_engine_write({"file_state": "registered"})
        self.env["customer.protected.field"].create(
            {
                "model_id": self.env["ir.model"]._get_id("res.partner"),
                "field_id": self.env["ir.model.fields"]
                ._get("res.partner", "customer_grade_id")
                .id,
            }
        )
        self._sign((8, 9))
        self.assertEqual(self.customer.customer_grade_id, self.grade_a)
        self.assertFalse(self.customer.change_request_ids)

    def test_one_of_a_kind_is_in_force(self):
        first = self._sign((8, 9))
        second = self._confirm((5, 6))
        with (
            mute_logger("odoo.sql_db"),
            self.assertRaises(IntegrityError),
            self.env.cr.savepoint(),
        ):
            second._engine_write({"state": "effective"})
            second.flush_recordset()
        self.assertEqual(first.state, "effective")

    def test_evaluator_does_not_sign(self):
        assessment = self._assess((8, 9), user=self.leader)
        assessment.action_confirm()
        with self.assertRaises(UserError):
            assessment.with_user(self.leader).action_approve()
        self.assertNotIn(self.leader, assessment.approver_ids)

    def test_colleague_neither_sees_nor_confirms(self):
        assessment = self._assess((8, 9))
        for user in (self.colleague, self.other_leader):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                assessment.with_user(user).action_confirm()

    # resources: S034

    def test_best_customers_ask_for_a_senior(self):
        """S034: a warning where the owner of an A customer is no senior."""
        assessment = self._sign((8, 9))
        self.assertIn("senior salesperson", assessment.warning)
        self.assertTrue(self.customer.is_senior_missing)
        found = self.env["res.partner"].search([("is_senior_missing", "=", True)])
        self.assertIn(self.customer, found)
        self.rep.is_senior_salesperson = True
        self.env.invalidate_all()
        self.assertFalse(assessment.warning)
        self.assertFalse(self.customer.is_senior_missing)

    def test_lowest_grade_waits_in_the_pool(self):
        """S034: the tag of the long-term pool comes with C, and goes with B."""
        tag = self.env.ref("sales_visit_crm.res_partner_category_nurture")
        self._sign((2, 2))
        self.assertIn(tag, self.customer.category_id)
        self._sign((5, 6))
        self.assertNotIn(tag, self.customer.category_id)

    # classes are kept apart: G08, R047

    def test_no_class_follows_from_another(self):
        """G08: a grade leaves category, file class and credit class alone."""
        vals = {
            "customer_category": "ordinary",
            "credit_class": "b",
            "credit_colour": "white",
        }
        self.customer.write(vals)
        self._sign((8, 9))
        self.assertRecordValues(self.customer, [vals])
        self._sign([9] * 3, template=self.tier)
        self.assertRecordValues(self.customer, [vals])
        self.assertEqual(self.customer.customer_grade_id, self.grade_a)

    def test_potential_customers_become_more_by_a_sale(self):
        """R047: otherwise only by an approved performance sheet (G48)."""
        self.customer.customer_category = "potential"
        with self.assertRaisesRegex(UserError, "first order"):
            self.customer.with_user(self.manager).customer_category = "main"
        self.customer.customer_category = "potential"
        self.env["sale.order"].create({"partner_id": self.contact.id}).state = "sale"
        self.customer.customer_category = "main"
        self.assertEqual(self.customer.customer_category, "main")

    def test_performance_sheet_gives_the_category(self):
        """R047, G48, A118: by approval, without a sale."""
        self.customer.customer_category = "potential"
        assessment = self._assess(template=self.performance, strategy="Extend.")
        for line in assessment.line_ids:
            if line.scale == "level":
                line.choice_id = line.indicator_id.choice_ids[0]
            else:
                line.score = 10
        assessment.action_confirm()
        self.assertEqual(self.customer.customer_category, "potential")
        assessment.with_user(self.leader).action_approve()
        self.assertEqual(assessment.band_id.code, "excellent")
        self.assertEqual(self.customer.customer_category, "important")

    # screens

    def test_form_takes_the_scores(self):
        """S030: the whole sheet in the form of a salesperson."""
        with Form(self.assessments.with_user(self.rep)) as form:
            form.partner_id = self.customer
        assessment = form.record
        self.assertEqual(assessment.template_id, self.grade)
        self.assertEqual(assessment.date_assessed, self.today)
        self.assertEqual(assessment.user_id, self.rep)
        with Form(assessment) as form:
            for number, score in enumerate((8, 9)):
                with form.line_ids.edit(number) as line:
                    line.score = score
            form.basis = "They buy."
        self.assertEqual(assessment.grade_id, self.grade_a)
        self.assertTrue(assessment.name.startswith("AS2026-"))

    def test_other_form_brings_other_lines(self):
        assessment = self._assess((8, 9))
        assessment.template_id = self.comprehensive
        self.assertEqual(len(assessment.line_ids), 24)
        assessment.template_id = self.grade
        self.assertEqual(len(assessment.line_ids), 2)

    def test_text_with_program_code_is_refused(self):
        with self.assertRaisesRegex(ValidationError, "program code"):
            self._assess((8, 9), basis="<script>alert(1)</script>")

    def test_merged_customers_keep_the_newest_result(self):
        """LC16: history survives a merge; one result is in force."""
        twin = self.customer.create({"name": "Donghai Trade", "user_id": self.rep.id})
        old = self._sign((8, 9), partner=twin)
        with self._at(days=1):
            new = self._sign((2, 2))
            wizard = self.env["base.partner.merge.automatic.wizard"].create({})
            wizard._merge((twin | self.customer).ids, twin)
        self.assertEqual((old | new).partner_id, twin)
        self.assertEqual(old.state, "superseded")
        self.assertEqual(new.state, "effective")
        self.assertEqual(twin.customer_grade_id, self.grade_c)

    # many

    def test_grading_round_costs_the_same_for_many(self):
        """Drafts of a round: queries do not grow with the customers."""
        counts = []
        for size in (1, 1, 50):
            partners = self.env["res.partner"].create(
                [{"name": f"C {n}", "user_id": self.rep.id} for n in range(size)]
            )
            wizard = (
                self.env["customer.assessment.start"]
                .with_user(self.rep)
                .create(
                    {"partner_ids": partners.ids, "template_id": self.performance.id}
                )
            )
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            wizard.action_start()
            self.env.flush_all()
            counts.append(self.env.cr.sql_log_count - before)
        self.assertLessEqual(counts[2], counts[1] + 8, counts)

    def test_everyday_partner_writes_cost_nothing_more(self):
        self.customer.write({"comment": "warm"})
        self.env.flush_all()
        before = self.env.cr.sql_log_count
        self.customer.write({"comment": "x", "function": "y"})
        self.env.flush_all()
        self.assertLessEqual(self.env.cr.sql_log_count - before, 6)

    def test_list_columns_cost_the_same_for_many(self):
        partners = self.env["res.partner"].create(
            [{"name": f"C {n}", "user_id": self.rep.id} for n in range(20)]
        )
        for partner in partners:
            self._sign((8, 9), partner=partner)
        names = [
            "is_senior_missing",
            "is_assessment_due",
            "suggested_credit_class",
            "customer_assessment_count",
            "customer_grade_id",
        ]
        counts = []
        for records in (partners[:1], partners[:1], partners):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            records.with_user(self.rep).read(names)
            counts.append(self.env.cr.sql_log_count - before)
        self.assertLessEqual(counts[2], counts[1] + 1, counts)
