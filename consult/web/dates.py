"""Instants in words, the same sentence on the screen, in letters and on paper."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from babel.dates import format_timedelta

from consult.instants import full_date, hour, in_place, local_day, short_date, span, zone_words

__all__ = [
    "clock_words",
    "day_words",
    "deadline",
    "deadline_for",
    "distance",
    "full_date",
    "in_place",
    "length",
    "moment",
    "period",
    "short_date",
    "zone_words",
]

_TWO_MONTHS = timedelta(days=60)
_UNITS = (
    (timedelta(days=1), 2, _TWO_MONTHS),
    (timedelta(hours=1), 2, timedelta(days=2)),
    (timedelta(minutes=1), 1, timedelta(hours=2)),
)


def clock_words(instant: datetime, zone: str, locale: str) -> str:
    """« 18 h 00 », “18:00”; the French hour does not break."""
    return hour(instant, zone, locale, gap="\u00a0")


def day_words(instant: datetime, zone: str, locale: str) -> str:
    """« vendredi 26 octobre 2018 », “Friday 26 October 2018”."""
    return full_date(local_day(instant, zone), locale)


def moment(instant: datetime, zone: str, locale: str) -> str:
    """« vendredi 26 octobre 2018 à 18 h 00 »: an instant without its zone."""
    at = "à" if locale == "fr" else "at"
    return f"{day_words(instant, zone, locale)} {at} {clock_words(instant, zone, locale)}"


def deadline(instant: datetime, zone: str, locale: str) -> str:
    """« vendredi 26 octobre 2018 à 18 h 00 (heure de Paris) »."""
    return f"{moment(instant, zone, locale)} ({zone_words(zone, locale)})"


def deadline_for(instant: datetime, zone: str, own_zone: str | None, locale: str) -> str:
    """The deadline as one agency is told it: the same sentence in form, letter, paper, calendar.

    « vendredi 26 octobre 2018 à 18 h 00 (heure de Paris), soit 13 h 00 à Cayenne »: its own time
    follows only where its clocks differ from the call's, with the day where that differs too.
    """
    told = deadline(instant, zone, locale)
    here, there = (instant.astimezone(ZoneInfo(one)) for one in (own_zone or zone, zone))
    if here.utcoffset() == there.utcoffset():
        return told
    own = own_zone or zone
    words = clock_words if here.date() == there.date() else moment
    that_is = "soit" if locale == "fr" else "that is"
    local = words(instant, own, locale)
    if locale == "fr" and words is moment:
        local = f"le {local}"
    return f"{told}, {that_is} {local} {in_place(own, locale)}"


def period(start: datetime, end: datetime, zone: str, locale: str) -> str:
    """« du 8 au 26 octobre 2018 », “from 8 to 26 October 2018”."""
    return span(local_day(start, zone), local_day(end, zone), locale)


def length(gap: timedelta, locale: str) -> str:
    """« 24 heures », « 15 minutes »: whole hours, or minutes below one."""
    unit = timedelta(hours=1) if gap >= timedelta(hours=1) else timedelta(minutes=1)
    count = gap // unit
    return format_timedelta(count * unit, locale=locale, threshold=count)


def distance(instant: datetime, at: datetime, locale: str) -> str:
    """« dans 3 jours », « il y a 2 heures »: whole units only, never more than there is.

    Days until two months, hours below two days, minutes below two hours: somebody who has nine
    days left is not told « dans une semaine ».
    """
    gap = instant - at
    sign = -1 if gap < timedelta(0) else 1
    for unit, least, most in _UNITS:
        count = abs(gap) // unit
        if least <= count and abs(gap) < most:
            # Babel moves to a larger unit from `threshold` of it on: this keeps ours.
            return format_timedelta(
                sign * count * unit, add_direction=True, locale=locale, threshold=count
            )
    told = sign * max(abs(gap), timedelta(minutes=1))
    return format_timedelta(told, add_direction=True, locale=locale)
