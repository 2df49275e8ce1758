"""When a customer without follow-up goes to the pool, and what one sees of it there.

>>> from datetime import date
>>> silent = date(2026, 1, 30)
>>> next_step(silent, 30, 7, 3, date(2026, 2, 10), None, None)
>>> next_step(silent, 30, 7, 3, date(2026, 2, 22), None, None)
'warning'
>>> warned = date(2026, 2, 22)
>>> next_step(silent, 30, 7, 3, date(2026, 2, 23), warned, None)
>>> next_step(silent, 30, 7, 3, date(2026, 2, 26), warned, None)
'last_warning'
>>> next_step(silent, 30, 7, 3, date(2026, 3, 1), warned, date(2026, 2, 26))
'release'

Who was warned late, because the nightly job did not run, still has the days of the
warning:

>>> next_step(silent, 30, 7, 3, date(2026, 3, 20), None, None)
'warning'
>>> next_step(silent, 30, 7, 3, date(2026, 3, 21), date(2026, 3, 20), None)
'last_warning'
>>> next_step(silent, 30, 7, 3, date(2026, 3, 22), date(2026, 3, 20), date(2026, 3, 21))
>>> next_step(silent, 30, 7, 3, date(2026, 3, 27), date(2026, 3, 20), date(2026, 3, 21))
'release'

Of a name in the pool the beginning and the end are shown:

>>> preview_name("苏州清泉水业有限公司")
'苏州****公司'
>>> preview_name("Donghai Trading")
'Do****ng'
>>> preview_name("张三"), preview_name(False)
('张****', '****')

Source: R107, 客户归属; 公海.
"""

from datetime import timedelta

STARS = "****"


def next_step(silent_since, window, first, last, today, warned_on, last_warned_on):
    """Return ``warning``, ``last_warning`` or ``release``, None if nothing is due.

    :param silent_since: day from which the silence counts
    :param window: days of silence after which the customer is released
    :param first: days before the release at which the first warning comes
    :param last: the same of the last warning
    """
    left = (silent_since + timedelta(days=window) - today).days
    if warned_on is None:
        return "warning" if left <= first else None
    if last_warned_on is None:
        return "last_warning" if left <= last and today > warned_on else None
    notice_is_over = today >= warned_on + timedelta(days=first)
    return "release" if left <= 0 and notice_is_over else None


def preview_name(name):
    """Return the name with its middle hidden."""
    name = (name or "").strip()
    if len(name) < 5:
        return name[:1] + STARS
    return name[:2] + STARS + name[-2:]
