import random
from io import BytesIO

from openpyxl import load_workbook

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import tagged

from .key_account_common import KeyAccountCommon

SLACK = 1  # query that an empty cache makes once
PLAIN = """
    WITH sales AS (
        SELECT p.commercial_partner_id AS customer,
               SUM(o.amount_untaxed / o.currency_rate) AS amount
          FROM sale_order o JOIN res_partner p ON p.id = o.partner_id
         WHERE o.company_id = %s AND o.state = 'sale'
           AND o.date_order >= %s AND o.date_order < %s
      GROUP BY 1
    )
    SELECT customer, amount, RANK() OVER (ORDER BY amount DESC, customer),
           amount / SUM(amount) OVER (),
           SUM(amount) OVER (ORDER BY amount DESC, customer) / SUM(amount) OVER ()
      FROM sales
"""


@tagged("post_install", "-at_install")
class TestKeyAccountPareto(KeyAccountCommon):
    """The 80/20 analysis and its proposals (S037, S110, G07)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.key_account_sales_source = "order"
        # Not the demo data's.
        cls.company = cls.env["res.company"].create({"name": "Pareto Company"})
        cls.company.partner_id.tz = "Asia/Shanghai"
        cls.company.key_account_sales_source = "order"
        cls.manager.company_ids |= cls.company
        cls.rep.company_ids |= cls.company
        cls.customers = cls.env["res.partner"].create(
            [{"name": f"Buyer {number:02}", "is_company": True} for number in range(12)]
        )

    def _sell(self, *amounts):
        self._create_orders(
            *(
                (customer, amount, "2026-02-10", None)
                for customer, amount in zip(self.customers, amounts, strict=False)
            )
        )

    def test_analysis_agrees_with_a_plain_window_query(self):
        """S037: on generated data, several currencies, cancelled orders, companies."""
        generator = random.Random(37)  # noqa: S311
        foreign = self._get_currency("EUR", self.company)
        if foreign == self.company.currency_id:
            foreign = self._get_currency("USD", self.company)
        self.env["res.currency.rate"].create(
            {
                "name": "2025-01-01",
                "currency_id": foreign.id,
                "company_id": self.company.id,
                "rate": 0.125,
            }
        )
        rows = []
        for customer in self.customers:
            contact = self.env["res.partner"].create(
                {"name": "Buyer", "parent_id": customer.id}
            )
            rows += [
                (
                    generator.choice((customer, contact)),
                    round(generator.paretovariate(1.2) * 100, 2),
                    f"2025-{generator.randint(3, 12):02}-{generator.randint(1, 28):02}",
                    generator.choice((None, foreign.name)),
                )
                for _order in range(generator.randint(1, 4))
            ]
        orders = self._create_orders(*rows)
        orders[:5]._action_cancel()
        self._create_orders(
            (self.customers[0], 99999, "2025-06-01", None), company=self.other_company
        )
        self._create_orders(
            (self.customers[1], 88888, "2025-02-28", None),
            (self.customers[1], 77777, "2026-03-01", None),
        )
        run = self._analyse()
        self.env.cr.execute(
            PLAIN,
            # From 1 March 2025 to 28 February 2026 in Shanghai.
            (self.company.id, "2025-02-28 16:00:00", "2026-02-28 16:00:00"),
        )
        plain = {row[0]: row[1:] for row in self.env.cr.fetchall()}
        self.assertEqual(run.date_from, fields.Date.to_date("2025-03-01"))
        self.assertEqual(run.customer_count, len(plain))
        self.assertEqual(set(run.line_ids.partner_id.ids), set(plain))
        self.assertIn(True, run.line_ids.mapped("is_inside"))
        for line in run.line_ids:
            amount, rank, share, cumulative = plain[line.partner_id.id]
            self.assertAlmostEqual(line.amount, float(amount), 2)
            self.assertEqual(line.rank, rank)
            self.assertAlmostEqual(line.share_rate, float(share), 6)
            self.assertAlmostEqual(line.cumulative_rate, float(cumulative), 6)
            self.assertEqual(line.is_inside, float(cumulative - share) < 0.8)
        total = sum(float(row[0]) for row in plain.values())
        self.assertAlmostEqual(run.total_amount, total, 2)
        self.assertEqual(run.inside_count, len(run.line_ids.filtered("is_inside")))

    def test_customers_up_to_the_line_are_inside(self):
        self._sell(50, 30, 15, 5)
        run = self._analyse()
        inside = run.line_ids.filtered("is_inside").partner_id
        self.assertEqual(inside, self.customers[:2])
        self.assertEqual(run.line_ids.mapped("cumulative_rate"), [0.5, 0.8, 0.95, 1.0])
        self.assertEqual((run.inside_count, run.inside_rate), (2, 0.5))

    def test_share_tiers_of_single_customers(self):
        """S110, G07: A from 50, B from 20, C from 10 %, each by itself."""
        self._sell(50, 21, 10, 9, 10)
        run = self._analyse()
        classes = {line.partner_id: line.share_class for line in run.line_ids}
        self.assertEqual(
            [classes[customer] for customer in self.customers[:5]],
            ["a", "b", "c", False, "c"],
        )

    def test_share_tiers_added_up(self):
        """G07: the cumulative reading, up to 50, 70 and 80 %."""
        self.company.key_account_share_mode = "cumulative"
        self._sell(40, 20, 15, 10, 15)
        run = self._analyse()
        self.assertEqual(
            [(line.amount, line.share_class) for line in run.line_ids],
            [(40, "a"), (20, "a"), (15, "b"), (15, "c"), (10, False)],
        )

    def test_thresholds_are_settings(self):
        self.company.write(
            {
                "key_account_share_a_percent": 30,
                "key_account_share_b_percent": 25,
                "key_account_pareto_percent": 60,
            }
        )
        self._sell(35, 30, 25, 10)
        run = self._analyse()
        self.assertEqual(run.pareto_percent, 60)
        self.assertEqual(run.line_ids.mapped("share_class"), ["a", "a", "b", "c"])
        self.assertEqual(run.inside_count, 2)

    def test_invoices_count_less_their_credit_notes(self):
        """S037 by invoices: posted ones only, credit notes come off."""
        self.env["account.journal"].create(
            {
                "name": "Sales",
                "code": "PAR",
                "type": "sale",
                "company_id": self.company.id,
            }
        )
        account = self.env["account.account"].create(
            [
                {
                    "name": name,
                    "code": code,
                    "account_type": kind,
                    "company_ids": [Command.set(self.company.ids)],
                }
                for name, code, kind in (
                    ("Income", "400001", "income"),
                    ("Receivable", "100001", "asset_receivable"),
                )
            ]
        )
        moves = self.env["account.move"]
        for customer, kind, amount, is_posted in (
            (self.customers[0], "out_invoice", 900, True),
            (self.customers[0], "out_refund", 300, True),
            (self.customers[1], "out_invoice", 400, True),
            (self.customers[1], "out_invoice", 5000, False),
            (self.customers[2], "out_refund", 100, True),
            (self.customers[3], "in_invoice", 7000, False),
        ):
            customer.with_company(
                self.company
            ).property_account_receivable_id = account[1]
            if kind == "in_invoice":
                continue
            move = moves.with_company(self.company).create(
                {
                    "move_type": kind,
                    "partner_id": customer.id,
                    "invoice_date": "2026-02-10",
                    "invoice_line_ids": [
                        Command.create(
                            {
                                "name": "Purifier",
                                "price_unit": amount,
                                "account_id": account[0].id,
                                "tax_ids": [Command.clear()],
                            }
                        )
                    ],
                }
            )
            if is_posted:
                move.action_post()
        run = self._analyse(source="invoice")
        self.assertEqual(
            [(line.partner_id, line.amount) for line in run.line_ids],
            [(self.customers[0], 600), (self.customers[1], 400)],
        )
        self.assertEqual(run.total_amount, 1000)

    # proposals

    def test_proposals_nominate_and_review(self):
        """S037: inside without a tier, and key accounts outside."""
        outside = self.customers[3]
        outside.user_id = self.rep
        self._put_in_force(customer=outside, user=self.rep, company_id=self.company.id)
        inside = self.customers[0]
        self._put_in_force(customer=inside, company_id=self.company.id)
        self._sell(50, 30, 20)
        run = self._analyse()
        proposals = {line.partner_id: line.proposal for line in run.line_ids}
        self.assertFalse(proposals[inside])
        self.assertEqual(proposals[self.customers[1]], "nominate")
        self.assertFalse(proposals[self.customers[2]])
        self.assertEqual(proposals[outside], "review")
        self.assertEqual((run.proposal_count, run.review_count), (1, 1))
        self.assertFalse(
            self.nominations.search([("partner_id", "=", self.customers[1].id)]),
            "proposed, never made silently",
        )
        lines = run.line_ids.with_user(self.manager)
        lines.action_nominate()
        lines.action_nominate()
        made = self.nominations.search(
            [("partner_id", "in", run.line_ids.partner_id.ids), ("state", "=", "draft")]
        )
        self.assertEqual(
            {(n.partner_id, n.kind) for n in made},
            {(self.customers[1], "nominate"), (outside, "review")},
        )
        self.assertEqual(len(made), 2)
        self.assertEqual(made.pareto_line_id.run_id, run)

    def test_nothing_to_nominate_is_said(self):
        self._sell(50, 30, 20)
        run = self._analyse()
        with self.assertRaisesRegex(UserError, "Nothing is proposed"):
            run.line_ids[2].with_user(self.manager).action_nominate()

    def test_customer_shows_its_share(self):
        self._sell(50, 30, 20)
        self._analyse()
        customer = self.customers[1].with_user(self.manager)
        customer = customer.with_company(self.company)
        self.assertAlmostEqual(customer.key_account_share_rate, 0.3)
        self.assertEqual(customer.key_account_share_class, "b")
        stranger = self.customers[1].with_user(self.rep).with_company(self.company)
        self.assertFalse(stranger.key_account_share_rate)

    # the job

    def test_job_analyses_each_month_once(self):
        """S037, S110: monthly."""
        self._sell(50, 30, 20)
        runs = self.env["key.account.pareto.run"]
        self._run_job("key.account.pareto.run", "_cron_compute_runs")
        self._run_job("key.account.pareto.run", "_cron_compute_runs")
        run = runs.search([("company_id", "=", self.company.id)])
        self.assertEqual(len(run), 1)
        self.assertEqual(run.date_to, fields.Date.to_date("2026-02-28"))
        self.assertIn(self.manager, run.activity_ids.user_id)
        self.assertNotIn(self.rep, run.activity_ids.user_id)
        self.assertFalse(runs.search([("company_id", "=", self.other_company.id)]))

    def test_empty_period_is_said(self):
        with self.assertRaisesRegex(UserError, "has no sales"):
            self._analyse()

    def test_results_are_not_typed_in(self):
        self._sell(50, 30)
        run = self._analyse().with_user(self.manager)
        with self.assertRaises(AccessError):
            run.total_amount = 1
        with self.assertRaises(UserError):
            run.pareto_percent = 50
        with self.assertRaises(AccessError):
            run.line_ids[0].amount = 1

    def test_queries_do_not_grow_with_the_customers(self):
        def count():
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self._analyse()
            self.env.flush_all()
            return self.env.cr.sql_log_count - before

        self._sell(50)
        count()
        few = count()
        self._sell(*range(10, 22))
        self.assertLessEqual(count(), few + SLACK)

    def test_chart_draws_bars_and_line(self):
        self._sell(50, 30, 20)
        chart = self._analyse().chart
        self.assertEqual(chart["amounts"], [50, 30, 20])
        self.assertEqual([round(rate) for rate in chart["cumulative"]], [50, 80, 100])
        self.assertEqual(chart["inside"], [True, True, False])

    def test_share_ledger(self):
        """B59: as a sheet."""
        self._sell(50, 30, 20)
        self._analyse()
        ledger = self.env["key.account.share.ledger"].with_user(self.manager)
        ledger = ledger._with_companies(str(self.company.id))
        options = ledger._prepare_options(
            {"date_from": "2026-02-01", "date_to": "2026-02-28"}
        )
        file = BytesIO()
        self.assertEqual(ledger._write_workbook(file, options), 3)
        sheet = load_workbook(file).active
        rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
        (first,) = (row for row in rows if "Buyer 00" in row)
        self.assertEqual(first[5:8], [50, 50, 50])
