"""The nightly jobs on customers against one raw SQL UPDATE, at two sizes.

Run by ``./dev bench cadence [CUSTOMERS]`` in Odoo's shell, which provides ``env``; the
jobs run over a tenth of the customers and over all of them, so that the cost per
customer can be compared. Customers, visits and orders are made once by SQL and kept;
the database is the bench's own. Every figure is a ratio of medians of runs that take
turns. The list of a salesperson's customers is read here and in the database without
the add-on (``BENCH_PLAIN``), with as many partners.
"""

import os
import statistics
import sys
import time

from odoo import SUPERUSER_ID, api
from odoo.modules.registry import Registry
from odoo.tools import SQL

CUSTOMERS = int(os.environ.get("BENCH_ARGS") or 100_000)
USERS = 100
ROUNDS = 3 if CUSTOMERS < 500_000 else 1
GOAL, FLAT, LIST_GOAL = 3.0, 1.3, 1.2
BATCH = 20_000


def say(text):
    print(text, file=sys.stderr, flush=True)


def fill(env, count, is_ours):
    """Make the salespersons and their customers, by SQL."""
    cr = env.cr
    users = env["res.users"].search([("login", "like", "bench_rep_%")], order="id")
    if not users:
        group = env.ref("sales_team.group_sale_salesman")
        users = (
            env["res.users"]
            .with_context(no_reset_password=True)
            .create(
                [
                    {
                        "name": f"Rep {number}",
                        "login": f"bench_rep_{number}",
                        "group_ids": [(4, group.id)],
                    }
                    for number in range(USERS)
                ]
            )
        )
        if is_ours:
            users.group_ids |= env.ref("sales_visit_crm.group_sales_visit_user")
        env.flush_all()
    cr.execute("SELECT count(*) FROM res_partner WHERE ref = 'bench'")
    there = cr.fetchone()[0]
    if there < count:
        say(f"making {count - there} customers …")
        extra = ", secrecy_level, file_state" if is_ours else ""
        values = ", 'public', 'none'" if is_ours else ""
        cr.execute(  # the parts put in are those above
            f"""
            INSERT INTO res_partner (name, complete_name, ref, is_company, active,
                   type, user_id, city, lang, tz, partner_share, customer_rank,
                   supplier_rank, autopost_bills, create_date, write_date,
                   commercial_company_name{extra})
            SELECT 'Customer ' || n, 'Customer ' || n, 'bench', true, true, 'contact',
                   (%s::integer[])[1 + n %% {USERS}], 'Shanghai', 'en_US',
                   'Asia/Shanghai', true, 1, 0, 'ask',
                   now() - interval '100 days', now(), 'Customer ' || n{values}
              FROM generate_series(%s, %s) n
            """,  # noqa: S608
            (users.ids, there + 1, count),
        )
        cr.execute(
            "UPDATE res_partner SET commercial_partner_id = id"
            " WHERE ref = 'bench' AND commercial_partner_id IS NULL"
        )
    cr.commit()
    return users


def fill_history(env, users):
    """Give every customer a grade, two visits and, some of them, an order."""
    cr = env.cr
    cr.execute("SELECT count(*) FROM sales_visit WHERE name LIKE 'BENCH%'")
    there = cr.fetchone()[0]
    if there >= 2 * CUSTOMERS:
        return
    say("making visits …")
    cr.execute("DELETE FROM sales_visit WHERE name LIKE 'BENCH%'")
    grades = env["customer.grade"].search([]).ids
    cr.execute(
        "UPDATE res_partner SET customer_grade_id = (%s::integer[])[1 + id %% 5]"
        " WHERE ref = 'bench'",
        (grades,),
    )
    cr.execute(
        """
        INSERT INTO sales_visit (name, state, company_id, user_id, partner_id,
               commercial_partner_id, channel, contact_depth, date_start, date_end,
               visit_day, validity, create_date)
        SELECT 'BENCH' || p.id || '-' || n,
               (ARRAY['reviewed', 'done', 'planned'])[1 + (p.id + n) %% 3], %s,
               p.user_id, p.id, p.id, 'onsite', (ARRAY['deep', 'light'])[1 + p.id %% 2],
               now() - (p.id + n * 17) %% 60 * interval '1 day',
               now() - (p.id + n * 17) %% 60 * interval '1 day',
               current_date - (p.id + n * 17) %% 60, 'pending', now()
          FROM res_partner p, generate_series(1, 2) n WHERE p.ref = 'bench'
        """,
        (env.company.id,),
    )
    cr.commit()


