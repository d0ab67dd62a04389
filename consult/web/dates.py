"""Instants in words, the same sentence on the screen, in letters and on paper."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from babel import Locale
from babel.dates import format_date, format_timedelta, get_timezone_location

_CITY_OF = {"fr": "heure de {city}", "en": "{city} time"}
_TWO_MONTHS = timedelta(days=60)
_UNITS = (
    (timedelta(days=1), 2, _TWO_MONTHS),
    (timedelta(hours=1), 2, timedelta(days=2)),
    (timedelta(minutes=1), 1, timedelta(hours=2)),
)
_VOWELS = "AEIOUYÂÀÉÈÊÎÏÔÛÜ"


def zone_words(zone: str, locale: str) -> str:
    """« heure de Paris », “Paris time”; the French « de » elides."""
    if zone in ("UTC", "Etc/UTC"):
        return "heure UTC" if locale == "fr" else "UTC"
    city = _city(zone, locale)
    if locale == "fr":
        return f"heure d’{city}" if city[:1].upper() in _VOWELS else f"heure de {city}"
    return _CITY_OF["en"].format(city=city)


@lru_cache(maxsize=64)
def _city(zone: str, locale: str) -> str:
    return str(get_timezone_location(zone, locale=Locale.parse(locale), return_city=True))


def clock_words(instant: datetime, zone: str, locale: str) -> str:
    """« 18 h 00 », “18:00”."""
    local = instant.astimezone(ZoneInfo(zone))
    if locale == "fr":
        return f"{local.hour}\u00a0h\u00a0{local.minute:02}"
    return f"{local.hour:02}:{local.minute:02}"


def day_words(instant: datetime, zone: str, locale: str) -> str:
    """« vendredi 26 octobre 2018 », “Friday 26 October 2018”."""
    return full_date(instant.astimezone(ZoneInfo(zone)).date(), locale)


def full_date(day: date, locale: str) -> str:
    """The weekday, day, month and year of a date; the first of a month is « 1er »."""
    words = format_date(day, "EEEE d MMMM y", locale=locale)
    return words.replace(" 1 ", " 1er ", 1) if locale == "fr" and day.day == 1 else words


def short_date(day: date, locale: str) -> str:
    """« 26 octobre 2018 », “26 October 2018”."""
    words = format_date(day, "d MMMM y", locale=locale)
    return words.replace("1 ", "1er ", 1) if locale == "fr" and day.day == 1 else words


def moment(instant: datetime, zone: str, locale: str) -> str:
    """« vendredi 26 octobre 2018 à 18 h 00 »: an instant without its zone."""
    at = "à" if locale == "fr" else "at"
    return f"{day_words(instant, zone, locale)} {at} {clock_words(instant, zone, locale)}"


def deadline(instant: datetime, zone: str, locale: str) -> str:
    """« vendredi 26 octobre 2018 à 18 h 00 (heure de Paris) »."""
    return f"{moment(instant, zone, locale)} ({zone_words(zone, locale)})"


def local_deadline(instant: datetime, zone: str, own_zone: str | None, locale: str) -> str | None:
    """The same instant for somebody elsewhere; None where their clocks agree with the call's."""
    if not own_zone:
        return None
    here, there = (instant.astimezone(ZoneInfo(one)) for one in (own_zone, zone))
    if here.utcoffset() == there.utcoffset():
        return None
    return deadline(instant, own_zone, locale)


def period(start: datetime, end: datetime, zone: str, locale: str) -> str:
    """« du 8 au 26 octobre 2018 », “from 8 to 26 October 2018”."""
    first, last = (one.astimezone(ZoneInfo(zone)).date() for one in (start, end))
    begin = short_date(first, locale)
    if first.year == last.year:
        begin = begin.rsplit(" ", 1)[0]
        if first.month == last.month:
            begin = begin.split(" ", 1)[0]
    if locale == "fr":
        return f"du {begin} au {short_date(last, locale)}"
    return f"from {begin} to {short_date(last, locale)}"


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
