"""What was found, as a page shows it: the sentences around, with the words that were looked for."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from consult.analysis.searching.language import Query
from consult.analysis.suggesting.passages import passages

MOST = 3
"""So many sentences of one text are shown; the others are counted."""
BEFORE, AFTER = 120, 220
"""How much of a long sentence is shown around what was found."""


class Piece(NamedTuple):
    """Characters in a row; `found` are those that were looked for."""

    text: str
    found: bool = False


@dataclass(frozen=True, slots=True)
class Extract:
    """Some sentences of one text, each in pieces; `more` others say it too.

    `where` names the field of a repeated group, and `item` its rank.
    """

    sentences: tuple[tuple[Piece, ...], ...]
    more: int = 0
    item: int | None = None
    where: str = ""


def extract(query: Query, text: str, item: int | None = None, where: str = "") -> Extract:
    """The sentences that say what is asked; the beginning of a text that says it nowhere."""
    spans = query.spans(text)
    said = [*_sentences(text, spans)] or [(0, min(len(text), BEFORE + AFTER))]
    shown = tuple(tuple(_pieces(text, spans, *one)) for one in said[:MOST])
    return Extract(shown, len(said) - len(shown), item, where)


def _sentences(text: str, spans: Sequence[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    for start, end in passages(text):
        if any(first < end and last > start for first, last in spans):
            yield start, end


def _pieces(text: str, spans: Sequence[tuple[int, int]], start: int, end: int) -> Iterator[Piece]:
    inside = [
        (max(start, first), min(end, last)) for first, last in spans if first < end and last > start
    ]
    left, right = _window(text, inside, start, end)
    if left > start:
        yield Piece("… ")
    place = left
    for first, last in inside:
        if first >= right:
            break
        if first > place:
            yield Piece(text[place:first])
        yield Piece(text[first : min(last, right)], found=True)
        place = min(last, right)
    if place < right:
        yield Piece(text[place:right])
    if right < end:
        yield Piece(" …")


def _window(text: str, inside: Sequence[tuple[int, int]], start: int, end: int) -> tuple[int, int]:
    """From where to where a sentence is shown: whole, or around what was found first."""
    if end - start <= BEFORE + AFTER or not inside:
        return start, end
    first, last = inside[0]
    left = max(start, first - BEFORE)
    right = min(end, max(last, first + AFTER))
    if left > start:
        space = text.find(" ", left, first)
        left = space + 1 if space >= 0 else left
    if right < end:
        space = text.rfind(" ", max(last, left), right)
        right = space if space >= 0 else right
    return left, right
