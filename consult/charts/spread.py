"""Numbers: every value on a line while they are few, a histogram when they are many."""

from __future__ import annotations

import statistics
from collections.abc import Sequence
from fractions import Fraction

from consult.charts.columns import columns
from consult.charts.figures import Spread, Table
from consult.charts.lettering import measure, shortened
from consult.charts.marks import SIZE, Block, Dot, Line, Mark, Picture, Text
from consult.charts.palette import Tone
from consult.charts.voice import Voice

MANY = 30
"""From so many answers on, a histogram says more than a line of dots."""
FEWEST = 8
"""Under so many answers quarters are one answer or two, and are told of nobody."""
MOST_CLASSES = 12
_STEPS = (1, 2, 5)


def spread(
    title: str, given: Sequence[float | Fraction], *, unit: str = "", each: bool = True
) -> Spread | None:
    """Where the numbers given lie; None of nothing. `each` lets every value be seen."""
    values = sorted(
        Fraction(str(one)) if isinstance(one, float) else Fraction(one) for one in given
    )
    if not values:
        return None
    first, third = _quarters(values)
    classes, step = _classes(values) if len(values) >= MANY else ((), 0.0)
    return Spread(
        title,
        len(values),
        low=float(values[0]),
        first_quarter=first,
        median=float(statistics.median(values)),
        third_quarter=third,
        high=float(values[-1]),
        mean=float(round(sum(values, Fraction()) / len(values), 2)),
        zeros=values.count(Fraction()),
        unit=unit.strip(),
        values=tuple(map(float, values)) if each and len(values) < MANY else (),
        classes=classes,
        step=step,
    )


def _quarters(values: Sequence[Fraction]) -> tuple[float, float] | tuple[None, None]:
    if len(values) < FEWEST:
        return None, None
    first, _, third = statistics.quantiles(values, n=4, method="inclusive")
    return float(first), float(third)