def vacuum(cr):
    cr.commit()
    cr._cnx.autocommit = True
    cr.execute("VACUUM ANALYZE")
    cr._cnx.autocommit = False


# The same dates in one statement, as somebody would write it for this one database.
RAW = """
UPDATE bench_due SET due = COALESCE(moved.workday, d.due)
  FROM (
    SELECT f.id, CASE WHEN f.cap > 0 AND f.contacts >= f.cap
                       AND f.due < date_trunc('month', %(today)s::date)
                                   + interval '1 month'
                      THEN (date_trunc('month', %(today)s::date)
                            + interval '1 month')::date ELSE f.due END AS due
      FROM (
        SELECT p.id, g.monthly_contact_cap AS cap, v.contacts,
               LEAST(CASE WHEN g.deep_contact_days > 0 AND p.customer_status <> 'lost'
                          THEN COALESCE(v.last_deep, p.create_date::date)
                               + g.deep_contact_days END,
                     COALESCE(v.last, p.create_date::date)
                     + NULLIF(CASE
                         WHEN p.customer_status = 'lost' THEN %(lost)s
                         WHEN g.contact_interval_days > 0 THEN g.contact_interval_days
                         WHEN p.customer_status = 'intended' THEN %(intended)s
                         WHEN p.customer_status = 'active' THEN %(active)s
                         ELSE %(potential)s END, 0)) AS due
          FROM res_partner p
          LEFT JOIN customer_grade g ON g.id = p.customer_grade_id
          LEFT JOIN (
            SELECT commercial_partner_id,
                   MAX(visit_day) FILTER (WHERE state IN ('done', 'reported',
                                                          'reviewed')) AS last,
                   MAX(visit_day) FILTER (WHERE contact_depth = 'deep' AND state IN
                       ('done', 'reported', 'reviewed')) AS last_deep,
                   COUNT(*) FILTER (WHERE channel <> 'inbound' AND visit_day >=
                       date_trunc('month', %(today)s::date) AND visit_day <
                       date_trunc('month', %(today)s::date) + interval '1 month'
                       AND state IN ('in_progress', 'done', 'reported', 'reviewed'))
                       AS contacts
              FROM sales_visit
             WHERE commercial_partner_id > %(low)s AND commercial_partner_id <= %(high)s
             GROUP BY commercial_partner_id) v ON v.commercial_partner_id = p.id
         WHERE p.id > %(low)s AND p.id <= %(high)s) f) d
  LEFT JOIN bench_moved moved ON moved.day = d.due
 WHERE d.id = bench_due.partner_id
"""


def prepare_raw():
    company = env.company
    today = company._get_sales_today()
    moved = env["customer.cadence"]._get_moved_days(company, today)
    env.cr.execute("DROP TABLE IF EXISTS bench_moved")
    env.cr.execute("CREATE TABLE bench_moved (day date, workday date)")
    env.cr.execute(
        "INSERT INTO bench_moved SELECT * FROM unnest(%s::date[], %s::date[])",
        (list(moved), list(moved.values())),
    )
    return {
        "today": today,
        "lost": company.contact_lost_days or 0,
        "intended": company.contact_intended_days,
        "active": company.contact_active_days,
        "potential": company.contact_potential_days,
    }


def check_same(low, high):
    """Stop where the job and the one statement do not give the same dates."""
    env.cr.execute(
        "SELECT count(*) FROM bench_due JOIN customer_cadence USING (partner_id)"
        " WHERE partner_id > %s AND partner_id <= %s"
        "   AND due IS DISTINCT FROM contact_due_date",
        (low, high),
    )
    ((different,),) = env.cr.fetchall()
    assert not different, f"{different} dates differ"


def timed(function, *args):
    begin = time.perf_counter()
    function(*args)
    env.cr.flush()
    return time.perf_counter() - begin


def in_batches(process, low, high):
    while low < high:
        upper = min(low + BATCH, high)
        process(low, upper)
        env.cr.commit()
        low = upper


def restrict(low, high):
    return lambda column: SQL("%s > %s AND %s <= %s", column, low, column, high)


def first_night(low, high):
    """All due days change: the most that the job ever has to do."""
    env.cr.execute("UPDATE customer_cadence SET contact_due_date = NULL, rule = NULL")
    env.cr.commit()


