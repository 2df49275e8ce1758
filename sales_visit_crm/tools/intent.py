"""Arithmetic of intent levels: windows, contradictions, silence.

A level says how soon the customer buys. Its window begins where the better level's
ends, so that the levels never overlap (G08):

>>> from datetime import date
>>> rated = date(2026, 3, 2)
>>> deadline(rated, 7)
datetime.date(2026, 3, 9)
>>> deadline(rated, 0) is None
True

Source: P02, R062, 意向级别.
"""

from datetime import timedelta

LONGEST_LOOK_BACK_DAYS = 1100


def deadline(rated, window_days):
    """Return the day on which a level rated on ``rated`` runs out, None for never.

    :param int window_days: length of the window; 0 stands for no end
    """
    return rated + timedelta(days=window_days) if rated and window_days else None


def contradiction(expected, rated, begins_days, ends_days):
    """Return how the day ``expected`` contradicts the level, None if it does not.

    :param int begins_days: days after the rating at which the window begins
    :param int ends_days: days after the rating at which it ends; 0: never

    >>> from datetime import date
    >>> rated = date(2026, 3, 2)
    >>> contradiction(date(2026, 3, 20), rated, 0, 7)
    'late'
    >>> contradiction(date(2026, 3, 5), rated, 7, 30)
    'early'
    >>> contradiction(date(2026, 3, 20), rated, 7, 30) is None
    True
    >>> contradiction(date(2027, 3, 20), rated, 90, 0) is None
    True
    >>> contradiction(None, rated, 0, 7) is None
    True
    """
    if not expected or not rated:
        return None
    if ends_days and expected > rated + timedelta(days=ends_days):
        return "late"
    if begins_days and expected <= rated + timedelta(days=begins_days):
        return "early"
    return None


def silent_before(today, days, is_working):
    """Return the day since which ``days`` working days have passed without today.

    A customer last spoken to before that day has heard nothing for that long: the day
    of the contact and today do not count.

    :param is_working: function of a day returning whether one works on it

    Monday's contact is eight working days ago on the Friday of the next week:

    >>> from datetime import date
    >>> weekday = lambda day: day.weekday() < 5
    >>> silent_before(date(2026, 3, 13), 8, weekday)
    datetime.date(2026, 3, 3)
    >>> silent_before(date(2026, 3, 12), 8, weekday)
    datetime.date(2026, 3, 2)

    Without a single working day the answer is far in the past, never an endless loop:

    >>> silent_before(date(2026, 3, 13), 8, lambda day: False) < date(2024, 1, 1)
    True
    """
    day = today
    for _step in range(LONGEST_LOOK_BACK_DAYS):
        if days <= 0:
            break
        day -= timedelta(days=1)
        days -= bool(is_working(day))
    return day


def direction(old_rank, new_rank):
    """Return ``first``, ``up``, ``down`` or ``keep``; rank 0 is the best level.

    >>> direction(None, 1), direction(2, 0), direction(0, 1), direction(1, 1)
    ('first', 'up', 'down', 'keep')
    """
    if old_rank is None:
        return "first"
    if new_rank == old_rank:
        return "keep"
    return "up" if new_rank < old_rank else "down"
