import io
import json
import re
import unicodedata
from datetime import timedelta
from unittest.mock import patch
from urllib.parse import urlencode

from PyPDF2 import PdfFileReader

from odoo import fields
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, HttpCase, tagged
from odoo.tools import mute_logger

from .common import ZONE, SalesVisitCommon

A4 = (210, 297)  # mm
MM = 72 / 25.4  # points
FORMS = {
    "report_sales_visit": "Customer Visit Report",
    "report_sales_visit_record": "Customer Visit Record",
    "report_sales_visit_plan": "Salesperson's Outing Visit Plan",
    "report_sales_visit_plan_week": "Weekly Action Plan",
    "report_sales_visit_register": "Visit Register",
    "report_sales_visit_phone_sheet": "Telephone Log",
}
PERIOD = {"date_from": "2000-01-01", "date_to": "2100-01-01"}


class ReportCase(SalesVisitCommon):
    """A customer with a Chinese name, and calls and sheets to print."""

    freeze_time = None

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.customer.write({"name": "上海东方电子分销有限公司", "ref": "C0001"})
        cls.contact.write({"name": "陈建国", "function": "总经理"})
        cls.second_contact.write({"name": "刘芳", "phone": "021-5888 1234"})
        cls.people = cls.contact | cls.second_contact

    @classmethod
    def _meet(cls, user=None, days_ago=0, **report):
        """Return a submitted visit of ``user`` that began ``days_ago`` days ago."""
        people = [fields.Command.set(cls.people.ids)]
        visit = cls._report_visit(
            user or cls.rep, {"contact_ids": people, **report}, is_urgent=True
        )
        arrival = fields.Datetime.now() - timedelta(days=days_ago)
        visit._engine_write({"date_arrived": arrival, "date_left": arrival})
        return visit

    @classmethod
    def _call(cls, user=None, summary="约定周五上午会谈", **vals):
        call = cls._create_visit(
            user or cls.rep,
            channel="phone",
            date_start=fields.Datetime.now() - timedelta(hours=1),
            **{
                "contact_ids": [fields.Command.set(cls.contact.ids)],
                "summary": summary,
                "no_next_reason": "-",
                **vals,
            },
        )
        call.action_submit_report()
        return call

    @classmethod
    def _plan(cls, user=None):
        plan = cls.env["sales.visit.plan"].with_user(user or cls.rep).create({})
        cls._create_visit(
            plan.user_id,
            plan_id=plan.id,
            contact_ids=[fields.Command.set(cls.people.ids)],
        )
        return plan


