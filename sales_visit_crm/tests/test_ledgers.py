from datetime import date, datetime, time, timedelta
from io import BytesIO
from threading import Event
from unittest.mock import patch

from openpyxl import load_workbook
from openpyxl.utils.escape import unescape

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import HttpCase, TransactionCase, tagged
from odoo.tools import mute_logger

from ..controllers import sales_visit_crm as controller
from ..tools import xlsx
from .common import ZONE, SalesVisitCommon

FIRST, LAST = date(2026, 3, 1), date(2026, 3, 31)
WAIT_SECONDS = 10  # for the server to close what the client has read
# 07:30 on 2 March in Shanghai.
EARLY = datetime(2026, 3, 1, 23, 30)
PERIOD = f"date_from={FIRST}&date_to={LAST}"
NASTY = "=1+1\x0b<b>&\n<r>\t_x0041_ “引号” 😀"


class ClosingFile(BytesIO):
    """A file in memory that tells other threads of its end."""

    def __init__(self):
        super().__init__()
        self.is_closed = Event()

    def close(self):
        self.is_closed.set()
        return super().close()


class LedgerCase(SalesVisitCommon):
    """Visits of March 2026 in every state, of two teams and two companies."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.contact.name = "+Wang Li"
        cls.visits = cls.env["sales.visit"]
        for user in (cls.rep, cls.colleague, cls.other_rep):
            cls.visits |= cls._make_visits(user, cls.customer)
        cls.visits |= cls._make_visits(cls.foreign_rep, cls.foreign_customer)

    @classmethod
    def _make_visits(cls, user, customer):
        """Return a visit of ``user`` in every state, one a day."""
        states = [key for key, _label in cls.visits._fields["state"].selection]
        visits = cls.visits.browse()
        for days, state in enumerate(states):
            visits |= cls._make_visit(
                user, state, EARLY + timedelta(days=days), partner_id=customer.id
            )
        return visits

    @classmethod
    def _make_visit(cls, user, state="reviewed", start=EARLY, **vals):
        visit = cls._create_visit(
            user, **{"date_start": start, "company_id": user.company_id.id, **vals}
        )
        if visit.partner_id == cls.customer:
            people = cls.contact | cls.second_contact
            visit.contact_ids = [fields.Command.set(people.ids)]
        visit.purpose_ids = cls.purpose | cls.purpose_without_call
        visit._engine_write(
            {
                "date_arrived": start + timedelta(minutes=7),
                "date_left": start + timedelta(minutes=52),
                "date_reported": start + timedelta(hours=12),
                "summary": "Talked.",
                "outcome": "partly",
                "reviewer_id": cls.leader.id,
                "state": state,
            }
        )
        return visit.sudo()

    def _ledger(self, user, name="visits"):
        return self.env["sales.ledger.mixin"].with_user(user)._get_ledgers()[name]

    def _read(self, content):
        """Return the rows of every sheet of a workbook, as values."""
        workbook = load_workbook(BytesIO(content))
        return [list(sheet.iter_rows(values_only=True)) for sheet in workbook]

    def _write(self, ledger, **params):
        """Return the rows of the sheets of March, without the server between."""
        file = BytesIO()
        period = {"date_from": str(FIRST), "date_to": str(LAST)}
        options = ledger._prepare_options({**period, **params})
        ledger._write_workbook(file, options)
        return self._read(file.getvalue())

    def _get_data(self, sheet):
        """Return the labels and the rows of a sheet without heading and foot."""
        header = next(index for index, row in enumerate(sheet) if row[1] is not None)
        return sheet[header], sheet[header + 1 : -3]

    def _get_expected_visits(self, user):
        """Return what the register shows ``user``, read record by record."""
        visits = self.visits.with_user(user).search(
            [
                ("visit_day", ">=", FIRST),
                ("visit_day", "<=", LAST),
                ("state", "not in", ["draft", "planned", "confirmed", "cancel"]),
                ("channel", "!=", "phone"),
            ],
            order="date_start, id",
        )
        return [self._get_expected_row(visit.sudo()) for visit in visits]

    def _get_expected_row(self, visit):
        def local(name):
            moment = fields.Datetime.context_timestamp(
                visit.with_context(tz=ZONE), visit[name]
            )
            return moment.replace(tzinfo=None)

        def label(name):
            return dict(visit._fields[name]._description_selection(visit.env)).get(
                visit[name]
            )

        return (
            datetime.combine(visit.visit_day, time.min),
            visit.name,
            visit.user_id.name,
            visit.team_id.name or None,
            visit.partner_id.complete_name,
            ", ".join(visit.contact_ids.sorted("id").mapped("name")) or None,
            ", ".join(visit.purpose_ids.sorted("id").mapped("name")),
            label("channel"),
            label("state"),
            local("date_start"),
            local("date_arrived"),
            local("date_left"),
            visit.stay_minutes,
            visit.late_minutes,
            visit.expected_result,
            label("outcome"),
            label("validity"),
            visit.summary,
            local("date_reported"),
            visit.reviewer_id.name,
            None,
            None,
            None,
        )


@tagged("post_install", "-at_install")
class TestLedgerDownload(LedgerCase, HttpCase):
    """The files that a running server sends, read back and compared."""

    freeze_time = None

    def _get(self, user, path):
        login = user.login
        self.authenticate(login, login + "x" * (8 - len(login)))
        return self.url_open(f"/sales_visit_crm/ledger/{path}")

    def test_register_holds_what_record_rules_allow(self):
        """Each role's file equals what it may read, cell by cell (A04, G51)."""
        counts = {}
        for user in self.rep | self.leader | self.manager | self.auditor:
            with self.subTest(user=user.login):
                response = self._get(user, f"visits?{PERIOD}")
                self.assertEqual(response.status_code, 200)
                _labels, rows = self._get_data(self._read(response.content)[0])
                self.assertEqual(rows, self._get_expected_visits(user))
                counts[user] = len(rows)
        self.assertEqual([5, 10, 15, 15], list(counts.values()))

    def test_commitments_hold_what_record_rules_allow(self):
        """R010: every promise with its postponements and its delay."""
        visit = self.visits.filtered(lambda visit: visit.state == "done")[:1]
        promise = self._create_commitment(visit.with_user(self.rep))
        deadline = promise.date_deadline
        promise.action_move(deadline + timedelta(days=3), "The warehouse is empty.")
        promise.action_keep("Sent.")
        self._create_commitment(
            self.visits.filtered(lambda visit: visit.user_id == self.other_rep)[:1],
            user_id=self.other_rep.id,
            partner_id=self.other_customer.id,
        )
        response = self._get(self.leader, f"commitments?{PERIOD}")
        _labels, rows = self._get_data(self._read(response.content)[0])
        self.assertEqual(len(rows), 1)
        late_days = (promise.date_answered - promise.date_deadline).days
        self.assertGreater(late_days, 0)
        self.assertEqual(
            rows[0],
            (
                self.customer.name,
                "Send samples",
                "Us",
                datetime.combine(visit.visit_day, time.min),
                visit.name,
                self.rep.name,
                datetime.combine(deadline + timedelta(days=3), time.min),
                "Order them from the warehouse on Tuesday.",
                "Kept Late",
                datetime.combine(promise.date_answered, time.min),
                "Sent.",
                1,
                late_days,
            ),
        )
        everything = self._get(self.manager, f"commitments?{PERIOD}")
        _labels, rows = self._get_data(self._read(everything.content)[0])
        self.assertEqual(len(rows), 2)

    @mute_logger("odoo.http")
    def test_others_are_refused(self):
        for user in self.portal | self.outsider | self.steward:
            for name in ("visits", "commitments"):
                with self.subTest(user=user.login, ledger=name):
                    response = self._get(user, f"{name}?{PERIOD}")
                    self.assertEqual(response.status_code, 403)

    def test_visitors_are_sent_to_log_in(self):
        self.authenticate(None, None)
        response = self.url_open(
            f"/sales_visit_crm/ledger/visits?{PERIOD}", allow_redirects=False
        )
        self.assertEqual(response.status_code, 303)
        self.assertIn("/web/login", response.headers["Location"])

    def test_unknown_ledger_is_not_found(self):
        self.assertEqual(self._get(self.rep, "nothing").status_code, 404)

    @mute_logger("odoo.http")
    def test_bad_parameters_say_what_is_wrong(self):
        other = self.other_company.id
        for params, message in {
            "date_from=yesterday": "“yesterday” is no day for “From”",
            "date_to=2026-02-31": "“2026-02-31” is no day for “Until”",
            "date_to=0001-01-01": "“0001-01-01” is no day for “Until”",
            "date_from=2026-03-02&date_to=2026-03-01": "ends (2026-03-01) before",
            "user_id=abc": "with the id “abc”",
            "user_id=999999999": "with the id “999999999”",
            "user_id=99999999999999999999": "with the id “99999999999999999999”",
            "team_id=-1": "with the id “-1”",
            f"company_ids={other}": f"the company with the id “{other}”",
            "company_ids=x": "the company with the id “x”",
        }.items():
            with self.subTest(params=params):
                response = self._get(self.rep, f"visits?{params}")
                self.assertEqual(response.status_code, 422)
                self.assertIn(message, response.text)

    def test_filters_narrow_the_register(self):
        path = f"visits?{PERIOD}&user_id={self.colleague.id}&team_id={self.team.id}"
        sheet = self._read(self._get(self.manager, path).content)[0]
        _labels, rows = self._get_data(sheet)
        self.assertEqual({row[2] for row in rows}, {self.colleague.name})
        self.assertIn("Salesperson: Colleague", sheet[1][0])
        self.assertIn("Sales Team: Team North", sheet[1][0])

    def test_companies_are_the_chosen_ones(self):
        self.manager.company_ids |= self.other_company
        both = self._get(self.manager, f"visits?{PERIOD}")
        _labels, rows = self._get_data(self._read(both.content)[0])
        self.assertEqual(len(rows), 20)
        other = self._get(
            self.manager, f"visits?{PERIOD}&company_ids={self.other_company.id}"
        )
        sheet = self._read(other.content)[0]
        _labels, rows = self._get_data(sheet)
        self.assertEqual({row[2] for row in rows}, {self.foreign_rep.name})
        self.assertIn("Company: Second Company", sheet[1][0])

    def test_file_is_sent_and_forgotten(self):
        file = ClosingFile()
        with (
            patch.object(controller, "TemporaryFile", return_value=file),
            patch.object(controller._logger, "info") as log,
        ):
            response = self._get(self.rep, f"visits?{PERIOD}")
        self.assertTrue(file.is_closed.wait(WAIT_SECONDS))
        self.assertEqual(response.headers["Content-Length"], str(len(response.content)))
        self.assertIn("attachment", response.headers["Content-Disposition"])
        self.assertIn("2026-03-31.xlsx", response.headers["Content-Disposition"])
        (text, *values), _keywords = log.call_args
        self.assertEqual(values, ["visits", 5, len(response.content), self.rep.id])
        self.assertIn("Ledger %s", text)

    def test_file_goes_after_an_error_too(self):
        file = BytesIO()
        with (
            patch.object(controller, "TemporaryFile", return_value=file),
            mute_logger("odoo.http"),
        ):
            self._get(self.portal, f"visits?{PERIOD}")
        self.assertTrue(file.closed)

    def test_wizard_answers_with_the_download(self):
        wizard = self.env["sales.ledger.export"].with_user(self.rep)
        wizard = wizard.create({"date_from": FIRST, "date_to": LAST})
        action = wizard.action_export()
        self.assertEqual(action["type"], "ir.actions.act_url")
        path = action["url"].removeprefix("/sales_visit_crm/ledger/")
        _labels, rows = self._get_data(self._read(self._get(self.rep, path).content)[0])
        self.assertEqual(len(rows), 5)


