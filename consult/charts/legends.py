"""Legends: what each ink is, in the order it is drawn."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from consult.charts.lettering import measure, shortened
from consult.charts.marks import Block, Mark, Text
from consult.charts.palette import Tone

SMALL = 8.4


@dataclass(frozen=True, slots=True)
class Key:
    """One ink with its words."""

    words: str
    tone: Tone
    hatched: bool = False
    hollow: bool = False


def legend(keys: Sequence[Key], width: float, y: float = 1.0) -> tuple[list[Mark], float]:
    """The keys in rows no wider than that, and where what follows may begin."""
    marks: list[Mark] = []
    x, below = 0.0, y
    for key in keys:
        words = shortened(key.words, width - 12, SMALL)
        length = max(measure(line, SMALL) for line in words)
        if x and x + 12 + length > width:
            x, y = 0.0, below
        marks.append(Block(x, y, 8.5, 8.5, key.tone, key.hatched, key.hollow))
        marks += [
            Text(x + 12, y + 7.4 + 11 * row, line, size=SMALL) for row, line in enumerate(words)
        ]
        below = max(below, y + 2 + 11 * len(words))
        x += 12 + length + 13
    return marks, below + 4
