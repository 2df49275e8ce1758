"""A visit from creation to the signed report against one calendar event.

Run by ``./dev bench visits`` in Odoo's shell, which provides ``env``. Visits and
events take turns on the same database in the same transaction, and every figure is
a ratio of medians, so that neither the machine nor its other work decides. Nothing
is kept: the transaction is rolled back.
"""

import statistics
import time
from collections import defaultdict
from datetime import timedelta

from odoo import fields

ROUNDS = 5
RECORDS = 30  # visits, and events, in a round
WARM_UP = 5  # visits before measuring
BATCHES = (1, 10, 100)  # records in one call
GOAL = 3.0  # a visit's whole life in creations of a calendar event

EVENT = "calendar event"
STEPS = ("create", "plan", "confirm", "check in", "check out", "report", "review")
set_of = fields.Command.set


class Scene:
    """A rep with customers, their leader, and the steps of a visit's life."""

    def __init__(self, env):
        self.env = env
        self.rep = self._make_user("bench_rep", "group_sales_visit_user")
        self.leader = self._make_user("bench_leader", "group_sales_visit_leader")
        env["crm.team"].create(
            {
                "name": "Bench",
                "company_id": env.company.id,
                "user_id": self.leader.id,
                "member_ids": [set_of(self.rep.ids)],
            }
        )
        self.customers = env["res.partner"].create(
            [
                {
                    "name": f"Customer {number}",
                    "is_company": True,
                    "city": "Shanghai",
                    "partner_latitude": 31.23,
                    "partner_longitude": 121.47,
                    "child_ids": [fields.Command.create({"name": f"Buyer {number}"})],
                }
                for number in range(100)
            ]
        )
        self.purpose = env["sales.visit.purpose"].create(
            {"name": "Bench", "item_ids": [fields.Command.create({"name": "Prices"})]}
        )
        self.stage = env.ref("sales_visit_crm.sales_visit_stage_visit")
        self.start = fields.Datetime.now().replace(minute=0, second=0) + timedelta(
            days=3
        )

    def _make_user(self, login, group):
        return (
            self.env["res.users"]
            .with_context(no_reset_password=True)
            .create(
                {
                    "name": login,
                    "login": login,
                    "tz": "Asia/Shanghai",
                    "group_ids": [
                        fields.Command.link(self.env.ref(f"sales_visit_crm.{group}").id)
                    ],
                }
            )
        )

    def prepare_visits(self, count):
        return [
            {
                "partner_id": self.customers[number % 100].id,
                "purpose_ids": [set_of(self.purpose.ids)],
                "expected_result": "A trial order of ten cases.",
                "date_start": self.start + timedelta(minutes=number % 300),
            }
            for number in range(count)
        ]

    def prepare_events(self, count):
        return [
            {
                "name": "Meeting",
                "start": self.start + timedelta(minutes=number % 300),
                "stop": self.start + timedelta(minutes=number % 300 + 60),
                "partner_ids": [set_of(self.rep.partner_id.ids)],
            }
            for number in range(count)
        ]

    def create(self, count=1):
        visits = self.env["sales.visit"].with_user(self.rep)
        return visits.create(self.prepare_visits(count))

    def create_events(self, count=1):
        events = self.env["calendar.event"].with_user(self.rep)
        return events.create(self.prepare_events(count))

    def plan(self, visits):
        visits.action_plan()

    def confirm(self, visits):
        for visit in visits:
            visit.write(
                {
                    "appointment_date": visit._get_today(),
                    "arrival_time": visit.date_start,
                }
            )
        visits.action_confirm()

    def check_in(self, visits):
        for visit in visits:
            visit.action_check_in(
                mode="gps", latitude=31.2301, longitude=121.4701, accuracy=20
            )

    def check_out(self, visits):
        for visit in visits:
            visit.action_check_out(
                mode="gps", latitude=31.2301, longitude=121.4701, accuracy=20
            )

    def write_report(self, visits):
        for visit in visits:
            visit.contact_ids = visit.partner_id.child_ids
        visits.write(
            {
                "summary": "Talked about the trial order and its delivery.",
                "outcome": "reached",
                "success_note": "The customer orders ten cases.",
                "stage_id": self.stage.id,
                "no_next_reason": "The buyer phones us.",
            }
        )

    def report(self, visits):
        self.write_report(visits)
        visits.action_submit_report()

    def review(self, visits):
        visits.with_user(self.leader).action_review(comment="Well done.")


