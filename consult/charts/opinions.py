"""Opinions on a scale: each line is set out from the middle, so that leanings are seen at once."""

from __future__ import annotations

from consult.charts.bars import GAP, headed, placed
from consult.charts.figures import Judged, Opinions, Table
from consult.charts.legends import Key, legend
from consult.charts.lettering import measure
from consult.charts.marks import Block, Line, Mark, Picture, Text
from consult.charts.palette import Tone, diverging, on
from consult.charts.voice import Voice

INSIDE = 8.6
TALL = 12.8


def picture(figure: Opinions, voice: Voice, width: float) -> Picture:
    """Points below the middle to the left of a line, above it to the right; counts inside.

    All lines have one scale: a length is as many agencies everywhere.
    """
    tones = diverging(len(figure.points))
    keys = [Key(voice.label(one), tone) for one, tone in zip(figure.points, tones, strict=True)]
    marks, top = legend(keys, width)
    heads = _heads(figure, voice)
    right = width - sum(room for _, room in heads)
    start, cut = placed([voice.label(row.label) for row in figure.rows], width, 0.38)
    below, above = _reach(figure)
    scale = (right - start - 2) / ((below + above) or 1)
    zero = round(start + 1 + below * scale, 2)
    marks += _columns(heads, width, top)
    y = top + (11 if heads else 0)
    for row, words in zip(figure.rows, cut, strict=True):
        labels, middle, y = headed(words, start, y, tall=TALL, gap=4.7)
        marks += labels
        marks.append(Line(zero, middle - 8.7, zero, middle + 8.7, Tone.MUTED))
        marks += _segments(row, tones, zero, scale, middle, voice)
        marks += _ends(row, figure, heads, width, middle, voice)
    return Picture(width, y + 2, tuple(marks))


def _weights(row: Judged) -> tuple[float, float]:
    """How much of a line lies on either side; the middle point is half on each."""
    half = len(row.counts) // 2
    middle = row.counts[half] / 2 if len(row.counts) % 2 else 0.0
    return sum(row.counts[:half]) + middle, sum(row.counts[-half:] if half else ()) + middle


def _reach(figure: Opinions) -> tuple[float, float]:
    weights = [_weights(row) for row in figure.rows] or [(0.0, 0.0)]
    return max(one for one, _ in weights), max(other for _, other in weights)


def _segments(
    row: Judged, tones: tuple[Tone, ...], zero: float, scale: float, middle: float, voice: Voice
) -> list[Mark]:
    marks: list[Mark] = []
    x = zero - _weights(row)[0] * scale
    for count, tone in zip(row.counts, tones, strict=True):
        length = count * scale
        if count:
            marks.append(Block(round(x, 2), middle - TALL / 2, max(length - 0.8, 0.4), TALL, tone))
        said = voice.number(count)
        if count and measure(said, INSIDE) + 3 <= length:
            place = round(x + (length - 0.8) / 2, 2)
            marks.append(
                Text(place, middle + 3, said, "middle", on(tone), strong=True, size=INSIDE)
            )
        x += length
    return marks


def _said(count: int, voice: Voice) -> str:
    return voice.number(count) if count else ""


def _missing(row: Judged, figure: Opinions) -> int:
    return max((figure.answers or 0) - sum(row.counts), 0)


def _means(figure: Opinions, voice: Voice) -> list[str]:
    return voice.column(row.mean for row in figure.rows)


def _heads(figure: Opinions, voice: Voice) -> list[tuple[str, float]]:
    """The columns at the right: the mean, and who did not judge where some did not."""
    heads: list[tuple[str, float]] = []
    if any(_missing(row, figure) for row in figure.rows):
        heads.append((voice.gettext("not judged"), 0.0))
    if any(row.mean is not None for row in figure.rows):
        heads.append((voice.gettext("mean"), 0.0))
    return [(words, max(measure(words, 8.0), 22.0) + GAP) for words, _ in heads]


def _columns(heads: list[tuple[str, float]], width: float, top: float) -> list[Mark]:
    marks: list[Mark] = []
    right = width
    for words, room in reversed(heads):
        marks.append(Text(right, top + 7, words, "end", Tone.MUTED, size=8.0))
        right -= room
    return marks


def _ends(
    row: Judged,
    figure: Opinions,
    heads: list[tuple[str, float]],
    width: float,
    middle: float,
    voice: Voice,
) -> list[Mark]:
    values: dict[str, tuple[str, bool]] = {
        voice.gettext("not judged"): (_said(_missing(row, figure), voice), False),
        voice.gettext("mean"): (_means(figure, voice)[figure.rows.index(row)], True),
    }
    marks: list[Mark] = []
    right = width
    for words, room in reversed(heads):
        said, strong = values[words]
        tone = Tone.TEXT if strong else Tone.MUTED
        marks.append(Text(right, middle + 3.1, said, "end", tone, strong))
        right -= room
    return marks


def sentence(figure: Opinions, voice: Voice) -> str:
    """Of each line how many are above the middle of the scale, in it and below it."""
    told: list[str] = []
    for row in figure.rows:
        half, judged = len(row.counts) // 2, sum(row.counts)
        above, below = sum(row.counts[-half:] if half else ()), sum(row.counts[:half])
        said = voice.gettext("%(above)s above the middle of the scale, %(below)s below") % {
            "above": voice.agencies(above, judged),
            "below": voice.number(below),
        }
        told.append(voice.told(row.label, said))
    gap = "\u202f; " if voice.language == "fr" else "; "
    scale = voice.gettext("From %(first)s to %(last)s.") % {
        "first": voice.quoted(figure.points[0]),
        "last": voice.quoted(figure.points[-1]),
    }
    return f"{gap.join(told)}. {scale}"


def table(figure: Opinions, voice: Voice) -> Table:
    """Each line with its count at each point, who judged it, and the mean."""
    means = any(row.mean is not None for row in figure.rows)
    columns = [voice.gettext("Statement"), *map(voice.label, figure.points)]
    columns.append(voice.gettext("Answers"))
    if means:
        columns.append(voice.gettext("Mean"))
    rows = []
    for row, mean in zip(figure.rows, _means(figure, voice), strict=True):
        cells = [voice.label(row.label), *map(voice.number, row.counts)]
        cells.append(voice.number(sum(row.counts)))
        if means:
            cells.append(mean)
        rows.append(tuple(cells))
    return Table(tuple(columns), tuple(rows))
