"""Curves: contributions as they came in, themes as they were met."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date

from consult.charts.figures import Arrivals, Day, Saturation, Table
from consult.charts.legends import SMALL
from consult.charts.lettering import measure, shortened
from consult.charts.marks import Line, Mark, Picture, Text, Trace
from consult.charts.palette import Tone
from consult.charts.voice import Voice

HIGH = 110.0
LEFT = 22.0
MOST_LETTERS = 8
"""How many sendings are told under the curve; their table has them all."""


def _left(top: int, voice: Voice) -> float:
    """Where a curve begins: right of its counts."""
    return max(LEFT, measure(voice.number(top), SMALL) + 5)


def _frame(top: int, left: float, width: float, over: float, voice: Voice) -> list[Mark]:
    """The horizontal lines of zero, half and all, with their counts."""
    marks: list[Mark] = []
    for count in (0, *((top // 2,) if top % 2 == 0 else ()), top):
        y = round(over + HIGH * (1 - count / top), 2)
        marks.append(Line(left, y, width, y, Tone.RULE if count else Tone.MUTED))
        marks.append(Text(left - 4, y + 3, voice.number(count), "end", Tone.MUTED, size=SMALL))
    return marks


def _line(
    values: Sequence[float], top: int, places: Sequence[float], over: float
) -> tuple[tuple[float, float], ...]:
    return tuple(
        (x, round(over + HIGH * (1 - value / top), 2))
        for x, value in zip(places, values, strict=True)
    )


def arrivals(figure: Arrivals, voice: Voice, width: float) -> Picture:
    """Sent and begun, cumulated; a line where letters left and one at the deadline."""
    first, last = figure.days[0].day, max(figure.days[-1].day, figure.deadline or date.min)
    span = max((last - first).days, 1)
    top = max(1, *(day.begun for day in figure.days))
    over, left, right = 30.0, _left(top, voice), width - 3

    def at(day: date) -> float:
        return round(left + (right - left) * (day - first).days / span, 2)

    places = [at(one.day) for one in figure.days]
    begun = _line([one.begun for one in figure.days], top, places, over)
    sent = _line([one.sent for one in figure.days], top, places, over)
    under, y = _told(figure, voice, width, over + HIGH + 25)
    marks: list[Mark] = [
        *_keys(figure.days[-1], voice),
        *_frame(top, left, width, over, voice),
        *_moments(figure, at, over),
        Trace(begun, Tone.STEP_4, 1.4, "4 3"),
        Trace(sent, Tone.INK, 2.0),
        Text(left, over + HIGH + 11, voice.brief_day(first), tone=Tone.MUTED, size=SMALL),
        Text(width, over + HIGH + 11, voice.brief_day(last), "end", Tone.MUTED, size=SMALL),
        *under,
    ]
    return Picture(width, y, tuple(marks))


def _keys(end: Day, voice: Voice) -> list[Mark]:
    """What each line is, with its count at the end."""
    return [
        Line(0, 5, 16, 5, Tone.INK, width=2.0),
        Text(20, 8, voice.told(voice.gettext("sent so far"), voice.number(end.sent)), strong=True),
        Line(0, 17, 16, 17, Tone.STEP_4, width=1.4, dashes="4 3"),
        Text(20, 20, voice.told(voice.gettext("begun, sent or not"), voice.number(end.begun))),
    ]


def _moments(figure: Arrivals, at: Callable[[date], float], over: float) -> list[Mark]:
    """A line on each day when letters left, and one at the deadline."""
    first, last = figure.days[0].day, max(figure.days[-1].day, figure.deadline or date.min)
    days = sorted({one.day for one in figure.letters if first <= one.day <= last})
    marks: list[Mark] = [
        Line(at(day), over - 4, at(day), over + HIGH, Tone.ACT, dashes="2 3") for day in days
    ]
    if figure.deadline is not None and first <= figure.deadline:
        x = at(figure.deadline)
        marks.append(Line(x, over - 4, x, over + HIGH, Tone.ACT, width=1.2))
    return marks


def _told(figure: Arrivals, voice: Voice, width: float, y: float) -> tuple[list[Mark], float]:
    said = [
        (voice.brief_day(one.day), f"{one.words}, {_letters(one.count, voice)}")
        for one in figure.letters[:MOST_LETTERS]
    ]
    if figure.deadline is not None:
        said.append((voice.brief_day(figure.deadline), voice.gettext("deadline")))
    marks: list[Mark] = []
    start = max((measure(day, SMALL) for day, _ in said), default=0.0) + 8
    for day, words in said:
        marks.append(Text(0, y, day, tone=Tone.ACT, strong=True, size=SMALL))
        for line in shortened(voice.label(words), width - start, SMALL, most=2):
            marks.append(Text(start, y, line, tone=Tone.MUTED, size=SMALL))
            y += 11
    return marks, y - 6


def _letters(count: int, voice: Voice) -> str:
    said = voice.ngettext("%(count)s letter", "%(count)s letters", count)
    return said % {"count": voice.number(count)}


def arrivals_sentence(figure: Arrivals, voice: Voice) -> str:
    """How many were sent and begun, from when to when, and which letters left."""
    end = figure.days[-1]
    said = voice.gettext("Contributions sent: %(sent)s, begun: %(begun)s, %(span)s.") % {
        "sent": voice.number(end.sent),
        "begun": voice.number(end.begun),
        "span": voice.span(figure.days[0].day, end.day),
    }
    letters = (
        voice.told(voice.day(one.day), f"{voice.label(one.words)}, {_letters(one.count, voice)}.")
        for one in figure.letters[:MOST_LETTERS]
    )
    return " ".join((said, *letters))


def arrivals_table(figure: Arrivals, voice: Voice) -> Table:
    """The days on which something changed."""
    rows: list[tuple[str, ...]] = []
    before: tuple[int, int] | None = None
    for one in figure.days:
        if before != (one.begun, one.sent):
            before = one.begun, one.sent
            rows.append((voice.day(one.day), voice.number(one.begun), voice.number(one.sent)))
    columns = (
        voice.gettext("At the end of"),
        voice.gettext("Contributions begun"),
        voice.gettext("Contributions sent"),
    )
    return Table(columns, tuple(rows))


def saturation(figure: Saturation, voice: Voice, width: float) -> Picture:
    """Themes met after each contribution: a curve that flattens when nothing new is said."""
    known = (0, *figure.themes)
    top = max(1, *known)
    over, left, right = 16.0, _left(top, voice), width - 4
    count = max(len(figure.themes), 1)
    places = [round(left + (right - left) * place / count, 2) for place in range(len(known))]
    read = voice.ngettext(
        "%(count)s contribution read", "%(count)s contributions read", len(figure.themes)
    )
    marks: list[Mark] = [
        Text(0, 8, voice.gettext("themes met"), tone=Tone.MUTED, size=SMALL),
        *_frame(top, left, width, over, voice),
        Trace(_line(known, top, places, over), Tone.INK, 2.0),
        Text(
            width,
            over + HIGH + 11,
            read % {"count": voice.number(len(figure.themes))},
            "end",
            Tone.MUTED,
            size=SMALL,
        ),
    ]
    return Picture(width, over + HIGH + 15, tuple(marks))


def saturation_sentence(figure: Saturation, voice: Voice) -> str:
    """How many themes in all, and how many the last third of contributions brought."""
    read = len(figure.themes)
    if not read:
        return voice.gettext("No contribution has been coded.")
    last = max(read // 3, 1)
    before = figure.themes[read - last - 1] if read > last else 0
    met = voice.ngettext(
        "Themes met: %(themes)s, after %(count)s contribution.",
        "Themes met: %(themes)s, after %(count)s contributions.",
        read,
    ) % {"themes": voice.number(figure.themes[-1]), "count": voice.number(read)}
    if read == 1:
        return met
    brought = voice.ngettext(
        "New in the last one: %(new)s.",
        "New in the last %(last)s: %(new)s.",
        last,
    ) % {"last": voice.number(last), "new": voice.number(figure.themes[-1] - before)}
    return f"{met} {brought}"


def saturation_table(figure: Saturation, voice: Voice) -> Table:
    """Themes known and new after each contribution."""
    before = (0, *figure.themes)
    rows = tuple(
        (voice.number(rank), voice.number(now), voice.number(now - was))
        for rank, (was, now) in enumerate(zip(before, figure.themes, strict=False), start=1)
    )
    columns = (
        voice.gettext("Contributions read"),
        voice.gettext("Themes met"),
        voice.gettext("Themes not met before"),
    )
    return Table(columns, rows)
