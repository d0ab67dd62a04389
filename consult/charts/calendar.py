"""Dates given: a column for each month, or for each year where they are far apart."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import date

from consult.charts.columns import columns
from consult.charts.figures import Calendar, Table
from consult.charts.marks import Picture
from consult.charts.voice import Voice

MOST_MONTHS = 24
MOST_YEARS = 80
"""A drawing shows no more periods than these; the last ones, where there are more."""


def calendar(title: str, given: Iterable[date]) -> Calendar | None:
    """The dates by month or by year, with the periods between that have none; None of nothing."""
    days = sorted(given)
    if not days:
        return None
    first, last = days[0], days[-1]
    months = 12 * (last.year - first.year) + last.month - first.month + 1
    by_year = months > MOST_MONTHS
    if by_year:
        starts = [date(year, 1, 1) for year in range(first.year, last.year + 1)]
        counts = Counter(date(day.year, 1, 1) for day in days)
    else:
        begun = 12 * first.year + first.month - 1
        starts = [date(at // 12, at % 12 + 1, 1) for at in range(begun, begun + months)]
        counts = Counter(day.replace(day=1) for day in days)
    return Calendar(
        title,
        tuple((start.isoformat(), counts[start]) for start in starts),
        by_year=by_year,
        first=first.isoformat(),
        median=days[(len(days) - 1) // 2].isoformat(),
        last=last.isoformat(),
    )


def _named(start: str, figure: Calendar, voice: Voice) -> str:
    return start[:4] if figure.by_year else voice.month(date.fromisoformat(start))


def _day(day: str, voice: Voice) -> str:
    return voice.day(date.fromisoformat(day))


def picture(figure: Calendar, voice: Voice, width: float) -> Picture:
    """Columns in the order of time."""
    shown = figure.periods[-MOST_YEARS:]
    labels = [_named(start, figure, voice) for start, _ in shown]
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
    """The first, the middle and the last date, then each period with its count."""
    rows = [
        (voice.gettext("First"), _day(figure.first, voice)),
        (voice.gettext("Median"), _day(figure.median, voice)),
        (voice.gettext("Last"), _day(figure.last, voice)),
        *((_named(start, figure, voice), voice.number(count)) for start, count in figure.periods),
    ]
    return Table((voice.gettext("Period"), voice.gettext("Answers")), tuple(rows))
