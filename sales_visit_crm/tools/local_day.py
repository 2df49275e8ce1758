"""Local calendar days of naive UTC instants.

A salesperson's "today" is the day on the wall where they live; the database
stores naive UTC instants. At 07:30 in Shanghai it is still yesterday in UTC:

>>> from datetime import date, datetime
>>> seven_thirty = datetime(2025, 3, 2, 23, 30)
>>> day_of(seven_thirty, "Asia/Shanghai")
datetime.date(2025, 3, 3)
>>> day_of(seven_thirty, "UTC")
datetime.date(2025, 3, 2)
>>> day_of(None, "UTC") is None
True

The bounds of a local day are half-open, so that days never overlap:

>>> bounds(date(2025, 3, 3), "Asia/Shanghai")
(datetime.datetime(2025, 3, 2, 16, 0), datetime.datetime(2025, 3, 3, 16, 0))

An unknown zone counts as UTC, because a wrong name in a profile must not stop
the nightly jobs:

>>> day_of(seven_thirty, "Mars/Olympus")
datetime.date(2025, 3, 2)
"""

from datetime import datetime, time, timedelta, timezone
from zoneinfo import ZoneInfo


def zone(name):
    """Return the time zone called ``name``, or UTC where there is none such."""
    try:
        return ZoneInfo(name or "UTC")
    except (KeyError, ValueError, OSError):
        return ZoneInfo("UTC")


def to_local(instant, zone_name):
    """Return the naive UTC ``instant`` as an aware local datetime, None for none."""
    if not instant:
        return None
    return instant.replace(tzinfo=timezone.utc).astimezone(zone(zone_name))


def day_of(instant, zone_name):
    """Return the local date of the naive UTC ``instant``, None for none."""
    local = to_local(instant, zone_name)
    return local and local.date()


def bounds(day, zone_name):
    """Return the naive UTC instants at which ``day`` begins and ends."""
    return instant_at(day, 0, zone_name), instant_at(
        day + timedelta(days=1), 0, zone_name
    )


def instant_at(day, hour, zone_name):
    """Return the naive UTC instant of ``hour`` (0-24, decimal) on the local ``day``.

    >>> from datetime import date
    >>> instant_at(date(2025, 3, 3), 9.5, "Asia/Shanghai")
    datetime.datetime(2025, 3, 3, 1, 30)
    """
    local = datetime.combine(day, time.min) + timedelta(hours=hour)
    return (
        local.replace(tzinfo=zone(zone_name))
        .astimezone(timezone.utc)
        .replace(tzinfo=None)
    )


def slot_of(instant, zone_name, noon_hour=12.0, evening_hour=18.0):
    """Return the part of the local day: ``morning``, ``afternoon`` or ``evening``.

    Two reports of one customer in the same part of a day are one visit.

    :param noon_hour: local hour at which the afternoon begins
    :param evening_hour: local hour at which the evening begins

    >>> from datetime import datetime
    >>> slot_of(datetime(2025, 3, 3, 1, 0), "Asia/Shanghai")
    'morning'
    >>> slot_of(datetime(2025, 3, 3, 4, 0), "Asia/Shanghai")
    'afternoon'
    >>> slot_of(None, "UTC") is None
    True

    Source: R028, 销售人员外出拜访计划表, note 2.
    """
    local = to_local(instant, zone_name)
    if local is None:
        return None
    hour = local.hour + local.minute / 60
    if hour < noon_hour:
        return "morning"
    return "afternoon" if hour < evening_hour else "evening"
