"""How scores become points, a total, a band and the words that explain it.

An input is the score of one indicator with its weight in percent:

>>> sheet = [Input("potential", 8, 50), Input("willingness", 9, 50)]
>>> total(sheet, "sum"), total(sheet, "weighted")
(17.0, 8.5)

Bands begin at their lower bound, and end where the next one begins, so that they can
neither overlap nor leave a gap. The grading sheet knows A from 16, B from 10, C below:

>>> abc = [Band("A", 16), Band("B", 10), Band("C", 2)]
>>> [band_of(score, abc).key for score in (17, 16, 11, 9, 2)]
['A', 'A', 'B', 'C', 'C']
>>> band_of(1, abc) is None
True

What is missing to the next band, and how the points moved since the last time:

>>> gap(11, abc)
(5, Band(key='A', low=16))
>>> gap(18, abc) is None
True
>>> moves(sheet, [Input("potential", 8, 50), Input("willingness", 5, 50)], "sum")
[('willingness', 4.0)]

Source: S030, S031, S035; 客户分级评估表, 客户综合评估.
"""

from collections import namedtuple

Input = namedtuple("Input", "key score weight")
Band = namedtuple("Band", "key low")
DIGITS = 4  # of a total; more are noise of binary fractions


def points(score, weight, method):
    """Return what a score adds to the total.

    :param score: of the indicator, 0 for none yet
    :param weight: in percent; a plain sum does not ask for it
    :param method: ``sum``, ``quadrant`` (which shows the sum as well) or ``weighted``

    >>> points(8, 25, "weighted"), points(8, 25, "sum")
    (2.0, 8.0)
    """
    value = score * weight / 100 if method == "weighted" else score
    return round(float(value), DIGITS)


def total(inputs, method):
    """Return the points of all ``inputs`` together."""
    return round(
        sum(points(item.score, item.weight, method) for item in inputs), DIGITS
    )


def band_of(value, bands):
    """Return the highest of ``bands`` that begins at or below ``value``, or None."""
    reached = [band for band in bands if band.low <= round(value, DIGITS)]
    return max(reached, key=lambda band: band.low, default=None)


def gap(value, bands):
    """Return the points missing to the next higher band and that band, or None."""
    above = [band for band in bands if band.low > round(value, DIGITS)]
    following = min(above, key=lambda band: band.low, default=None)
    return following and (round(following.low - value, DIGITS), following)


def moves(now, before, method):
    """Return (key, points won or lost) of the inputs that moved, the largest first.

    An input that only one of the two runs has counts with all of its points.
    """
    old = {item.key: points(item.score, item.weight, method) for item in before}
    new = {item.key: points(item.score, item.weight, method) for item in now}
    moved = [
        (key, round(new.get(key, 0) - old.get(key, 0), DIGITS))
        for key in dict.fromkeys([*new, *old])
    ]
    return sorted(
        (move for move in moved if move[1]), key=lambda move: (-abs(move[1]), move[0])
    )


def quadrant(value, willingness, high, low):
    """Return the letter of the quadrant: A both high, C both low, else B.

    >>> [quadrant(*axes, high=7, low=3) for axes in ((8, 7), (8, 5), (3, 2), (9, 1))]
    ['A', 'B', 'C', 'B']
    """
    if min(value, willingness) >= high:
        return "A"
    return "C" if max(value, willingness) <= low else "B"


def level_of(value, steps):
    """Return the key of the step that a fact falls into, or None.

    :param steps: (key, lower bound) of each level; facts may be better when small, the
        key says so and not the order

    >>> overdue = [("on time", 0), ("late", 1), ("hard", 90)]
    >>> [level_of(days, overdue) for days in (0, 1, 89.5, 400)]
    ['on time', 'late', 'late', 'hard']
    >>> level_of(-1, overdue) is None
    True
    """
    reached = [step for step in steps if step[1] <= value]
    return max(reached, key=lambda step: step[1])[0] if reached else None


def credit_class(late_rate, overdue_days, most_late_rate, hard_days):
    """Return the credit class that the payments suggest: ``a``, ``b`` or ``c``.

    :param late_rate: share (0-1) of the invoices due that were paid late or still wait
    :param overdue_days: age of the oldest invoice overdue now, 0 for none
    :param most_late_rate: share above which arrears are frequent
    :param hard_days: age from which a claim counts as hard to recover

    >>> credit_class(0.1, 0, 0.2, 90), credit_class(0.5, 0, 0.2, 90)
    ('a', 'b')
    >>> credit_class(0.0, 90, 0.2, 90)
    'c'

    Source: P06, 客户信誉; R048.
    """
    if overdue_days >= hard_days:
        return "c"
    return "b" if late_rate > most_late_rate else "a"
