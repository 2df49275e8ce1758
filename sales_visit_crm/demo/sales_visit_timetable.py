"""The demo visits by working day: who goes where, what for, and how it ends.

Days count from the day of installation, so that the data is never stale:

>>> from datetime import date
>>> friday = date(2026, 3, 6)
>>> workday(friday, 1), workday(friday, -5)
(datetime.date(2026, 3, 9), datetime.date(2026, 2, 27))
>>> workday(friday, 0) == friday
True
>>> workday(date(2026, 3, 7), 1)
datetime.date(2026, 3, 9)
"""

import csv
import json
from dataclasses import dataclass
from datetime import timedelta

from odoo.tools import file_open

from ..tools import local_day

# Endings that leave a report, each with the result the report names.
OUTCOMES = {
    "valid": "reached",
    "partly": "partly",
    "missed": "not",
    "overruled": "partly",
    "rejected": "reached",
    "returned": "partly",
    "returned_signed": "reached",
    "unplanned": "reached",
    "unplanned_goal": "reached",
    "waiting": "reached",
}
# Endings of which the leader has not yet decided, or will not.
UNDECIDED = ("waiting", "returned")
UNPLANNED = ("unplanned", "unplanned_goal")


@dataclass(frozen=True)
class Entry:
    """One row of the timetable.

    ``time`` is a local time, or ``now``, ``later`` and ``latest`` for today's visits,
    which follow the hour of installation.
    """

    user: str
    day: int
    time: str
    customer: str
    channel: str
    purposes: tuple
    ending: str
    details: frozenset

    @property
    def outcome(self):
        """The result the report names, None where there is no report."""
        named = self.details & {"partly", "missed"}
        return OUTCOMES.get(next(iter(named), self.ending))

    @property
    def is_planned(self):
        return self.ending not in UNPLANNED and self.channel != "phone"


def read():
    """Return the entries of the timetable, in order."""
    with file_open("sales_visit_crm/demo/sales_visit_timetable.tsv") as file:
        return [
            Entry(
                **{
                    **row,
                    "day": int(row["day"]),
                    "purposes": tuple(row["purposes"].split()),
                    "details": frozenset(row["details"].split()),
                }
            )
            for row in csv.DictReader(file, delimiter="\t")
        ]


def workday(today, offset):
    """Return the working day ``offset`` days from ``today``, which counts as one."""
    day = today
    step = timedelta(days=1 if offset > 0 else -1)
    for _count in range(abs(offset)):
        day += step
        while day.weekday() >= 5:
            day += step
    return day


def starts_of_today(now, zone):
    """Return the starts of today's visits: under way, later, and last.

    They keep to today, whatever the hour of installation is.
    """
    midnight, end = local_day.bounds(local_day.day_of(now, zone), zone)
    quarter = timedelta(minutes=15)
    rounded = now - timedelta(minutes=now.minute % 5, seconds=now.second)
    afternoon = midnight + timedelta(hours=14.5)
    later = max(afternoon, rounded + 6 * quarter)
    return {
        "now": max(midnight, rounded - timedelta(minutes=25)),
        "later": min(later, end - 8 * quarter),
        "latest": min(later + 8 * quarter, end - 2 * quarter),
    }


def read_leads():
    """Return the rows of the opportunities by customer.

    Each begins with the customer's first report, in one of the four stages of the
    pipeline, and moves one on with each result reached, up to its last stage.
    """
    with file_open("sales_visit_crm/demo/sales_visit_leads.tsv") as file:
        return {row["customer"]: row for row in csv.DictReader(file, delimiter="\t")}


def read_texts():
    """Return what the salespeople, leaders and customers of the demo write and say.

    By purpose: what a visit is to achieve, what was talked about, what went well, what
    did not. Then what a channel, a promise or a decision needs besides.
    """
    with file_open("sales_visit_crm/demo/sales_visit_texts.json") as file:
        return json.load(file)
