"""Arithmetic of the eight stages: positions, gaps and odds.

Source: S053, S057, S060; 项目采购流程/销售推进流程对照.
"""

from itertools import pairwise

STAGE_COUNT = 8
# G12: the chance of success at each of the eight stages, in percent.
PROBABILITIES = (10, 20, 30, 45, 55, 65, 80, 100)


def gap(selling, buying):
    """Return how many stages our work is ahead of the customer's buying process.

    Negative where we lag behind; 0 where one of the two is not known.

    >>> gap(5, 3)
    2
    >>> gap(2, 4)
    -2
    >>> gap(0, 4)
    0
    """
    return selling - buying if selling and buying else 0


def first_fall(probabilities):
    """Return the index of the first probability that does not rise, None if all do.

    >>> first_fall(PROBABILITIES)
    >>> first_fall([10, 20, 20])
    2
    >>> first_fall([])
    """
    pairs = pairwise(probabilities)
    return next(
        (number for number, (low, high) in enumerate(pairs, 1) if high <= low), None
    )


def change_rate(before, now):
    """Return by how many percent an amount changed, up or down; 0 without a basis.

    >>> change_rate(200, 130)
    35.0
    >>> change_rate(100, 130)
    30.0
    >>> change_rate(0, 10)
    0.0
    """
    return round(abs(now - before) * 100.0 / abs(before), 1) if before else 0.0


def states(selling, buying, done):
    """Return the eight steps of the picture: number, ours, theirs, proven.

    :param done: numbers of the stages whose milestone is reached

    >>> states(3, 2, {1})[0]
    {'number': 1, 'selling': 'past', 'buying': 'past', 'is_done': True}
    >>> [step['selling'] for step in states(3, 2, set())][2:4]
    ['now', 'next']
    """
    return [
        {
            "number": number,
            "selling": _position(number, selling),
            "buying": _position(number, buying),
            "is_done": number in done,
        }
        for number in range(1, STAGE_COUNT + 1)
    ]


def _position(number, current):
    if number == current:
        return "now"
    return "past" if number < current else "next"
