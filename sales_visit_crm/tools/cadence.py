"""When a customer is to be contacted next, and how much work that is.

Days count from the last completed contact. Of several rules the most demanding one
decides:

>>> from datetime import date
>>> last = date(2026, 3, 2)
>>> due([("status", 7, last)])
('status', datetime.date(2026, 3, 9))
>>> due([("status", 30, last), ("intent", 2, last), ("tier", 14, last)])
('intent', datetime.date(2026, 3, 4))

A customer of grade A wants a *deep* contact every week: light ones do not count.

>>> due([("status", 30, date(2026, 3, 6)), ("deep", 7, date(2026, 2, 20))])
('deep', datetime.date(2026, 2, 27))

A rule of no days asks for nothing, and without any rule nothing is due:

>>> due([("status", 0, last)]) is None
True

A customer of grade C is not contacted more than twice in a calendar month: the cap
goes before everything else (G02).

>>> due([("status", 7, date(2026, 3, 9))], contacts=2, cap=2, today=date(2026, 3, 12))
('cap', datetime.date(2026, 4, 1))
>>> due([("status", 7, date(2026, 3, 9))], contacts=1, cap=2, today=date(2026, 3, 12))
('status', datetime.date(2026, 3, 16))
>>> due([("status", 30, date(2026, 3, 9))], contacts=2, cap=2, today=date(2026, 3, 12))
('status', datetime.date(2026, 4, 8))

Due days that nobody works on move to the next working day (G03):

>>> free = {date(2026, 3, 7), date(2026, 3, 8)}
>>> next_workdays(date(2026, 3, 6), date(2026, 3, 9), lambda day: day not in free)
... # doctest: +NORMALIZE_WHITESPACE
{datetime.date(2026, 3, 7): datetime.date(2026, 3, 9),
 datetime.date(2026, 3, 8): datetime.date(2026, 3, 9)}

The work of a matrix: 210 customers a week each, 40 minutes, are 140 hours.

>>> weekly_hours(210, 7, 40)
140.0
>>> weekly_hours(210, 14, 40)
70.0
>>> weekly_hours(210, 0, 40)
0.0

Source: S020-S024, G02-G04; 客户跟进频率.
"""

from datetime import timedelta


def due(rules, contacts=0, cap=0, today=None):
    """Return (key of the rule, due day before shifting), None if nothing is due.

    :param rules: tuples of key, days and the day from which they count
    :param contacts: outbound contacts in the calendar month of ``today``
    :param cap: contacts a month at most; 0 for no cap
    """
    days = [
        (start + timedelta(days=count), key) for key, count, start in rules if count
    ]
    if not days:
        return None
    day, key = min(days, key=lambda pair: pair[0])
    if cap and contacts >= cap:
        first = next_month(today)
        if day < first:
            return "cap", first
    return key, day


def next_month(day):
    """Return the first day of the month after ``day``."""
    return (day.replace(day=1) + timedelta(days=32)).replace(day=1)


def next_workdays(first, last, is_working):
    """Return by each free day from ``first`` to ``last`` the next working day.

    Free days without a working day before the end of the period stay out.
    """
    moved, workday, day = {}, None, last
    while day >= first:
        if is_working(day):
            workday = day
        elif workday:
            moved[day] = workday
        day -= timedelta(days=1)
    return dict(sorted(moved.items()))


def weekly_hours(customers, interval_days, minutes):
    """Return the hours a week that so many customers take at this interval."""
    if not interval_days:
        return 0.0
    return round(customers * 7 / interval_days * minutes / 60, 1)
