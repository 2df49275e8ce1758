from datetime import timedelta
from io import BytesIO

from openpyxl import load_workbook
from psycopg2 import IntegrityError

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import tagged
from odoo.tools import mute_logger

from .customer_audit_common import CustomerAuditCommon

REVIEW = "mail_activity_type_customer_file_review"
VERIFY = "mail_activity_type_customer_verify"


@tagged("post_install", "-at_install")
class TestFileReview(CustomerAuditCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._register(cls.customer)
        cls.product = cls.env["product.product"].create(
            {"name": "Pump", "list_price": 100.0, "taxes_id": False}
        )

    def _generate(self):
        self.env["customer.file.review"]._cron_generate_reviews()
        return self.env["customer.file.review"].search(
            [("partner_id", "=", self.customer.id)], order="id"
        )

    def _order(self, days_ago, amount, partner=None, **vals):
        """Confirm an order of ``amount`` as of ``days_ago``."""
        order = self.env["sale.order"].create(
            {
                "partner_id": (partner or self.customer).id,
                "order_line": [
                    Command.create(
                        {"product_id": self.product.id, "price_unit": amount}
                    )
                ],
                **vals,
            }
        )
        order.action_confirm()
        with self._at(days=-days_ago):
            order.date_order = fields.Datetime.now()
        return order

    # generated: S131

    def test_every_registered_file_comes_up_every_two_months(self):
        """S131: one sheet per file and interval, for who answers for the file."""
        self._register(self.other_customer, days_ago=10)
        review = self._generate()
        self.assertRecordValues(
            review,
            [
                {
                    "user_id": self.rep.id,
                    "team_id": self.team.id,
                    "state": "generated",
                    "date_generated": self.today,
                    "date_deadline": self.today + timedelta(days=14),
                }
            ],
        )
        self.assertTrue(review.name)
        reviews = self.env["customer.file.review"]
        self.assertFalse(reviews.search([("partner_id", "=", self.other_customer.id)]))
        self.assertEqual(self._generate(), review, "a waiting sheet is enough")
        review.with_user(self.rep).write({"trend": "stable", "file_class": "general"})
        review.with_user(self.rep).action_review()
        with self._at(days=59):
            self.assertEqual(self._generate(), review)
        with self._at(days=60):
            self.assertEqual(len(self._generate()), 2)

    def test_collected_files_are_not_reviewed(self):
        self.customer._file_engine_write({"file_state": "to_review"})
        self.assertFalse(self._generate())

    def test_reviewer_is_told_once_for_all_files(self):
        """One activity per reviewer, not one per file."""
        self._register_many(5)
        self.env["customer.file.review"]._cron_generate_reviews()
        reviews = self.env["customer.file.review"].search([])
        activities = self._get_activities(reviews, REVIEW)
        self.assertEqual(activities.user_id, self.rep)
        self.assertEqual(len(activities), 1)
        self.assertIn("6", activities.summary)

    def test_stewards_take_files_nobody_answers_for(self):
        partner = self._register_many(1)
        partner._as_steward_engine().write(
            {"file_responsible_id": False, "user_id": False}
        )
        self.env["customer.file.review"]._cron_generate_reviews()
        review = self.env["customer.file.review"].search(
            [("partner_id", "=", partner.id)]
        )
        self.assertFalse(review.user_id)
        self.assertTrue(self._get_activities(review, REVIEW, self.steward))

    def test_generation_costs_the_same_for_many(self):
        counts = []
        for size in (2, 40):
            self._register_many(size)
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self.env["customer.file.review"]._cron_generate_reviews()
            self.env.flush_all()
            counts.append(self.env.cr.sql_log_count - before)
        self.assertLess(counts[1], counts[0] + 30)

    def test_one_open_review_per_file(self):
        self._generate()
        with (
            mute_logger("odoo.sql_db"),
            self.assertRaises(IntegrityError),
            self.env.cr.savepoint(),
        ):
            self.env["customer.file.review"].create({"partner_id": self.customer.id})

    def test_merged_customers_keep_every_review(self):
        """S131: history survives a merge; one waiting sheet is left."""
        twin = self._register_many(1)
        self.env["customer.file.review"]._cron_generate_reviews()
        reviews = self.env["customer.file.review"].search([])
        done = reviews.filtered(lambda review: review.partner_id == twin)
        done.write({"trend": "stable", "file_class": "general"})
        done.action_review()
        with self._at(days=60):
            self.env["customer.file.review"]._cron_generate_reviews()
        wizard = self.env["base.partner.merge.automatic.wizard"].create({})
        wizard._merge((twin | self.customer).ids, self.customer)
        self.assertEqual(self.customer.file_review_count, 2)
        self.assertEqual(
            sorted(reviews.search([]).mapped("state")), ["generated", "reviewed"]
        )

    # growth and loss: S131, S114

    def test_orders_propose_growth(self):
        """S131, S114: orders of the last period against those of the one before."""
        self._order(10, 1300)
        self._order(70, 1000)
        self._order(130, 9000)
        self._order(5, 9000, partner=self.other_customer)
        review = self._generate()
        self.assertRecordValues(
            review,
            [
                {
                    "period_amount": 1300,
                    "previous_amount": 1000,
                    "change_percent": 30.0,
                    "suggested_trend": "growth",
                    "trend": "growth",
                }
            ],
        )

    def test_orders_of_people_count_for_the_company(self):
        self._order(10, 700, partner=self.contact)
        self._order(70, 1000)
        self.assertEqual(self._generate().suggested_trend, "loss")

    def test_notable_change_is_a_setting(self):
        """S114: ± 20 %, changeable."""
        self.company.customer_review_change_percent = 35
        self._order(10, 1300)
        self._order(70, 1000)
        self.assertEqual(self._generate().suggested_trend, "stable")

    def test_quotations_do_not_count(self):
        self._order(70, 1000)
        order = self._order(10, 5000)
        order.action_cancel()
        review = self._generate()
        self.assertEqual(review.suggested_trend, "loss")
        self.assertEqual(review.period_amount, 0)

    # reviewed: S131, LC15

    def test_growth_and_loss_need_a_cause(self):
        """S131: hard stop without the cause of growth or loss."""
        review = self._generate().with_user(self.rep)
        review.action_start()
        self.assertEqual(review.state, "in_review")
        with self.assertRaisesRegex(UserError, "which class"):
            review.action_review()
        for trend in ("growth", "loss"):
            review.write({"trend": trend, "file_class": "special", "cause": "  "})
            with self.subTest(trend=trend), self.assertRaisesRegex(UserError, "cause"):
                review.action_review()
        review.cause = "A rival is cheaper."
        review.action_review()
        self.assertEqual(review.state, "reviewed")

    def test_review_carries_into_the_locked_file(self):
        """S131, LC15: class and observation, and the file counts as verified."""
        review = self._generate().with_user(self.rep)
        self.assertTrue(self.customer.is_registered)
        review.write(
            {
                "trend": "loss",
                "cause": "Built an own plant.",
                "file_class": "special",
                "is_watched": True,
            }
        )
        review.action_review()
        self.assertRecordValues(
            self.customer,
            [
                {
                    "file_class": "special",
                    "is_watched": True,
                    "date_last_verified": self.today,
                    "verified_by_id": self.rep.id,
                }
            ],
        )
        with self.assertRaises(UserError):
            review.cause = "Something else"
        for vals in ({"state": "generated"}, {"period_amount": 1}):
            with self.subTest(vals=vals), self.assertRaises(UserError):
                review.write(vals)

    def test_review_is_the_responsibles_and_the_leaders(self):
        review = self._generate()
        self.assertTrue(review.with_user(self.leader).has_access("write"))
        for user in (
            self.colleague,
            self.other_leader,
            self.foreign_rep,
            self.outsider,
        ):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                review.with_user(user).action_start()
        with self.assertRaises(AccessError):
            review.with_user(self.rep).unlink()

    def test_ledger_and_print(self):
        """B81: in the ledger and on paper."""
        self._order(10, 1300)
        review = self._generate()
        ledger = self.env["customer.file.review.ledger"].with_user(self.manager)
        options = ledger._prepare_options(
            {"date_from": "2026-03-01", "date_to": "2026-03-31"}
        )
        file = BytesIO()
        self.assertEqual(ledger._write_workbook(file, options), 1)
        cells = [
            cell for row in load_workbook(file).active.values for cell in row if cell
        ]
        self.assertIn(review.name, cells)
        self.assertIn(1300, cells)
        html = (
            self.env["ir.actions.report"]
            .with_user(self.rep)
            ._render_qweb_html(
                "sales_visit_crm.report_customer_file_review", review.ids
            )[0]
            .decode()
        )
        self.assertIn("Donghai Trading", html)
        self.assertIn("Under Observation", html)


@tagged("post_install", "-at_install")
class TestStaleFiles(CustomerAuditCommon):
    """R040: files that nobody verified for ninety days."""

    def _run(self):
        self.env["res.partner"]._cron_remind_stale_files()
        return self._get_activities(self.customer, VERIFY)

    def test_owner_is_asked_once_per_period(self):
        self._register(self.customer, days_ago=90)
        self.assertFalse(self._run(), "not older than ninety days")
        with self._at(days=1):
            self.assertTrue(self.customer.is_file_stale)
            activity = self._run()
            self.assertEqual(activity.user_id, self.rep)
            self.assertIn("Donghai", activity.summary)
            self.assertEqual(self._run(), activity)
            activity.action_done()
            self.assertFalse(self._run(), "asked, and not again tomorrow")
        with self._at(days=100):
            self.assertTrue(self._run())

    def test_verified_file_is_not_stale(self):
        self._register(self.customer | self.other_customer, days_ago=200)
        self.other_customer._file_engine_write(
            {"date_last_verified": self.today - timedelta(days=90)}
        )
        self.assertTrue(self.customer.is_file_stale)
        self.assertFalse(self.other_customer.is_file_stale)
        both = [("id", "in", (self.customer | self.other_customer).ids)]
        partners = self.env["res.partner"]
        self.assertEqual(
            partners.search([*both, ("is_file_stale", "=", True)]), self.customer
        )
        self.assertEqual(
            partners.search([*both, ("is_file_stale", "=", False)]),
            self.other_customer,
        )

    def test_days_are_a_setting_and_zero_is_silence(self):
        self._register(self.customer, days_ago=50)
        self.company.customer_stale_days = 40
        self.assertTrue(self._run())
        self._register(self.other_customer, days_ago=50)
        self.company.customer_stale_days = 0
        self.env["res.partner"]._cron_remind_stale_files()
        self.assertFalse(self._get_activities(self.other_customer, VERIFY))

    def test_customers_without_file_are_left_alone(self):
        self.assertFalse(self.customer.is_file_stale)
        self.assertFalse(self._run())