def _classes(values: Sequence[Fraction]) -> tuple[tuple[tuple[float, int], ...], float]:
    """Classes of a round width, at most twelve: their lower edges with their counts."""
    step = _round_step((values[-1] - values[0]) / MOST_CLASSES)
    first, last = values[0] // step, values[-1] // step
    counts = dict.fromkeys(range(first, last + 1), 0)
    for value in values:
        counts[value // step] += 1
    return tuple((float(edge * step), count) for edge, count in counts.items()), float(step)


def _round_step(least: Fraction) -> Fraction:
    """The smallest of 1, 2, 5, 10… (or 0.1, 0.2…) that is more than `least`."""
    if least <= 0:
        return Fraction(1)
    power = Fraction(1)
    while power > least:
        power /= 10
    while power * 10 <= least:
        power *= 10
    return next(power * step for step in (*_STEPS, 10) if power * step > least)


def picture(figure: Spread, voice: Voice, width: float) -> Picture:
    """The histogram of many values, or dots over the quarters; the line spans what was given."""
    return _histogram(figure, voice, width) if figure.classes else _strip(figure, voice, width)


def _histogram(figure: Spread, voice: Voice, width: float) -> Picture:
    labels = [voice.number(edge) for edge, _ in figure.classes]
    drawn, y = columns([count for _, count in figure.classes], labels, width, voice, edges=True)
    ends, below = _ends(figure, voice, width, y + 3)
    return Picture(width, below, (*drawn, *ends))


def _strip(figure: Spread, voice: Voice, width: float) -> Picture:
    left, right = 5.0, width - 5.0
    reach = figure.high - figure.low

    def at(value: float) -> float:
        share = (value - figure.low) / reach if reach else 0.5
        return round(left + share * (right - left), 2)

    dots, height = _dots([at(value) for value in figure.values])
    base = 16.0 + height
    marks: list[Mark] = []
    if figure.first_quarter is not None and figure.third_quarter is not None:
        first, third = at(figure.first_quarter), at(figure.third_quarter)
        marks.append(Block(first, base + 4, max(third - first, 1.2), 9.0, Tone.STEP_2))
    marks.append(Line(left, base + 8.5, right, base + 8.5, Tone.MUTED))
    marks += [Dot(x, base - y, 3.0) for x, y in dots]
    middle = at(figure.median)
    marks.append(Line(middle, 13.0, middle, base + 15, Tone.ACT, width=1.2))
    said = voice.gettext("median")
    told = f"{said} {_valued(figure.median, figure, voice)}"
    marks.append(_kept_in(told, middle, 9.5, width))
    marks += [Line(x, base + 5.5, x, base + 11.5, Tone.MUTED, width=1.0) for x in (left, right)]
    ends, below = _ends(figure, voice, width, base + 17)
    return Picture(width, below, (*marks, *ends))


def _dots(places: Sequence[float]) -> tuple[list[tuple[float, float]], float]:
    """Values as dots; those that would touch stand one over the other."""
    tops: list[tuple[float, float]] = []
    for x in places:
        level = 0
        while any(abs(x - other) < 6.4 and y == level * 6.6 for other, y in tops):
            level += 1
        tops.append((x, level * 6.6))
    return tops, max((y for _, y in tops), default=-6.6) + 6.6


def _kept_in(words: str, x: float, y: float, width: float) -> Text:
    [words] = shortened(words, width, SIZE, most=1)
    half = measure(words, SIZE) / 2
    x = round(min(max(x, half), width - half), 2)
    return Text(x, y, words, "middle", Tone.ACT, strong=True)


def _ends(figure: Spread, voice: Voice, width: float, y: float) -> tuple[list[Mark], float]:
    """The lowest and the highest in words; under one another where they would touch."""
    lowest, highest = voice.gettext("lowest"), voice.gettext("highest")
    low = f"{lowest} {_valued(figure.low, figure, voice)}"
    high = f"{highest} {_valued(figure.high, figure, voice)}"
    if measure(low, SIZE) + measure(high, SIZE) + 12 <= width:
        return [Text(0, y + 9, low), Text(width, y + 9, high, "end")], y + 13
    marks: list[Mark] = []
    for words, anchor, x in ((low, "start", 0.0), (high, "end", width)):
        for line in shortened(words, width, SIZE):
            y += 11
            marks.append(Text(x, y, line, anchor))
    return marks, y + 4


def _valued(value: float, figure: Spread, voice: Voice) -> str:
    unit = voice.label(figure.unit)
    if unit == "%":
        return voice.share(value)
    gap = "\u202f" if unit == "€" else "\u00a0"
    return f"{voice.number(value)}{gap}{unit}" if unit else voice.number(value)


def sentence(figure: Spread, voice: Voice) -> str:
    """How many answered, from what to what, with the median and the quarters; zeros are said."""
    values = {
        "low": figure.low,
        "high": figure.high,
        "median": figure.median,
        "first": figure.first_quarter,
        "third": figure.third_quarter,
    }
    said = _told(figure, voice) % {
        "count": voice.number(figure.count),
        **{
            name: _valued(value, figure, voice)
            for name, value in values.items()
            if value is not None
        },
    }
    if not figure.zeros:
        return said
    zeros = voice.ngettext("%(count)s answered zero.", "%(count)s answered zero.", figure.zeros)
    return f"{said} {zeros % {'count': voice.number(figure.zeros)}}"


def _told(figure: Spread, voice: Voice) -> str:
    if figure.first_quarter is None:
        return voice.ngettext(
            "%(count)s agency gave a number: %(median)s.",
            "%(count)s agencies gave a number, from %(low)s to %(high)s: half of them at least "
            "%(median)s.",
            figure.count,
        )
    return voice.gettext(
        "%(count)s agencies gave a number, from %(low)s to %(high)s: half of them at least "
        "%(median)s, the middle half between %(first)s and %(third)s."
    )


def table(figure: Spread, voice: Voice) -> Table:
    """What sums the numbers up on one line; the classes of a histogram, where there is one."""
    if figure.classes:
        rows = tuple(
            (_class(edge, figure, voice), voice.number(count)) for edge, count in figure.classes
        )
        return Table((voice.gettext("Value"), voice.gettext("Agencies")), rows)
    told = (
        (voice.gettext("Lowest"), figure.low),
        (voice.gettext("First quarter"), figure.first_quarter),
        (voice.gettext("Median"), figure.median),
        (voice.gettext("Mean"), figure.mean),
        (voice.gettext("Third quarter"), figure.third_quarter),
        (voice.gettext("Highest"), figure.high),
    )
    known = [(words, value) for words, value in told if value is not None]
    cells = [_valued(value, figure, voice) for _, value in known]
    columns = (voice.gettext("Answers"), *(words for words, _ in known), voice.gettext("Zeros"))
    row = (voice.number(figure.count), *cells, voice.number(figure.zeros))
    return Table(columns, (row,))


def _class(edge: float, figure: Spread, voice: Voice) -> str:
    return voice.gettext("from %(low)s to less than %(high)s") % {
        "low": voice.number(edge),
        "high": _valued(edge + figure.step, figure, voice),
    }
