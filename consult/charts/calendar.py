"""Dates given: a column for each day, month or year, as they are near or far apart."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from datetime import date, timedelta

from consult.charts.columns import columns
from consult.charts.figures import Calendar, Table
from consult.charts.marks import Picture
from consult.charts.voice import Voice

MOST_DAYS = 31
MOST_MONTHS = 24
MOST_SHOWN = 80
"""A drawing shows no more periods than these; the last ones, where there are more."""


def calendar(title: str, given: Iterable[date], *, each: bool = True) -> Calendar | None:
    """The dates by day, month or year, with the periods between that have none; None of nothing.

    `each` lets every day be seen; without it months are the shortest periods.
    """
    days = sorted(given)
    if not days:
        return None
    first, last = days[0], days[-1]
    by, starts = _periods(first, last, days=each)
    counts = Counter(_START[by](day) for day in days)
    return Calendar(
        title,
        tuple((start.isoformat(), counts[start]) for start in starts),
        by=by,
        first=first.isoformat(),
        median=days[(len(days) - 1) // 2].isoformat(),
        last=last.isoformat(),
    )


_START: Mapping[str, Callable[[date], date]] = {
    "day": lambda day: day,
    "month": lambda day: day.replace(day=1),
    "year": lambda day: date(day.year, 1, 1),
}


def _periods(first: date, last: date, *, days: bool) -> tuple[str, list[date]]:
    """The shortest periods of which a drawing can hold as many as there are."""
    span = (last - first).days + 1
    if days and span <= MOST_DAYS:
        return "day", [first + timedelta(days=count) for count in range(span)]
    begun = 12 * first.year + first.month - 1
    months = 12 * last.year + last.month - begun
    if months <= MOST_MONTHS:
        return "month", [date(at // 12, at % 12 + 1, 1) for at in range(begun, begun + months)]
    return "year", [date(year, 1, 1) for year in range(first.year, last.year + 1)]


def _named(start: str, figure: Calendar, voice: Voice, *, brief: bool = False) -> str:
    day = date.fromisoformat(start)
    if figure.by == "day":
        return voice.brief_day(day) if brief else voice.day(day)
    return start[:4] if figure.by == "year" else voice.month(day)


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _day(day: str, voice: Voice) -> str:
    return voice.day(date.fromisoformat(day))


def picture(figure: Calendar, voice: Voice, width: float) -> Picture:
    """Columns in the order of time."""
    shown = figure.periods[-MOST_SHOWN:]
    labels = [_named(start, figure, voice, brief=True) for start, _ in shown]
    marks, below = columns([count for _, count in shown], labels, width, voice)
    return Picture(width, below, tuple(marks))


def sentence(figure: Calendar, voice: Voice) -> str:
    """How many dates, from when to when, and the middle one."""
    said = voice.ngettext(
        "%(count)s agency gave a date: %(median)s.",
        "%(count)s agencies gave a date, %(span)s; the middle one is %(median)s.",
        figure.count,
    )
    return said % {
        "count": voice.number(figure.count),
        "span": voice.span(date.fromisoformat(figure.first), date.fromisoformat(figure.last)),
        "median": _day(figure.median, voice),
    }


def table(figure: Calendar, voice: Voice) -> Table:
    """The first, the middle and the last date, then each period with its count.

    Of days, or of years too many to be drawn, only those that were given.
    """
    every = figure.by != "day" and len(figure.periods) <= MOST_SHOWN
    rows = [
        (voice.gettext("First"), _day(figure.first, voice)),
        (voice.gettext("Median"), _day(figure.median, voice)),
        (voice.gettext("Last"), _day(figure.last, voice)),
        *(
            (_capital(_named(start, figure, voice)), voice.number(count))
            for start, count in figure.periods
            if count or every
        ),
    ]
    heads = (voice.gettext("Milestone or period"), voice.gettext("Date or answers"))
    return Table(heads, tuple(rows))
