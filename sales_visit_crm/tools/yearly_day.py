"""Days that come back every year: birthdays, anniversaries.

A day is found by its code, month and day in one number, whatever the year:

>>> from datetime import date
>>> code(date(1980, 3, 9)), code(None)
(309, 0)

Coming occasions are looked up by code. The year changes without a gap:

>>> upcoming(date(2026, 12, 31), 1)
{1231: datetime.date(2026, 12, 31), 101: datetime.date(2027, 1, 1)}

Who was born on 29 February celebrates on the 28th where there is no 29th:

>>> upcoming(date(2026, 2, 28), 0)
{228: datetime.date(2026, 2, 28), 229: datetime.date(2026, 2, 28)}
>>> upcoming(date(2028, 2, 28), 1)
{228: datetime.date(2028, 2, 28), 229: datetime.date(2028, 2, 29)}

Years of age count from the same days:

>>> years(date(1980, 3, 9), date(2026, 3, 8)), years(date(1980, 3, 9), date(2026, 3, 9))
(45, 46)
>>> years(date(2000, 2, 29), date(2026, 2, 28)), years(None, date(2026, 2, 28))
(26, 0)
"""

from calendar import isleap
from datetime import timedelta

LEAP_DAY = 229
DAY_BEFORE = 228


def code(day):
    """Return month and day of ``day`` in one number, 0 for none."""
    return day.month * 100 + day.day if day else 0


def upcoming(today, days):
    """Return the occasions from ``today`` until ``days`` later, by code."""
    occasions = {}
    for offset in range(days + 1):
        day = today + timedelta(days=offset)
        occasions[code(day)] = day
        if code(day) == DAY_BEFORE and not isleap(day.year):
            occasions[LEAP_DAY] = day
    return occasions


def years(born, today):
    """Return the full years from ``born`` to ``today``, 0 where unknown."""
    if not born or today < born:
        return 0
    birthday = code(born)
    if birthday == LEAP_DAY and not isleap(today.year):
        birthday = DAY_BEFORE
    return today.year - born.year - (code(today) < birthday)
