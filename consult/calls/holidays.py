"""The public holidays of France, computed: no table to keep up to date."""

from __future__ import annotations

from datetime import date, timedelta
from functools import cache

FIXED = ((1, 1), (5, 1), (5, 8), (7, 14), (8, 15), (11, 1), (11, 11), (12, 25))
SATURDAY = 5
AFTER_EASTER = (1, 39, 50)
"""Easter Monday, Ascension Day, Whit Monday."""


def is_holiday(day: date) -> bool:
    """Whether offices are closed throughout France that day."""
    return day in holidays(day.year)


def working_day_after(day: date, count: int) -> date:
    """The day on which offices are open, `count` of those after `day`, which does not count."""
    while count:
        day += timedelta(days=1)
        count -= day.weekday() < SATURDAY and not is_holiday(day)
    return day


@cache
def holidays(year: int) -> frozenset[date]:
    """The eleven public holidays of a year."""
    fixed = {date(year, month, day) for month, day in FIXED}
    return frozenset(fixed | {easter(year) + timedelta(days=days) for days in AFTER_EASTER})


def easter(year: int) -> date:
    """Easter Sunday of the Gregorian calendar, by the method of Meeus, Jones and Butcher."""
    century, rest = divmod(year, 100)
    golden = year % 19
    leaps = century // 4
    correction = (century - (century + 8) // 25 + 1) // 3
    epact = (19 * golden + century - leaps - correction + 15) % 30
    weekday = (32 + 2 * (century % 4) + 2 * (rest // 4) - epact - rest % 4) % 7
    late = (golden + 11 * epact + 22 * weekday) // 451
    month, day = divmod(epact + weekday - 7 * late + 114, 31)
    return date(year, month, day + 1)