@tagged("post_install", "-at_install")
class TestLedgers(LedgerCase, TransactionCase):
    def test_day_is_the_local_one(self):
        """At 07:30 in Shanghai the UTC day is still yesterday."""
        _labels, rows = self._get_data(self._write(self._ledger(self.rep))[0])
        self.assertEqual(rows[0][0], datetime(2026, 3, 5))
        self.assertEqual(rows[0][9], datetime(2026, 3, 5, 7, 30))
        first_day = self._write(
            self._ledger(self.rep), date_from="2026-03-01", date_to="2026-03-04"
        )
        self.assertFalse(self._get_data(first_day[0])[1])

    def test_period_is_this_month_unless_said(self):
        options = self._ledger(self.rep)._prepare_options({})
        self.assertEqual((options.date_from, options.date_to), (FIRST, LAST))
        with self._at(datetime(2026, 3, 31, 16, 30)):  # 1 April in Shanghai
            options = self._ledger(self.rep)._prepare_options({})
        self.assertEqual(options.date_from, date(2026, 4, 1))
        options = self._ledger(self.rep)._prepare_options({"date_to": "2026-02-10"})
        self.assertEqual(options.date_from, date(2026, 2, 1))

    def test_texts_stay_texts(self):
        visit = self._make_visit(self.rep, start=EARLY - timedelta(days=1))
        visit._engine_write({"summary": NASTY, "expected_result": "<r>bold</r>"})
        file = BytesIO()
        ledger = self._ledger(self.rep)
        options = ledger._prepare_options(
            {"date_from": "2026-03-01", "date_to": "2026-03-01"}
        )
        ledger._write_workbook(file, options)
        sheet = load_workbook(BytesIO(file.getvalue())).active
        row = next(cells for cells in sheet if cells[1].value == visit.name)
        # As Excel does: "_x005F_" stands for an underscore that begins no escape.
        self.assertEqual(unescape(row[17].value), NASTY.replace("\x0b", ""))
        self.assertEqual(row[14].value, " <r>bold</r>")
        self.assertEqual(row[5].value, "+Wang Li, Chen Jie")
        self.assertFalse([cell for cell in row if cell.data_type == "f"])

    def test_long_texts_are_cut(self):
        self.company.visit_text_max_chars = 100_000
        visit = self._make_visit(self.rep, start=EARLY - timedelta(days=1))
        visit._engine_write({"summary": "长" * 40_000})
        _labels, rows = self._get_data(
            self._write(self._ledger(self.rep), date_to="2026-03-01")[0]
        )
        self.assertEqual(rows[0][17], "长" * (xlsx.MAX_CHARS - 1) + "…")

    def test_ledger_goes_on_in_the_next_sheet(self):
        ledger = self._ledger(self.rep)
        self.patch(type(ledger), "_ledger_max_rows", 9)  # 3 of them for visits
        sheets = self._write(ledger)
        rows = [self._get_data(sheet)[1] for sheet in sheets]
        self.assertEqual([len(part) for part in rows], [3, 2])
        self.assertEqual(
            [row for part in rows for row in part], self._get_expected_visits(self.rep)
        )
        totals = [sheet[-3] for sheet in sheets]
        self.assertEqual(
            [total[0] for total in totals],
            ["Carried forward: 3 rows", "Total: 5 rows"],
        )
        self.assertEqual([total[12] for total in totals], [135, 225])
        for sheet in sheets:
            self.assertLessEqual(len(sheet), 9)
            self.assertIn("Checked by:", sheet[-1][0])

    def test_heading_and_page(self):
        file = BytesIO()
        ledger = self._ledger(self.rep)
        ledger._write_workbook(file, ledger._prepare_options({}))
        sheet = load_workbook(BytesIO(file.getvalue())).active
        self.assertEqual(sheet["A1"].value, "Visit Register")
        for part in (
            "Number: VR-20260301-20260331",
            f"Company: {self.company.name}",
            "Period: 2026-03-01 - 2026-03-31",
            "Unit: minutes; times of Asia/Shanghai",
        ):
            self.assertIn(part, sheet["A2"].value)
        self.assertEqual(sheet.freeze_panes, "A4")
        self.assertEqual(sheet.auto_filter.ref, "A3:W8")
        self.assertEqual(sheet.print_title_rows, "$3:$3")
        self.assertEqual(sheet.page_setup.orientation, "landscape")
        self.assertEqual(int(sheet.page_setup.paperSize), xlsx.PAPER_A4)
        last = sheet.cell(sheet.max_row, 1).value
        self.assertIn("Prepared by: Rep, 2026-03-02", last)

    def test_empty_ledger_is_a_file(self):
        sheets = self._write(
            self._ledger(self.rep), date_from="2020-01-01", date_to="2020-01-31"
        )
        labels, rows = self._get_data(sheets[0])
        self.assertEqual((labels[0], rows), ("Date", []))

    def test_labels_are_in_the_readers_language(self):
        self.env["res.lang"]._activate_lang("zh_CN")
        self.purpose.with_context(lang="zh_CN").name = "测试"
        ledger = self._ledger(self.rep).with_context(lang="zh_CN")
        _labels, rows = self._get_data(self._write(ledger)[0])
        self.assertIn("测试", rows[0][6])

    def test_cost_does_not_grow_with_the_rows(self):
        def count_queries(last_day):
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            sheets = self._write(self._ledger(self.manager), date_to=last_day)
            return self.env.cr.sql_log_count - before, len(self._get_data(sheets[0])[1])

        count_queries("2026-03-31")  # warm caches
        few, few_rows = count_queries("2026-03-05")
        many, many_rows = count_queries("2026-03-31")
        self.assertEqual((few_rows, many_rows), (3, 15))
        self.assertEqual(few, many)

    def test_commitments_typed_in_without_visit(self):
        """Such a promise counts on the local day on which it was typed in."""
        promise = self.env["sales.commitment"].with_user(self.rep)
        promise = promise.create(
            {
                "name": "Send samples",
                "partner_id": self.customer.id,
                "date_deadline": "2026-03-10",
            }
        )
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE sales_commitment SET create_date = %s WHERE id = %s",
            (EARLY, promise.id),
        )
        ledger = self._ledger(self.rep, "commitments")
        for first, last, count in (
            ("2026-03-01", "2026-03-01", 0),
            ("2026-03-02", "2026-03-02", 1),
        ):
            sheets = self._write(ledger, date_from=first, date_to=last)
            self.assertEqual(len(self._get_data(sheets[0])[1]), count, first)

    def test_wizard_refuses_a_period_upside_down(self):
        wizard = self.env["sales.ledger.export"].with_user(self.rep)
        self.assertEqual(wizard.create({}).date_from, FIRST)
        wizard = wizard.create({"date_from": LAST, "date_to": FIRST})
        with self.assertRaisesRegex(UserError, "before it starts"):
            wizard.action_export()

    def test_wizard_is_for_those_who_read_visits(self):
        with self.assertRaises(AccessError):
            self.env["sales.ledger.export"].with_user(self.outsider).create({})
