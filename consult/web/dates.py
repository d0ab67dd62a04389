"""Instants in words, the same sentence on the screen, in letters and on paper."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from babel import Locale
from babel.dates import format_date, format_timedelta, get_timezone_location

# Places whose French name has its article, or that Babel would name by a town nobody says.
_PLACES = {
    "America/Guadeloupe": ("de Guadeloupe", "en Guadeloupe", "Guadeloupe"),
    "America/Martinique": ("de Martinique", "en Martinique", "Martinique"),
    "America/Miquelon": (
        "de Saint-Pierre-et-Miquelon",
        "à Saint-Pierre-et-Miquelon",
        "Saint Pierre and Miquelon",
    ),
    "America/St_Barthelemy": ("de Saint-Barthélemy", "à Saint-Barthélemy", "Saint Barthélemy"),
    "America/Marigot": ("de Saint-Martin", "à Saint-Martin", "Saint Martin"),
    "Indian/Kerguelen": ("des Terres australes", "aux Terres australes", "the Southern Lands"),
    "Pacific/Wallis": ("de Wallis-et-Futuna", "à Wallis-et-Futuna", "Wallis and Futuna"),
}
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
    if zone in _PLACES:
        of, _, name = _PLACES[zone]
        return f"heure {of}" if locale == "fr" else f"{name} time"
    city = _city(zone, locale)
    if locale == "fr":
        return f"heure d’{city}" if city[:1].upper() in _VOWELS else f"heure de {city}"
    return f"{city} time"


def in_place(zone: str, locale: str) -> str:
    """« à Cayenne », « en Guadeloupe », “in Cayenne”."""
    if zone in _PLACES:
        _, at, name = _PLACES[zone]
        return at if locale == "fr" else f"in {name}"
    return f"{'à' if locale == 'fr' else 'in'} {_city(zone, locale)}"


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
    first, last = (one.astimezone(ZoneInfo(zone)).date() for one in (start, end))
    begin = short_date(first, locale)
    if first.year == last.year:
        begin = begin.rsplit(" ", 1)[0]
        if first.month == last.month:
            begin = begin.split(" ", 1)[0]
    if locale == "fr":
        return f"du {begin} au {short_date(last, locale)}"
    return f"from {begin} to {short_date(last, locale)}"


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
