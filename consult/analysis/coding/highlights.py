"""How coded passages are drawn over a text: runs of characters, each with what lies over it.

Passages overlap: each is underlined in a lane of its own, and keeps it from end to end.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

LANES = 4
"""So many underlines can be told apart below one line of text."""


class Mark(NamedTuple):
    """What lies over characters `start` to `end`: a passage under a theme, by its name."""

    start: int
    end: int
    name: str
    colour: int


class Laned(NamedTuple):
    """A mark with the lane in which it is underlined, from 1."""

    lane: int
    mark: Mark


@dataclass(frozen=True, slots=True)
class Piece:
    """Consecutive characters with the same marks over them.

    `lanes` are the marks that are underlined, `more` counts those for which there is no lane;
    `names` tells them all; `ends` those whose last character is here. `formats` is how the
    agency set these words (bold, italic, link).
    """

    text: str
    lanes: tuple[Laned, ...] = ()
    more: int = 0
    names: tuple[str, ...] = ()
    ends: tuple[str, ...] = ()
    formats: tuple[str, ...] = ()


def pieces(
    text: str, marks: Iterable[Mark], formats: Iterable[tuple[int, int, str]] = ()
) -> tuple[Piece, ...]:
    """The whole text cut where a mark or a format begins or ends; joined, it is the text."""
    laned = list(lanes(_inside(text, marks)))
    styled = [(max(0, start), min(len(text), end), kind) for start, end, kind in formats]
    cuts = {0, len(text)}
    for one in laned:
        cuts |= {one.mark.start, one.mark.end}
    for start, end, _ in styled:
        cuts |= {start, end}
    places = sorted(cuts)
    return tuple(
        _piece(text, start, end, laned, styled) for start, end in pairwise(places) if start < end
    )


def lanes(marks: Iterable[Mark]) -> Iterator[Laned]:
    """Each mark in the first lane that is free where it begins; longer ones first."""
    taken: list[int] = []
    for mark in sorted(marks, key=lambda one: (one.start, -one.end, one.name)):
        lane = next((rank for rank, end in enumerate(taken) if end <= mark.start), len(taken))
        taken[lane : lane + 1] = [mark.end]
        yield Laned(lane + 1, mark)


def _inside(text: str, marks: Iterable[Mark]) -> Iterator[Mark]:
    for one in marks:
        kept = one._replace(start=max(0, one.start), end=min(len(text), one.end))
        if kept.start < kept.end:
            yield kept


def _piece(
    text: str,
    start: int,
    end: int,
    laned: Sequence[Laned],
    styled: Sequence[tuple[int, int, str]],
) -> Piece:
    over = [one for one in laned if one.mark.start <= start and end <= one.mark.end]
    over.sort()
    drawn = tuple(one for one in over if one.lane <= LANES)
    return Piece(
        text=text[start:end],
        lanes=drawn,
        more=len(over) - len(drawn),
        names=tuple(one.mark.name for one in over),
        ends=tuple(one.mark.name for one in over if one.mark.end == end),
        formats=tuple(kind for first, last, kind in styled if first <= start and end <= last),
    )
