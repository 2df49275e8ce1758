"""Three-way merge of one value: what was, what is asked for, what is."""


def merge(base, proposed, live):
    """Return the merged value, and whether the two changes contradict each other.

    Lists are sets of ids: additions and removals of both sides are kept.

    >>> merge("a", "b", "a")
    ('b', False)
    >>> merge("a", "b", "b")
    ('b', False)
    >>> merge("a", "b", "c")
    ('c', True)
    >>> merge(None, "b", "")
    ('b', False)
    >>> merge([1, 2], [1, 3], [1, 2, 4])
    ([1, 3, 4], False)
    """
    if isinstance(base, list) and isinstance(proposed, list):
        kept = set(live or ()) - (set(base) - set(proposed))
        return sorted(kept | (set(proposed) - set(base))), False
    base, proposed, live = (_plain(value) for value in (base, proposed, live))
    if live in (base, proposed):
        return proposed, False
    return live, True


def _plain(value):
    """Return one form of "nothing": JSON, the cache and clients have three.

    >>> _plain(""), _plain(False), _plain(0)
    (None, None, 0)
    """
    return None if value == "" or value is False else value
