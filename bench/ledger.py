"""A visit register of 100,000 rows against bare xlsxwriter on the same cursor.

Run by ``./dev bench ledger`` in Odoo's shell, which provides ``env``. The rows are
made once by SQL and kept for the next run (``./dev db drop svc_bench_ledger``
forgets them). Each file is written by a process of its own, forked from the shell,
so that its peak of memory is its own; the two kinds take turns.
"""

import json
import os
import resource
import statistics
import sys
import time
from pathlib import Path
from tempfile import TemporaryFile

import xlsxwriter

import odoo.sql_db
from odoo import api, fields
from odoo.tools import SQL

ROWS = 100_000
TENTH = 10_000  # rows of the smaller file that shows whether memory grows
CUSTOMERS = 1_000
RUNS = 5
GOAL_TIME = 1.15  # times the bare writer's
GOAL_MEMORY = 100  # MB above the process before

MB = 1024 * 1024
MINUTES_A_YEAR = 365 * 24 * 60
# The rows fill the year 2025, the first tenth of them its first days.
YEAR = {"date_from": "2025-01-01", "date_to": "2025-12-31"}
START = {"date_from": "2025-01-01", "date_to": "2025-02-05"}


def fill():
    """Make the rows, unless an earlier run did."""
    visits = env["sales.visit"]
    if visits.search_count([]) >= ROWS:
        return
    print(f"making {ROWS:,} visits …", file=sys.stderr)
    customers = env["res.partner"].create(
        [
            {
                "name": f"客户 {number} Trading",
                "is_company": True,
                "child_ids": [fields.Command.create({"name": f"王 {number}"})],
            }
            for number in range(CUSTOMERS)
        ]
    )
    purposes = env["sales.visit.purpose"].search([], limit=2)
    pattern = visits.create(
        {
            "partner_id": customers[0].id,
            "purpose_ids": [fields.Command.set(purposes.ids)],
            "expected_result": "A trial order of ten cases, delivered in March.",
            "date_start": "2025-01-01 00:00:00",
        }
    )
    pattern._engine_write(
        {
            "state": "reviewed",
            "outcome": "reached",
            "validity": "valid",
            "reviewer_id": env.uid,
            "date_reported": "2025-01-01 12:00:00",
            "summary": "与客户商谈了试订单、交货期和价格。\nThe buyer wants to see "
            "samples of the new packaging before the end of the month, = 10 % less.",
        }
    )
    env.flush_all()
    copy_visits(pattern, customers)
    env.cr.execute("ANALYZE")
    env.cr.commit()


def copy_visits(pattern, customers):
    env.cr.execute(
        "SELECT column_name FROM information_schema.columns"
        " WHERE table_name = 'sales_visit' AND column_name NOT IN ('id', 'write_date')"
    )
    moment = SQL(
        "timestamp '2025-01-01' + number * %s * interval '1 minute'",
        MINUTES_A_YEAR / ROWS,
    )
    customer = SQL("(%s::int[])[1 + number %% %s]", customers.ids, len(customers))
    own = {
        "name": SQL("'B' || lpad(number::text, 6, '0')"),
        "partner_id": customer,
        "commercial_partner_id": customer,
        "date_start": moment,
        "date_end": SQL("%s + interval '1 hour'", moment),
        "visit_day": SQL("(%s)::date", moment),
        "date_arrived": SQL("%s + interval '7 minutes'", moment),
        "date_left": SQL("%s + interval '52 minutes'", moment),
        "stay_minutes": SQL("45"),
        "late_minutes": SQL("7"),
    }
    columns = [name for (name,) in env.cr.fetchall()]
    values = [own.get(name, SQL.identifier("pattern", name)) for name in columns]
    env.cr.execute(
        SQL(
            """WITH made AS (
                   INSERT INTO sales_visit (%s)
                   SELECT %s FROM sales_visit pattern, generate_series(1, %s) number
                    WHERE pattern.id = %s
                RETURNING id, partner_id),
               purposes AS (
                   INSERT INTO sales_visit_purpose_rel (visit_id, purpose_id)
                   SELECT made.id, rel.purpose_id
                     FROM made, sales_visit_purpose_rel rel WHERE rel.visit_id = %s)
               INSERT INTO sales_visit_contact_rel (visit_id, partner_id)
               SELECT made.id, contact.id
                 FROM made JOIN res_partner contact
                   ON contact.parent_id = made.partner_id""",
            SQL(", ").join(SQL.identifier(name) for name in columns),
            SQL(", ").join(values),
            ROWS,
            pattern.id,
            pattern.id,
        )
    )