class Meter:
    """Seconds and queries of named steps."""

    def __init__(self, env):
        self.env = env
        self.seconds = defaultdict(list)
        self.queries = defaultdict(list)

    def measure(self, name, step, *args, is_cold):
        """Run ``step`` as one request would, up to everything but the commit."""
        if is_cold:
            self.env.invalidate_all()
        queries = self.env.cr.sql_log_count
        begin = time.perf_counter()
        result = step(*args)
        self.env.cr.flush()
        self.seconds[name].append(time.perf_counter() - begin)
        self.queries[name].append(self.env.cr.sql_log_count - queries)
        return result

    def of(self, name):
        """Return the medians of a step: seconds and queries."""
        return (
            statistics.median(self.seconds[name]),
            statistics.median(self.queries[name]),
        )


def live(scene, meter, is_each_cold):
    """Take one visit through its life; the first step begins with empty caches."""
    visit = meter.measure("create", scene.create, is_cold=True)
    for name in STEPS[1:]:
        step = getattr(scene, name.replace(" ", "_"))
        meter.measure(name, step, visit, is_cold=is_each_cold)


def compare(scene, is_each_cold):
    """Return the meter of all rounds and the ratio of each round."""
    overall, ratios = Meter(env), []
    for _number in range(WARM_UP):
        live(scene, Meter(env), is_each_cold)
        Meter(env).measure(EVENT, scene.create_events, is_cold=True)
    for _round in range(ROUNDS):
        meter = Meter(env)
        for _number in range(RECORDS):
            live(scene, meter, is_each_cold)
            meter.measure(EVENT, scene.create_events, is_cold=True)
        life = sum(meter.of(name)[0] for name in STEPS)
        ratios.append(life / meter.of(EVENT)[0])
        for name in (*STEPS, EVENT):
            overall.seconds[name] += meter.seconds[name]
            overall.queries[name] += meter.queries[name]
    return overall, ratios


def print_comparison(title, meter, ratios):
    print(f"\n{title}")
    print(f"  {'step':16}{'ms':>8}{'queries':>9}{'of an event':>13}")
    event_seconds, _queries = meter.of(EVENT)
    for name in (*STEPS, EVENT):
        seconds, queries = meter.of(name)
        share = seconds / event_seconds
        print(f"  {name:16}{seconds * 1000:8.1f}{queries:9.0f}{share:13.2f}")
    total = sum(meter.of(name)[1] for name in STEPS)
    print(
        f"  one visit's life = {statistics.median(ratios):.2f} events "
        f"(rounds {min(ratios):.2f} to {max(ratios):.2f}), "
        f"{total:.0f} queries against {meter.of(EVENT)[1]:.0f}"
    )


def count_batches(scene):
    """Return by step the queries of one call for each of ``BATCHES`` records."""
    rows = defaultdict(list)
    scene.create(3)
    for count in BATCHES:
        meter = Meter(env)
        visits = meter.measure("create", scene.create, count, is_cold=True)
        meter.measure("plan", scene.plan, visits, is_cold=True)
        meter.measure("confirm", scene.confirm, visits, is_cold=True)
        scene.check_in(visits)
        scene.check_out(visits)
        scene.write_report(visits)
        env.cr.flush()
        meter.measure("submit", visits.action_submit_report, is_cold=True)
        meter.measure("review", scene.review, visits, is_cold=True)
        meter.measure(EVENT, scene.create_events, count, is_cold=True)
        for name, queries in meter.queries.items():
            rows[name] += queries
    return rows


def print_batches(rows):
    print("\nQueries of one call for a batch of records")
    print(f"  {'records':16}" + "".join(f"{count:>8}" for count in BATCHES))
    for name, queries in rows.items():
        print(f"  {name:16}" + "".join(f"{number:>8}" for number in queries))


def main():
    scene = Scene(env)
    meter, ratios = compare(scene, is_each_cold=False)
    print_comparison("One visit at a time, caches empty before each", meter, ratios)
    is_met = statistics.median(ratios) <= GOAL
    print(f"  goal: at most {GOAL:.2f}: {'met' if is_met else 'MISSED'}")
    meter, ratios = compare(scene, is_each_cold=True)
    print_comparison("The same, caches empty before every step", meter, ratios)
    print_batches(count_batches(scene))
    env.cr.rollback()


main()
