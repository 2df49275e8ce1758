from datetime import timedelta
from io import BytesIO

from openpyxl import load_workbook

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import tagged

from .customer_assessment_common import CustomerAssessmentCommon

KIND = "sales_visit_crm.mail_activity_type_customer_assessment"


@tagged("post_install", "-at_install")
class TestCustomerAssessmentRound(CustomerAssessmentCommon):
    """Facts from the books, due days, appeals, and what is printed."""

    def _order(self, partner, amount, days_ago=10):
        order = self.env["sale.order"].create(
            {
                "partner_id": partner.id,
                "order_line": [
                    Command.create(
                        {
                            "name": "Pump",
                            "product_uom_qty": 1,
                            "price_unit": amount,
                            "tax_ids": False,
                        }
                    )
                ],
            }
        )
        order.state = "sale"
        order.date_order = fields.Datetime.now() - timedelta(days=days_ago)
        return order

    def _get_facts(self, names, partners):
        facts = self.env["customer.assessment.fact"]
        return facts._get_values(names, self.company, partners, self.today)

    # facts: A118, A109

    def test_sales_and_growth_come_from_the_orders(self):
        """A118, AN52: of the company and its people, in the last 12 months."""
        self._order(self.contact, 120_000)
        self._order(self.customer, 100_000, days_ago=400)
        self._order(self.customer, 9_999, days_ago=900)
        self.env["sale.order"].create({"partner_id": self.customer.id})
        partners = self.customer | self.other_customer
        facts = self._get_facts(("sales_amount", "sales_growth"), partners)
        self.assertEqual(
            facts["sales_amount"],
            {self.customer.id: 120_000, self.other_customer.id: 0},
        )
        self.assertAlmostEqual(facts["sales_growth"][self.customer.id], 20)
        self.assertNotIn(self.other_customer.id, facts["sales_growth"])

    def test_facts_fill_the_sheet(self):
        """A118: the sheet comes with the facts and the levels that they propose."""
        self._order(self.customer, 350_000)
        self._report_visit(self.rep)
        assessment = self._assess(template=self.performance)
        lines = {line.indicator_id.code: line for line in assessment.line_ids}
        self.assertEqual(lines["sales"].fact_value, 350_000)
        self.assertEqual(lines["sales"].score, 8)
        self.assertFalse(lines["cooperation"].score)
        self.assertFalse(lines["growth"].has_fact)
        visits = self._get_facts(("visit_count",), self.customer)
        self.assertEqual(visits["visit_count"], {self.customer.id: 1})
        self._order(self.customer, 700_000)
        assessment.action_refresh_facts()
        self.assertEqual(lines["sales"].score, 10)

    def test_sheet_works_without_any_books(self):
        """B87: who has no invoices is scored by hand."""
        assessment = self._assess(template=self.credit)
        lines = {line.indicator_id.code: line for line in assessment.line_ids}
        self.assertFalse(lines["payment"].has_fact)
        self.assertFalse(lines["payment"].score)
        lines["payment"].choice_id = lines["payment"].indicator_id.choice_ids[1]
        self.assertEqual(lines["payment"].score, 7)
        self.assertFalse(self.customer.suggested_credit_class)
        self.assertFalse(self.customer.has_credit_mismatch)

    # credit: R048, B87

    def _owe(self, days_ago, paid_days_ago=None, amount=100):
        """Post a claim due ``days_ago``, perhaps paid; no invoice, only its entry."""
        company = self.company
        accounts = self.env["account.account"].with_company(company)
        journals = self.env["account.journal"].with_company(company)
        if not getattr(self, "receivable", None):
            make = {"company_ids": [Command.set(company.ids)]}
            self.receivable = accounts.create(
                {
                    "name": "Claims",
                    "code": "C1",
                    "reconcile": True,
                    "account_type": "asset_receivable",
                    **make,
                }
            )
            self.income = accounts.create(
                {"name": "Income", "code": "C2", "account_type": "income", **make}
            )
            self.journal = journals.create(
                {
                    "name": "Misc",
                    "code": "CRT",
                    "type": "general",
                    "company_id": company.id,
                }
            )
        claim = self._book(days_ago, amount)
        if paid_days_ago is not None:
            payment = self._book(paid_days_ago, -amount)
            (claim | payment).reconcile()
        return claim

    def _book(self, days_ago, amount):
        day = self.today - timedelta(days=days_ago)
        move = self.env["account.move"].create(
            {
                "move_type": "entry",
                "journal_id": self.journal.id,
                "date": day,
                "line_ids": [
                    Command.create(
                        {
                            "account_id": account.id,
                            "partner_id": self.customer.id,
                            "balance": balance,
                            "date_maturity": day,
                        }
                    )
                    for account, balance in (
                        (self.receivable, amount),
                        (self.income, -amount),
                    )
                ],
            }
        )
        move.action_post()
        return move.line_ids.filtered(lambda line: line.account_id == self.receivable)

    def test_payments_suggest_the_class(self):
        """R048, P06: A pays on time, B is often late, C is hard to recover."""
        for days_ago, paid in ((100, 100), (80, 78), (60, 60), (50, 49)):
            self._owe(days_ago, paid)
        self.assertEqual(self._suggest(), "a")
        self._owe(40, 10)
        self.assertEqual(self._suggest(), "a", "one of five is not often")
        self._owe(30, 5)
        self.assertEqual(self._suggest(), "b")
        self.company.customer_credit_late_percent = 40
        self.assertEqual(self._suggest(), "a")
        self._owe(89)
        self.assertNotEqual(self._suggest(), "c")
        self._owe(90)
        self.assertEqual(self._suggest(), "c")
        facts = self._get_facts(("overdue_amount", "overdue_days"), self.customer)
        self.assertEqual(facts["overdue_amount"], {self.customer.id: 200})
        self.assertEqual(facts["overdue_days"], {self.customer.id: 90})

    def _suggest(self):
        self.env.flush_all()
        self.customer.invalidate_recordset()
        return self.customer.suggested_credit_class

    def test_given_class_that_differs_is_shown_not_changed(self):
        """R048: a warning on mismatch; one class at any time, by hand or by sheet."""
        self._owe(100)
        self.customer.credit_class = "a"
        self.assertEqual(self._suggest(), "c")
        self.assertTrue(self.customer.has_credit_mismatch)
        self.assertEqual(self.customer.credit_class, "a")
        assessment = self._assess(
            (10, 10, 10, 0, 0, 10), template=self.credit, credit_limit_amount=5000
        )
        for line in assessment.line_ids.filtered(lambda line: line.scale == "level"):
            line.choice_id = line.indicator_id.choice_ids[0]
        self.assertEqual(assessment.credit_class, "a")
        self.assertIn("suggest credit class C, not A", assessment.warning)
        assessment.action_confirm()
        assessment.with_user(self.leader).action_approve()
        self.assertEqual(self.customer.credit_class, "a")
        self.assertFalse(self.customer.customer_grade_id)
        partner = self.customer.with_company(self.company).sudo()
        self.assertEqual(partner.credit_limit, 5000)

    # due: S033

    def _remind(self):
        self.company.date_assessments_asked = False
        self.assessments._cron_remind_assessments()
        return self.env["mail.activity"].search(
            [
                ("res_model", "=", "res.partner"),
                ("res_id", "in", (self.customer | self.other_customer).ids),
                ("activity_type_id", "=", self.env.ref(KIND).id),
            ]
        )

    def _is_due(self):
        domain = [("is_assessment_due", "=", True)]
        return self.customer in self.env["res.partner"].search(domain)

    def test_grades_are_due_by_their_days(self):
        """S033: A after 30 days, B after 60, C after 90."""
        for scores, days in (((8, 9), 30), ((5, 6), 60), ((2, 2), 90)):
            self._sign(scores)
            with self.subTest(days=days):
                with self._at(days=days - 1):
                    self.assertFalse(self._is_due())
                with self._at(days=days):
                    self.assertTrue(self._is_due())
                    self.customer.invalidate_recordset()
                    self.assertTrue(self.customer.is_assessment_due)

    def test_local_day_decides(self):
        """S033: at 07:30 in Shanghai it is still yesterday in UTC."""
        assessment = self._sign((8, 9))
        self.assertEqual(assessment.date_assessed.isoformat(), "2026-03-02")
        self.assertEqual(assessment.date_due.isoformat(), "2026-04-01")

    def test_new_files_are_graded_after_a_month(self):
        self.customer.with_user(self.rep).action_open_file()
        self.assertFalse(self._is_due())
        with self._at(days=30):
            self.assertTrue(self._is_due())
            self._sign((8, 9))
            self.assertFalse(self._is_due())

    def test_owner_is_asked_once_per_customer(self):
        """S033: one activity for the owner; the assessment closes it."""
        self._sign((8, 9))
        self.assertFalse(self._remind())
        with self._at(days=31):
            activity = self._remind()
            self.assertEqual(activity.user_id, self.rep)
            self.assertEqual(activity.summary, "Assess Donghai Trading again")
            self.assertEqual(self._remind(), activity, "no second one")
            self._sign((8, 9))
            self.assertFalse(activity.exists().filtered("active"))

    def test_asking_follows_the_period(self):
        """S033: weekly or monthly, as the company says."""
        company = self.company
        company.date_assessments_asked = self.today
        self.assertFalse(company._is_assessment_day())
        with self._at(days=7):
            self.assertFalse(company._is_assessment_day())
            company.customer_assessment_period = "weekly"
            self.assertTrue(company._is_assessment_day())
        company.customer_assessment_period = "monthly"
        with self._at(days=31):
            self.assertTrue(company._is_assessment_day())

    def test_expiry_is_one_statement_per_batch(self):
        for number in range(5):
            partner = self.env["res.partner"].create({"name": f"P{number}"})
            self._sign((8, 9), partner=partner)
        with self._at(days=30):
            self.env.flush_all()
            before = self.env.cr.sql_log_count
            self.assertEqual(
                self.assessments._expire_batch(
                    self.company, self.company._get_sales_today()
                ),
                5,
            )
            self.assertLessEqual(self.env.cr.sql_log_count - before, 3)

    # a round

    def test_round_makes_one_sheet_per_customer(self):
        """S033: nobody gets a second open sheet by the same form."""
        partners = self.customer | self.contact | self.other_customer
        wizard = self.env["customer.assessment.start"].with_user(self.rep)
        wizard = wizard.create({"partner_ids": partners.ids})
        action = wizard.action_start()
        made = self.assessments.search(action["domain"])
        self.assertEqual(made.partner_id, self.customer | self.other_customer)
        self.assertEqual(len(made), 2)
        self.assertIn("Donghai", wizard.waiting_note)
        again = self.assessments.search(wizard.action_start()["domain"])
        self.assertEqual(again, made)

    # settings

    def test_every_number_stands_on_the_page(self):
        view = self.env.ref("sales_visit_crm.res_config_settings_view_form")
        arch = self.env["res.config.settings"].get_view(view.id, "form")["arch"]
        for name in self.company._fields:
            if name.startswith(("customer_quadrant_", "customer_credit_")) or (
                "assess" in name and name != "date_assessments_asked"
            ):
                with self.subTest(field=name):
                    self.assertIn(f'name="{name}"', arch)

    # appeal

    def _appeal(self, assessment, user=None):
        appeal = (
            self.env["customer.assessment.appeal"]
            .with_user(user or self.rep)
            .create({"assessment_id": assessment.id, "reason": "They will buy more."})
        )
        appeal.action_submit()
        return appeal

    def test_accepted_appeal_opens_a_new_assessment(self):
        """Differentiator 11: the sales manager accepts; the scores are taken over."""
        assessment = self._sign((8, 5))
        appeal = self._appeal(assessment)
        with self.assertRaises(UserError):
            appeal.with_user(self.leader).action_approve()
        appeal.with_user(self.manager).action_approve()
        new = appeal.new_assessment_id
        self.assertRecordValues(
            new,
            [{"state": "draft", "user_id": self.rep.id, "appeal_id": appeal.id}],
        )
        self.assertEqual(new.line_ids.mapped("score"), [8, 5])
        self.assertEqual(assessment.state, "effective")
        new.with_user(self.rep).line_ids[1].score = 9
        new.with_user(self.rep).basis = "A second plant opens in May."
        new.with_user(self.rep).action_confirm()
        new.with_user(self.leader).action_approve()
        self.assertEqual(self.customer.customer_grade_id, self.grade_a)

    def test_rejected_appeal_changes_nothing(self):
        assessment = self._sign((8, 5))
        appeal = self._appeal(assessment)
        appeal.with_user(self.manager).action_reject("The plant is not built.")
        self.assertRecordValues(
            appeal,
            [
                {
                    "state": "rejected",
                    "answer": "The plant is not built.",
                    "new_assessment_id": False,
                }
            ],
        )

    def test_appeal_is_withdrawn_by_its_author(self):
        appeal = self._appeal(self._sign((8, 5)))
        appeal.action_cancel()
        self.assertEqual(appeal.state, "cancel")
        self.assertEqual(appeal.approval_request_id.state, "recalled")

    def test_only_results_in_force_are_appealed_against(self):
        assessment = self._assess((8, 5))
        with self.assertRaisesRegex(UserError, "in force"):
            self._appeal(assessment)
        signed = self._sign((8, 5))
        with self.assertRaises(AccessError):
            self._appeal(signed, self.colleague).flush_recordset()

    # side by side: S036

    def test_customers_side_by_side_by_one_version(self):
        """S036: n customers on the same version; others are refused."""
        first = self._sign((8, 9))
        second = self._sign((5, 6), partner=self.other_customer)
        both = first | second
        action = both.with_user(self.manager).action_compare()
        lines = self.env["customer.assessment.line"].search(action["domain"])
        self.assertEqual(len(lines), 4)
        other = self._sign([7] * 3, template=self.tier)
        with self.assertRaisesRegex(UserError, "different forms"):
            (both | other).action_compare()

    # paper: B03, B08, R048

    def _print(self, name, records, data=None, user=None):
        report = self.env["ir.actions.report"].with_user(user or self.leader)
        html = report._render_qweb_html(
            f"sales_visit_crm.{name}", records.ids, data=data or {}
        )[0]
        return html.decode()

    def test_grading_sheet_is_printed(self):
        """B03: dimensions, scores, total, grade ticked, basis, strategy, signature."""
        assessment = self._sign((8, 9))
        html = self._print("report_customer_assessment", assessment)
        for text in (
            "Customer Grading",
            "Donghai Trading",
            "Purchasing Potential",
            "17",
            "clear decision chain",
            self.grade_a.strategy,
            self.leader.name,
            assessment.name,
        ):
            self.assertIn(text, html)
        blank = self._print(
            "report_customer_assessment", assessment.browse(), {"is_blank": True}
        )
        self.assertIn("Willingness to Cooperate", blank)
        self.assertNotIn("Donghai", blank)

    def test_customers_are_printed_side_by_side(self):
        """B08, S036: 24 indicators by customers, total and level; blank for two."""
        first = self._sign([8] * 24, template=self.comprehensive)
        second = self._sign(
            [5] * 24, template=self.comprehensive, partner=self.other_customer
        )
        html = self._print(
            "report_customer_comparison", first | second, user=self.manager
        )
        for text in (
            "Donghai Trading",
            "Nanshan Stores",
            "Overall Evaluation",
            "Decision Makers",
            "Grade A",
            "Grade B",
        ):
            self.assertIn(text, html)
        blank = self._print(
            "report_customer_comparison", first.browse(), {"is_blank": True}
        )
        self.assertIn("Customer 2", "".join(blank.split("\n")).replace("<span>", ""))
        self.assertIn("Key Problems", blank)

    def test_stranger_prints_nothing(self):
        assessment = self._sign((8, 9))
        with self.assertRaises(AccessError):
            self._print("report_customer_assessment", assessment, user=self.outsider)
        with self.assertRaises(AccessError):
            self._print("report_customer_assessment", assessment, user=self.colleague)

    def test_ledger_lists_the_assessments(self):
        """B03: the ledger of a month, as far as the reader may look."""
        mine = self._sign((8, 9))
        other = self._sign(
            (5, 6),
            user=self.other_rep,
            signer=self.other_leader,
            partner=self.other_customer,
        )
        ledger = self.env["customer.assessment.ledger"].with_user(self.rep)
        file = BytesIO()
        self.env.flush_all()
        ledger._write_workbook(file, ledger._prepare_options({}))
        sheet = load_workbook(file).active
        text = " ".join(
            str(cell.value) for row in sheet.iter_rows() for cell in row if cell.value
        )
        self.assertIn(mine.name, text)
        self.assertIn("Grade A", text)
        self.assertNotIn(other.name, text)
