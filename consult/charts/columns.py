"""Columns on a base line: what histograms and calendars share."""

from __future__ import annotations

from collections.abc import Sequence

from consult.charts.lettering import measure
from consult.charts.marks import Block, Line, Mark, Text
from consult.charts.palette import Tone
from consult.charts.voice import Voice

HIGH = 78.0
ONE = 26.0
"""How high the column of one answer gets: a few answers do not look like many."""
WIDEST = 64.0
"""How wide a column gets: few of them do not fill the page."""
SMALL = 8.4


def columns(
    counts: Sequence[int], labels: Sequence[str], width: float, voice: Voice, *, edges: bool = False
) -> tuple[list[Mark], float]:
    """A column for each count with its label under it, and where what follows may begin.

    `edges` puts labels where columns begin, as the classes of numbers want it.
    """
    top = max(counts, default=0) or 1
    one = min(width / max(len(counts), 1), WIDEST)
    high = min(HIGH, ONE * top)
    base = high + 12
    marks: list[Mark] = []
    for place, count in enumerate(counts):
        height = round(high * count / top, 2)
        x = round(place * one, 2)
        if count:
            block = Block(x + one * 0.08, base - height, one * 0.84, max(height, 0.8), Tone.INK)
            marks.append(block)
        said = voice.number(count)
        if measure(said, SMALL) + 1 <= one:
            tone = Tone.TEXT if count else Tone.MUTED
            x = round(x + one / 2, 2)
            marks.append(Text(x, base - height - 3, said, "middle", tone, bool(count), SMALL))
    marks.append(Line(0.0, base, one * len(counts), base, Tone.MUTED))
    marks += _labels(labels, width, one, base + 10, edges=edges)
    return marks, base + 14


def _labels(
    labels: Sequence[str], width: float, one: float, y: float, *, edges: bool
) -> list[Mark]:
    """As many labels as have room, the first one always where it fits at all."""
    marks: list[Mark] = []
    taken = -1.0
    for place, words in enumerate(labels):
        half = measure(words, SMALL) / 2
        x = place * one + (0.0 if edges else one / 2)
        x = min(max(x, half), width - half)
        if x - half < max(taken, 0.0) - 0.01 or x + half > width + 0.01:
            continue
        marks.append(Text(round(x, 2), y, words, "middle", Tone.MUTED, size=SMALL))
        taken = x + half + 5
    return marks