@tagged("post_install", "-at_install")
class TestReports(ReportCase, HttpCase):
    """The forms as PDF, printed by the server and read back."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # The print route may not write, so the style sheets are made beforehand.
        for name in ("web.report_assets_common", "web.report_assets_pdf"):
            bundle = cls.env["ir.qweb"]._get_asset_bundle(name, autoprefix=True)
            bundle.css()
            bundle.js()

    def setUp(self):
        super().setUp()
        if self.env["ir.actions.report"].get_wkhtmltopdf_state() != "ok":
            self.skipTest("This machine has no wkhtmltopdf that prints headers.")

    def test_visit_report_names_everyone_met(self):
        """R021, R028: one report, one page, all persons of the customer."""
        visit = self._meet(
            summary="讨论试销订单。", commitment_ids=[self._promise("寄送样品")]
        )
        visit.with_user(self.leader).action_review(comment="下次带合同范本。")
        pages = self._print("report_sales_visit", visit.ids)
        self.assertEqual(len(pages), 1)
        self._assert_texts(
            pages,
            visit.name,
            "上海东方电子分销有限公司",
            "C0001",
            "陈建国 (总经理)",
            "刘芳",
            "讨论试销订单。",
            "寄送样品",
            "下次带合同范本。",
            "√ Reached",
            "√ Valid",
            f"Filled in by {self.rep.name}",
            f"Signature {self.leader.name}",
            "Page 1 / 1",
        )

    def test_visit_record_is_the_short_form(self):
        visit = self._meet(need_note="每月两百箱")
        pages = self._print("report_sales_visit_record", visit.ids)
        self.assertEqual(len(pages), 1)
        self._assert_texts(
            pages, visit.name, "Team North", "陈建国", "刘芳", "每月两百箱", "√ Reached"
        )

    def test_plan_sheet_ends_with_the_three_notes(self):
        """R026-R029."""
        plan = self._plan()
        pages = self._print("report_sales_visit_plan", plan.ids, landscape=True)
        self._assert_texts(
            pages,
            plan.name,
            "上海东方电子分销有限公司",
            "陈建国 总经理",
            "A trial order of ten cases.",
            "A visit is valid only when the expected result is reached",
            "Meeting several persons of the same customer in one visit",
            "The visit register is archived",
        )

    def test_weekly_plan_has_a_row_for_each_day(self):
        plan = self._plan()
        plan.write(
            {
                "period_start": fields.Date.start_of(plan.period_start, "week"),
                "period_end": fields.Date.end_of(plan.period_start, "week"),
            }
        )
        pages = self._print("report_sales_visit_plan_week", plan.ids, landscape=True)
        self._assert_texts(pages, "Monday", "Thursday", "Sunday", "上海东方电子")

    def test_register_holds_permitted_rows_in_order_of_time(self):
        """A04: chronological, spot check columns left blank."""
        visits = [self._meet(days_ago=days) for days in (1, 3, 2)]
        accompanied = self._meet(self.colleague, days_ago=4)
        accompanied._engine_write({"companion_ids": [self.rep.id]})
        hidden = self._meet(self.other_rep, days_ago=1)
        call = self._call()
        pages = self._print(
            "report_sales_visit_register", landscape=True, user=self.rep, **PERIOD
        )
        text = " ".join(pages)
        expected = [accompanied, visits[1], visits[2], visits[0]]
        found = re.findall("|".join(v.name for v in [*expected, hidden, call]), text)
        self.assertEqual(found, [visit.name for visit in expected])
        self._assert_texts(pages, "Spot Check (Marketing)", "Checked by", "Finding")

    def test_phone_sheet_has_a_row_per_call_and_a_page_per_day(self):
        """B05, S027."""
        first = self._call(commitment_ids=[self._promise("寄样册")])
        self._call(
            self.colleague,
            summary="Second caller's talk",
            partner_id=self.other_customer.id,
            contact_ids=[fields.Command.set(self.other_contact.ids)],
        )
        pages = self._print(
            "report_sales_visit_phone_sheet",
            landscape=True,
            user=self.leader,
            **PERIOD,
        )
        self.assertEqual(len(pages), 2)
        sheet = next(page for page in pages if self.rep.name in page)
        number = f"{first.visit_day:%Y%m%d}-{self.rep.id}"
        self._assert_texts(
            [sheet], number, "上海东方电子", "陈建国", "约定周五上午会谈", "寄样册"
        )
        self.assertNotIn("Second caller's talk", sheet)

    def test_blank_forms_fill_one_page_each(self):
        for name, title in FORMS.items():
            with self.subTest(form=name):
                upright = name in ("report_sales_visit", "report_sales_visit_record")
                pages = self._print(name, landscape=not upright, is_blank=True)
                self.assertEqual(len(pages), 1)
                self._assert_texts(pages, title, "No.", "Filled in by")

    def test_long_text_is_printed_to_its_end(self):
        visit = self._meet(summary=f"{'客户提出了若干具体的建议。' * 1500}最后一句话。")
        pages = self._print("report_sales_visit", visit.ids)
        self.assertGreater(len(pages), 4)
        self._assert_texts(pages, "最后一句话。", f"Page {len(pages)} / {len(pages)}")

    def test_each_of_many_reports_counts_its_own_pages(self):
        visits = [self._meet() for _number in range(3)]
        pages = self._print("report_sales_visit", [visit.id for visit in visits])
        self.assertEqual(len(pages), 3)
        for visit in visits:
            page = next(page for page in pages if visit.name in page)
            self.assertIn("Page 1 / 1", page)

    @mute_logger("odoo.http")
    def test_salesperson_cannot_print_the_visit_of_another(self):
        hidden = self._meet(self.other_rep)
        self.authenticate(self.rep.login, self.rep.login)
        for name in ("report_sales_visit", "report_sales_visit_register"):
            with self.subTest(form=name):
                answer = self._open(name, hidden.ids)
                self.assertEqual(answer.status_code, 403)
                self.assertNotIn(hidden.name, answer.text)

    def _print(self, name, ids=(), landscape=False, user=None, **options):
        """Return the text of each page, after checking that the paper is A4."""
        user = user or self.rep
        self.authenticate(user.login, user.login)
        answer = self._open(name, ids, options)
        self.assertEqual(answer.headers["Content-Type"], "application/pdf")
        pages = PdfFileReader(io.BytesIO(answer.content)).pages
        for page in pages:
            size = tuple(round(float(side) / MM) for side in page.mediabox[2:])
            self.assertEqual(size, A4[::-1] if landscape else A4)
        return [self._normalize(page.extract_text()) for page in pages]

    def _open(self, name, ids=(), options=None):
        path = f"/report/pdf/sales_visit_crm.{name}"
        if ids:
            path += "/" + ",".join(map(str, ids))
        query = {"context": json.dumps({"force_report_rendering": True})}
        if options:
            query["options"] = json.dumps(options)
        return self.url_open(f"{path}?{urlencode(query)}", timeout=120)

    def _assert_texts(self, pages, *texts):
        whole = " ".join(pages)
        for text in texts:
            self.assertIn(self._normalize(text), whole)

    @staticmethod
    def _normalize(text):
        """Return ``text`` with the characters it means: fonts map 户 to a radical."""
        return " ".join(unicodedata.normalize("NFKC", text).split())

    @staticmethod
    def _promise(name):
        deadline = fields.Date.add(fields.Date.today(), days=5)
        return fields.Command.create(
            {"name": name, "date_deadline": deadline, "action_plan": "Post it."}
        )


@tagged("post_install", "-at_install")
class TestPrintWizard(ReportCase):
    def test_wizard_prints_what_it_was_asked_for(self):
        visit = self._meet()
        self._meet(self.colleague)
        wizard = Form(self.env["sales.visit.print"].with_user(self.rep))
        self.assertEqual(wizard.user_ids.ids, self.rep.ids)
        wizard.date_from = visit.visit_day
        wizard.date_to = visit.visit_day
        action = wizard.save().action_print()
        self.assertEqual(action["type"], "ir.actions.report")
        values = self._get_values(self.rep, action["report_name"], action["data"])
        self.assertEqual(values["docs"], visit)

    def test_leaders_print_everyones_unless_they_choose(self):
        self.assertFalse(self._create_wizard(self.leader).user_ids)
        self.assertFalse(self._create_wizard(self.auditor).user_ids)

    def test_form_decides_on_the_usual_period(self):
        wizard = Form(self.env["sales.visit.print"].with_user(self.rep))
        today = self.rep._get_sales_today()
        self.assertEqual(wizard.date_from, today.replace(day=1))
        wizard.form = "sales_visit_action_report_phone_sheet"
        self.assertEqual((wizard.date_from, wizard.date_to), (today, today))
        wizard.form = "sales_visit_plan_action_report"
        self.assertEqual((wizard.date_to - wizard.date_from).days, 6)

    def test_nothing_to_print_is_said_in_the_wizard(self):
        with self.assertRaisesRegex(UserError, "nothing to print"):
            self._create_wizard(self.rep).action_print()

    def test_period_must_be_complete_and_forward(self):
        with self.assertRaisesRegex(ValidationError, "both days"):
            self._create_wizard(self.rep, date_to=False)
        with self.assertRaisesRegex(ValidationError, "before it starts"):
            self._create_wizard(self.rep, date_from="2026-03-02", date_to="2026-03-01")

    def test_blank_form_needs_no_period(self):
        wizard = self._create_wizard(self.rep, is_blank=True, date_from=False)
        action = wizard.action_print()
        values = self._get_values(self.rep, action["report_name"], action["data"])
        self.assertFalse(values["docs"])
        self.assertTrue(values["blank_rows"])

    def test_auditor_prints_the_register_of_the_company(self):
        """R029."""
        visits = self._meet() | self._meet(self.other_rep)
        values = self._get_values(self.auditor, "report_sales_visit_register", PERIOD)
        self.assertEqual(values["docs"] & visits, visits)

    def test_without_access_not_even_blank_forms_are_printed(self):
        for user in (self.outsider, self.steward):
            for name in FORMS:
                with (
                    self.subTest(user=user.login, form=name),
                    self.assertRaises(AccessError),
                ):
                    self._get_values(user, name, {"is_blank": True})

    def test_chosen_language_is_the_language_of_the_form(self):
        self.env["res.lang"]._activate_lang("zh_CN")
        html = (
            self.env["ir.actions.report"]
            .with_user(self.rep)
            ._render_qweb_html(
                "sales_visit_crm.report_sales_visit_plan_week",
                [],
                {"is_blank": True, "lang": "zh_CN"},
            )[0]
        )
        self.assertIn("星期三", html.decode())
        self.assertNotIn("Wednesday", html.decode())

    def test_times_are_those_of_the_salesperson(self):
        visit = self._meet()
        visit._engine_write({"date_arrived": "2026-03-01 23:30:00"})
        html = (
            self.env["ir.actions.report"]
            .with_user(self.leader)
            .with_context(tz="UTC")
            ._render_qweb_html("sales_visit_crm.report_sales_visit", visit.ids)[0]
        )
        self.assertEqual(self.rep.tz, ZONE)
        self.assertIn("03/02/2026 07:30", html.decode())

    def test_options_of_a_stranger_do_no_harm(self):
        for options, error in (
            ({"date_from": "yesterday", "date_to": "2026-03-01"}, "no day"),
            ({"ids": "1;drop", "lang": "xx_XX", "user_ids": "me"}, "nothing to print"),
            ({"ids": [2**31 - 1]}, "nothing to print"),
            ({}, "nothing to print"),
        ):
            with (
                self.subTest(options=options),
                self.assertRaisesRegex(UserError, error),
            ):
                self._get_values(self.rep, "report_sales_visit_register", options)

    def test_too_many_documents_are_refused(self):
        visits = self._meet() | self._meet()
        model = self.registry["report.sales_visit_crm.report_sales_visit"]
        with patch.object(model, "_max_documents", 1):
            for options in ({"ids": visits.ids}, PERIOD):
                with self.assertRaisesRegex(UserError, "too many"):
                    self._get_values(self.rep, "report_sales_visit", options)

    def _create_wizard(self, user, **vals):
        return self.env["sales.visit.print"].with_user(user).create(vals)

    def _get_values(self, user, name, options):
        name = name.removeprefix("sales_visit_crm.")
        report = self.env[f"report.sales_visit_crm.{name}"].with_user(user)
        return report._get_report_values([], dict(options))