def write_ours(ledger, period, file):
    return ledger._write_workbook(file, ledger._prepare_options(period))


def write_bare(ledger, period, file):
    """Write the same cells in the shortest way that xlsxwriter offers."""
    query = ledger._get_query(ledger._prepare_options(period))
    columns = ledger._get_columns(query)
    workbook = xlsxwriter.Workbook(file, {"constant_memory": True})
    sheet = workbook.add_worksheet()
    top, wrap = {"valign": "top"}, {"valign": "top", "text_wrap": True}
    kinds = {
        "text": (sheet.write_string, workbook.add_format(top)),
        "note": (sheet.write_string, workbook.add_format(wrap)),
        "integer": (sheet.write_number, workbook.add_format(top)),
        "date": (
            sheet.write_datetime,
            workbook.add_format({**top, "num_format": "yyyy-mm-dd"}),
        ),
        "datetime": (
            sheet.write_datetime,
            workbook.add_format({**top, "num_format": "yyyy-mm-dd hh:mm"}),
        ),
    }
    writers = [(*kinds[column.kind], column.labels) for column in columns]
    row = 0
    for row, values in enumerate(ledger._iter_rows(query, columns), start=1):
        for index, value in enumerate(values):
            if value is not None:
                write, style, labels = writers[index]
                write(row, index, labels[value] if labels else value, style)
    workbook.close()
    return row


def measure(write, period):
    """Return what a process of its own needs to ``write`` the ledger."""
    reader, writer = os.pipe()
    pid = os.fork()
    if not pid:
        try:
            report = in_child(write, period)
            os.write(writer, json.dumps(report).encode())
        finally:
            os._exit(0)  # the parent's connections are not ours to close
    os.close(writer)
    with os.fdopen(reader) as pipe:
        report = pipe.read()
    os.waitpid(pid, 0)
    return json.loads(report)


def in_child(write, period):
    odoo.sql_db._Pool = odoo.sql_db._Pool_readonly = None
    with (
        odoo.sql_db.db_connect(env.cr.dbname).cursor() as cr,
        TemporaryFile() as file,
    ):
        user = api.Environment(cr, odoo.SUPERUSER_ID, {}).ref("base.user_admin")
        ledger = user.with_user(user).env["sales.visit.ledger"]
        before = memory()
        begin, cpu = time.perf_counter(), time.process_time()
        rows = write(ledger, period, file)
        return {
            "rows": rows,
            "bytes": file.tell(),
            "seconds": time.perf_counter() - begin,
            "cpu": time.process_time() - cpu,
            "memory": (peak() - before) / MB,
        }


def memory():
    pages = Path("/proc/self/statm").read_text().split()[1]
    return int(pages) * resource.getpagesize()


def peak():
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


def median(reports, name):
    return statistics.median(report[name] for report in reports)


def main():
    fill()
    kinds = {"ledger": (write_ours, YEAR), "bare xlsxwriter": (write_bare, YEAR)}
    reports = {name: [] for name in kinds}
    for _run in range(RUNS):
        for name, (write, period) in kinds.items():
            reports[name].append(measure(write, period))
    reports["a tenth of it"] = [measure(write_ours, START) for _run in range(2)]
    print(f"{'':18}{'rows':>9}{'MB':>7}{'seconds':>9}{'CPU':>8}{'memory +MB':>12}")
    for name, runs in reports.items():
        print(
            f"{name:18}{runs[0]['rows']:9,}{runs[0]['bytes'] / MB:7.1f}"
            f"{median(runs, 'seconds'):9.1f}{median(runs, 'cpu'):8.1f}"
            f"{median(runs, 'memory'):12.1f}"
        )
    ratios = [
        ours["seconds"] / bare["seconds"]
        for ours, bare in zip(*list(reports.values())[:2], strict=True)
    ]
    ratio, growth = statistics.median(ratios), median(reports["ledger"], "memory")
    print(
        f"ledger / bare = {ratio:.2f} (runs {min(ratios):.2f} to {max(ratios):.2f}), "
        f"goal {GOAL_TIME}: {'met' if ratio <= GOAL_TIME else 'MISSED'}\n"
        f"memory +{growth:.0f} MB, goal +{GOAL_MEMORY}: "
        f"{'met' if growth <= GOAL_MEMORY else 'MISSED'}"
    )


main()