def measure(low, high):
    cadence = env["customer.cadence"]
    partners = env["res.partner"]
    entries = env["customer.pool.entry"]
    companies = env.company
    jobs = {
        "cadence": lambda a, b: cadence._compute_rows(restrict(a, b)),
        "status": lambda a, b: partners._apply_status_facts("nightly", restrict(a, b)),
        "renewal risk": lambda a, b: cadence._find_renewal_risk(restrict(a, b)),
        "pool": lambda a, b: env.execute_query(
            SQL(
                "SELECT count(*) FROM (%s) due WHERE step IS NOT NULL",
                entries._sql_steps(companies, a, b),
            )
        ),
    }
    seconds = {name: [] for name in ("raw", "cadence, all anew", *jobs)}
    for _round in range(ROUNDS):
        # Each row is written: the day is never the one that is there.
        env.cr.execute("UPDATE bench_due SET due = NULL")
        vacuum(env.cr)
        params = {**prepare_raw(), "low": low, "high": high}
        seconds["raw"].append(timed(env.cr.execute, RAW, params))
        env.cr.commit()
        first_night(low, high)
        vacuum(env.cr)
        seconds["cadence, all anew"].append(
            timed(in_batches, jobs["cadence"], low, high)
        )
        check_same(low, high)
        for name, job in jobs.items():
            seconds[name].append(timed(in_batches, job, low, high))
    return {name: statistics.median(each) for name, each in seconds.items()}


def compare_jobs():
    cr = env.cr
    cr.execute("SELECT min(id) - 1, max(id) FROM res_partner WHERE ref = 'bench'")
    low, high = cr.fetchone()
    tenth = low + (high - low) // 10
    cr.execute("DROP TABLE IF EXISTS bench_due")
    cr.execute(
        "CREATE TABLE bench_due AS SELECT id AS partner_id, NULL::date AS due"
        "  FROM res_partner WHERE ref = 'bench'"
    )
    cr.execute("CREATE INDEX ON bench_due (partner_id)")
    env["customer.cadence"]._flush_facts()
    in_batches(
        lambda a, b: env["customer.cadence"]._compute_rows(restrict(a, b)), low, high
    )
    sizes = {CUSTOMERS // 10: measure(low, tenth), CUSTOMERS: measure(low, high)}
    print(f"\n{'µs per customer':22}" + "".join(f"{size:>14,}" for size in sizes))
    large = sizes[CUSTOMERS]
    for name in large:
        cells = [each[name] / size * 1e6 for size, each in sizes.items()]
        ratio = large[name] / large["raw"]
        verdict = "met" if ratio <= GOAL else "MISSED"
        growth = cells[1] / cells[0]
        print(
            f"{name:22}{cells[0]:14.1f}{cells[1]:14.1f}   growth {growth:.2f}"
            f"   raw x {ratio:.2f}" + (f" (goal {GOAL}: {verdict})")
        )


def read_list(side_env, fields):
    partners = side_env["res.partner"]
    partners.web_search_read(
        [("user_id", "=", side_env.uid)],
        {name: {} for name in fields},
        limit=80,
        count_limit=10001,
    )


def compare_lists(users, plain_env, plain_users):
    seconds = ([], [])
    plain_names = ["complete_name", "email", "phone", "user_id", "city", "country_id"]
    names = [*plain_names, "customer_status"]
    for number in range(40):
        sides = [
            (seconds[0], env(user=users[number % USERS]), names),
            (seconds[1], plain_env(user=plain_users[number % USERS]), plain_names),
        ]
        for kept, side, wanted in sides if number % 2 else reversed(sides):
            side.invalidate_all()
            begin = time.perf_counter()
            read_list(side, wanted)
            if number >= 4:
                kept.append(time.perf_counter() - begin)
    ours, plain = (statistics.median(each) * 1000 for each in seconds)
    ratio = ours / plain
    verdict = "met" if ratio <= LIST_GOAL else "MISSED"
    print(
        f"\nlist of a salesperson's customers: {ours:.1f} ms with us, {plain:.1f} ms"
        f" without, ratio {ratio:.2f} (goal {LIST_GOAL}: {verdict})"
    )


def main():
    users = fill(env, CUSTOMERS, is_ours=True)
    fill_history(env, users)
    env.company.is_customer_pool_used = True
    env.cr.commit()
    with Registry(os.environ["BENCH_PLAIN"]).cursor() as cr:
        plain_env = api.Environment(cr, SUPERUSER_ID, {})
        plain_users = fill(plain_env, CUSTOMERS, is_ours=False)
        vacuum(cr)
        vacuum(env.cr)
        compare_jobs()
        compare_lists(users, plain_env, plain_users)
        cr.rollback()
    env.cr.rollback()


main()
