"""What only a running server shows: several processes and real commits.

`stage.py DB LOG` serves DB, which has the add-on with its demo data, and uses it as
the demo users do. Each check counts; the last line is `N passed, N failed`.
"""

import io
import re
import signal
import sys
import unicodedata
import uuid
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

import client
import customers
import nightly
import openpyxl
import psycopg2
import server
from PyPDF2 import PdfReader

PHONES = 20
VISITS = "sales.visit"
REPORT = "/report/pdf/sales_visit_crm.report_sales_visit"
LEDGER = "/sales_visit_crm/ledger/visits"
# Logins of those who have no business with visits.
STRANGERS = {"portal": "portal", "public": None}
CHINESE = re.compile(r"[\u4e00-\u9fff]")


class Stage:
    """The checks over one server, which see what the earlier ones left."""

    def __init__(self, db, url):
        self.db = db
        self.url = url
        self.passed = 0
        self.failed = 0
        self.rep = self.log_in("demo_rep")
        self.leader = self.log_in("demo_leader")
        self.manager = self.log_in("demo_manager")
        self.strangers = {name: self.log_in(login) for name, login in STRANGERS.items()}

    def log_in(self, login):
        return client.Client(self.url, self.db, login)

    @contextmanager
    def check(self, name):
        """Count what the block asserts as one check; the others run in any case."""
        try:
            yield
        except Exception as error:  # noqa: BLE001 - unforeseen is failed too
            self.failed += 1
            print(f"FAILED {name}: {type(error).__name__}: {error}", flush=True)
        else:
            self.passed += 1
            print(f"passed {name}", flush=True)

    def query(self, sql, *params):
        """What other transactions have committed."""
        with (
            psycopg2.connect(dbname=self.db) as connection,
            connection.cursor() as cursor,
        ):
            cursor.execute(sql, params)
            return cursor.fetchall()

    def execute(self, sql, *params):
        with psycopg2.connect(dbname=self.db) as connection:
            connection.cursor().execute(sql, params)

    def run(self):
        for name, check in (
            ("20 posts of one check-in leave one row", self.check_in_parallel),
            ("20 posts of one departure leave one row", self.check_out_parallel),
            ("two reviewers leave one decision", self.review_parallel),
            ("signing and returning at once leave one decision", self.decide_parallel),
            ("the printed report names the customer", self.print_report),
            ("the register holds the rows of the database", self.download_register),
        ):
            with self.check(name):
                check()
        for name, stranger in self.strangers.items():
            with self.check(f"check-in is refused: {name}"):
                self.refuse_call(stranger, "action_check_in")
            with self.check(f"review is refused: {name}"):
                self.refuse_call(stranger, "action_review")
            with self.check(f"reading is refused: {name}"):
                self.refuse_call(stranger, "read")
            with self.check(f"printing is refused: {name}"):
                self.refuse_file(stranger, f"{REPORT}/{self.reviewed_visit()[0]}")
            with self.check(f"the register is refused: {name}"):
                self.refuse_file(stranger, LEDGER)
        self.run_customers()
        for name, check in nightly.NightlyChecks(self).checks():
            with self.check(name):
                check()

    def run_customers(self):
        with self.check("a route for customer data is made"):
            checks = customers.CustomerChecks(self)
            checks.prepare()
            for name, check in checks.checks():
                with self.check(name):
                    check()

    # attendance

    def check_in_parallel(self):
        now = datetime.now(UTC).replace(microsecond=0, tzinfo=None)
        customer = self.query("SELECT partner_id FROM sales_visit ORDER BY id")[0][0]
        vals = {"partner_id": customer, "date_start": str(now + timedelta(hours=1))}
        (self.visit_id,) = self.rep.call(VISITS, "create", [vals])
        self.send_from_many_phones("in", "action_check_in")

    def check_out_parallel(self):
        self.send_from_many_phones("out", "action_check_out")

    def send_from_many_phones(self, kind, method):
        uid = str(uuid.uuid4())
        answers = client.at_once(
            [
                lambda: self.rep.call(
                    VISITS,
                    method,
                    [self.visit_id],
                    client_uid=uid,
                    reason="No reception",
                )
            ]
            * PHONES
        )
        rows = self.query(
            "SELECT id FROM sales_visit_checkin WHERE visit_id = %s AND kind = %s",
            self.visit_id,
            kind,
        )
        assert len(rows) == 1, f"{len(rows)} rows"
        wrong = [answer for answer in answers if answer != rows[0][0]]
        assert not wrong, f"row {rows[0][0]}, but other answers: {wrong}"

    # review

    def waiting_visit(self):
        """A report that both the leader and the manager may decide on."""
        domain = [["state", "=", "reported"], ["channel", "!=", "phone"]]
        ids = self.leader.call(VISITS, "search", domain, order="id", limit=1)
        assert ids, "no report waits for the leader's review in the demo data"
        return ids[0]

    def review_parallel(self):
        self.decide(
            lambda ids: self.leader.call(VISITS, "action_review", ids),
            lambda ids: self.manager.call(VISITS, "action_review", ids),
            ("was already signed by",),
        )

    def decide_parallel(self):
        self.decide(
            lambda ids: self.leader.call(VISITS, "action_review", ids),
            lambda ids: self.manager.call(
                VISITS, "action_return", ids, comment="Who was there?"
            ),
            ("was already signed by", "only submitted reports can be decided on"),
        )

    def decide(self, first, second, messages):
        visit_id = self.waiting_visit()
        count = "SELECT count(*) FROM sales_visit_review WHERE visit_id = %s"
        before = self.query(count, visit_id)[0][0]
        answers = client.at_once(
            [lambda: first([visit_id]), lambda: second([visit_id])]
        )
        added = self.query(count, visit_id)[0][0] - before
        assert added == 1, f"{added} decisions, answers: {answers}"
        refused = [
            str(answer) for answer in answers if isinstance(answer, client.RefusedError)
        ]
        assert len(refused) == 1, f"one of two is refused, but: {answers}"
        assert any(message in refused[0] for message in messages), refused[0]

    # files

    def reviewed_visit(self):
        """A visit of the salesperson's and its customer, whose name is Chinese."""
        rows = self.query(
            "SELECT visit.id, partner.name FROM sales_visit visit"
            " JOIN res_partner partner ON partner.id = visit.partner_id"
            " WHERE visit.state = 'reviewed' AND visit.user_id = %s"
            " AND visit.channel != 'phone' ORDER BY visit.id DESC",
            self.rep.uid,
        )
        return next(row for row in rows if CHINESE.search(row[1]))

    def print_report(self):
        visit_id, customer = self.reviewed_visit()
        answer = self.rep.get(f"{REPORT}/{visit_id}")
        kind = answer.headers["Content-Type"]
        assert answer.ok, f"{answer.status_code} {kind}"
        assert kind == "application/pdf", kind
        pages = PdfReader(io.BytesIO(answer.content)).pages
        text = plain("".join(page.extract_text() for page in pages))
        assert plain(customer) in text, f"no {customer} in: {text[:500]}"

    def download_register(self):
        first, last = self.query(
            "SELECT min(visit_day), max(visit_day) FROM sales_visit"
        )[0]
        answer = self.manager.get(LEDGER, date_from=str(first), date_to=str(last))
        assert answer.ok, answer.status_code
        expected = self.query(
            "SELECT name FROM sales_visit WHERE channel != 'phone'"
            " AND state IN ('in_progress', 'done', 'reported', 'reviewed', 'no_show')"
            " AND visit_day IS NOT NULL AND company_id IN"
            " (SELECT cid FROM res_company_users_rel WHERE user_id = %s)",
            self.manager.uid,
        )
        names = {name for (name,) in expected}
        workbook = openpyxl.load_workbook(io.BytesIO(answer.content))
        cells = [
            row[1].value
            for sheet in workbook
            for row in sheet.iter_rows(min_row=1, max_col=2)
            if row[1].value in names
        ]
        assert len(expected) > PHONES, f"only {len(expected)} visits"
        assert len(cells) == len(expected), f"{len(cells)} of {len(expected)} rows"

    # strangers

    def refuse_call(self, stranger, method):
        visit_id = self.waiting_visit()
        sql = "SELECT state, write_date FROM sales_visit WHERE id = %s"
        before = self.query(sql, visit_id)
        try:
            answer = stranger.call(VISITS, method, [visit_id])
        except client.RefusedError as error:
            known = ("not allowed to", "Session expired", "Only a team leader")
            assert any(words in str(error) for words in known), str(error)
        else:
            raise AssertionError(f"answered {answer}")
        assert self.query(sql, visit_id) == before, "the visit changed"

    def refuse_file(self, stranger, path):
        answer = stranger.get(path)
        if stranger.uid:
            assert answer.status_code == 403, answer.status_code
        else:
            assert answer.status_code == 303, answer.status_code
            assert "/web/login" in answer.headers["Location"]
        assert not answer.content.startswith((b"%PDF", b"PK")), "sent a file"


def plain(text):
    """The characters that a text means: fonts map 户 to a radical, pages break it."""
    return "".join(unicodedata.normalize("NFKC", text).split())


def main():
    db, log = sys.argv[1:]
    # So that the server goes when somebody ends the run.
    signal.signal(signal.SIGTERM, lambda *_args: sys.exit(143))
    with server.running(db, log) as url:
        # wkhtmltopdf fetches the report's styles from here.
        admin = client.Client(url, db, "admin")
        admin.call("ir.config_parameter", "set_param", "report.url", url)
        stage = Stage(db, url)
        stage.run()
    print(f"{stage.passed} passed, {stage.failed} failed", flush=True)
    return 1 if stage.failed or not stage.passed else 0


if __name__ == "__main__":
    sys.exit(main())
