"""The arithmetic of key accounts: three axes, moves between tiers, share tiers.

Purchasing power, demand and influence are scored 1 to 10 each; their product ranks:

>>> score(8, 8, 8), score(10, 10, 10), score(8, 0, 8)
(512, 1000, 0)

A tier takes whoever reaches its threshold, the best tier first:

>>> best([("gold", 512), ("silver", 64), ("never", 0)], 343)
'silver'
>>> best([("gold", 512)], 100)

Tiers rank by their sequence, the top one lowest; no tier is None:

>>> move(None, 10), move(20, 10), move(10, 20), move(10, 10), move(10, None)
('in', 'up', 'down', 'keep', 'out')

Share tiers, each customer for itself (50/20/10 %), or added up from the top
(A up to 50 %, then up to 70 and 80 %). Who crosses a line is still inside it:

>>> share_class(0.5, (50, 20, 10)), share_class(0.15, (50, 20, 10))
('a', 'c')
>>> share_class(0.05, (50, 20, 10))
>>> [cumulative_class(before, (50, 70, 80)) for before in (0.0, 0.49, 0.5, 0.79, 0.8)]
['a', 'a', 'b', 'c', None]
>>> is_inside(0.79, 80), is_inside(0.8, 80)
(True, False)

Source: S037, S104, S105, S110, G07, G25; LC5.
"""

CLASSES = ("a", "b", "c")
AXIS_MAX = 10
SCORE_MAX = AXIS_MAX**3


def score(purchasing_power, demand, influence):
    """Return the product of the three axes, 0 while one of them is not scored."""
    return (purchasing_power or 0) * (demand or 0) * (influence or 0)


def best(thresholds, reached):
    """Return the first key of ``thresholds`` that a score of ``reached`` earns.

    :param thresholds: (key, least score) from the top; 0 is never proposed
    """
    for key, least in thresholds:
        if least and reached >= least:
            return key
    return None


def move(before, after):
    """Return what a change between two ranks is; a lower rank is the better one."""
    if before is None:
        return "in"
    if after is None:
        return "out"
    if before == after:
        return "keep"
    return "up" if after < before else "down"


def share_class(share, percents):
    """Return the class that a share (0 to 1) of all sales earns by itself."""
    for key, percent in zip(CLASSES, percents, strict=True):
        if share * 100 >= percent:
            return key
    return None


def cumulative_class(before, percents):
    """Return the class of who comes after ``before`` (0 to 1) of all sales."""
    for key, percent in zip(CLASSES, percents, strict=True):
        if is_inside(before, percent):
            return key
    return None


def is_inside(before, percent):
    """Return whether the line at ``percent`` is not yet reached at ``before``."""
    return before * 100 < percent
