"""Days, hours and zones in words, for the screen as for the page; French and English."""

from __future__ import annotations

from datetime import date, datetime
from functools import lru_cache
from zoneinfo import ZoneInfo

from babel import Locale
from babel.dates import format_date, get_timezone_location

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


def hour(instant: datetime, zone: str, locale: str, *, gap: str = " ") -> str:
    """« 18 h 00 » with `gap` on either side of the letter, “18:00”."""
    local = instant.astimezone(ZoneInfo(zone))
    if locale == "fr":
        return f"{local.hour}{gap}h{gap}{local.minute:02}"
    return f"{local.hour:02}:{local.minute:02}"


def local_day(instant: datetime, zone: str) -> date:
    """The day it is in that zone."""
    return instant.astimezone(ZoneInfo(zone)).date()


def full_date(day: date, locale: str) -> str:
    """The weekday, day, month and year of a date; the first of a month is « 1er »."""
    words = format_date(day, "EEEE d MMMM y", locale=locale)
    return words.replace(" 1 ", " 1er ", 1) if locale == "fr" and day.day == 1 else words


def short_date(day: date, locale: str) -> str:
    """« 26 octobre 2018 », “26 October 2018”."""
    words = format_date(day, "d MMMM y", locale=locale)
    return words.replace("1 ", "1er ", 1) if locale == "fr" and day.day == 1 else words


def span(first: date, last: date, locale: str) -> str:
    """« du 8 au 26 octobre 2018 »: the month and the year once; « le 8 octobre 2018 » alone."""
    if first == last:
        return f"{'le' if locale == 'fr' else 'on'} {short_date(first, locale)}"
    begin = short_date(first, locale)
    if first.year == last.year:
        begin = begin.rsplit(" ", 1)[0]
        if first.month == last.month:
            begin = begin.split(" ", 1)[0]
    if locale == "fr":
        return f"du {begin} au {short_date(last, locale)}"
    return f"from {begin} to {short_date(last, locale)}"
