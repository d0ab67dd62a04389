"""Where a passage coded on one version of a text stands in a later one.

A passage counts as long as the same characters stand in the same place. Anywhere else it is
proposed, never moved by itself: whoever coded says whether it is still what they meant.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum
from typing import NamedTuple

WORDS = re.compile(r"\w+|[^\w\s]")
ALIKE = 0.6
"""From this share of common words on, another passage is proposed as the same one, changed."""

MOST_PLACES = 9
"""So many places of the same words are proposed; more could not be told apart."""

MOST_TRIED = 3
"""Around so many places of a changed passage it is looked for."""

MOST_COMPARED = 1_000_000
"""Beyond so many pairs of words, only exact copies are looked for."""


class Fate(StrEnum):
    """What became of a passage."""

    STANDS = "stands"
    MOVED = "moved"
    SEVERAL = "several"
    CHANGED = "changed"
    VANISHED = "vanished"


class Span(NamedTuple):
    """Characters `start` to `end` of a text."""

    start: int
    end: int

    def of(self, text: str) -> str:
        """The characters themselves."""
        return text[self.start : self.end]


@dataclass(frozen=True, slots=True)
class Carried:
    """What became of a passage, and where it may be meant now, the likeliest first.

    `places` holds one span that stands, was moved or changed; several of the same words; none
    of what vanished.
    """

    fate: Fate
    places: tuple[Span, ...] = ()

    @property
    def counts(self) -> bool:
        """Whether it is a passage of the new text without anybody saying so."""
        return self.fate is Fate.STANDS


def stands(old: str, start: int, end: int, new: str) -> bool:
    """Whether the new text has the same characters in the same place."""
    return bool(old[start:end]) and old[start:end] == new[start:end]


def carried(old: str, start: int, end: int, new: str) -> Carried:
    """What became of characters `start` to `end` of an old text in a new one."""
    quote = old[start:end]
    if not quote:
        return Carried(Fate.VANISHED)
    if stands(old, start, end, new):
        return Carried(Fate.STANDS, (Span(start, start + len(quote)),))
    same = sorted(_copies(quote, new), key=lambda one: (abs(one.start - start), one.start))
    if same:
        return Carried(Fate.MOVED if len(same) == 1 else Fate.SEVERAL, tuple(same[:MOST_PLACES]))
    nearest = _nearest(quote, new)
    return Carried(Fate.CHANGED, (nearest,)) if nearest else Carried(Fate.VANISHED)


def trimmed(text: str, start: int, end: int) -> Span:
    """The span without the blanks around its words; empty when there are none."""
    start, end = max(0, start), min(len(text), end)
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return Span(start, max(start, end))


def joined(text: str, spans: Iterable[Span]) -> list[Span]:
    """The spans in order, those between which no word stands made one."""
    told: list[Span] = []
    for span in sorted(spans):
        if told and not text[told[-1].end : span.start].strip():
            told[-1] = Span(told[-1].start, max(told[-1].end, span.end))
        else:
            told.append(span)
    return told


def _copies(quote: str, text: str) -> Iterator[Span]:
    start = text.find(quote)
    while start >= 0:
        yield Span(start, start + len(quote))
        start = text.find(quote, start + len(quote))


def _nearest(quote: str, text: str) -> Span | None:
    """The run of words that shares most with the quote, when that is enough to be proposed."""
    wanted = WORDS.findall(quote)
    found = list(WORDS.finditer(text))
    if not wanted or not found or len(wanted) * len(found) > MOST_COMPARED:
        return None
    words = [one.group().casefold() for one in found]
    wanted = [one.casefold() for one in wanted]
    best, share = None, ALIKE
    for begin, last in dict.fromkeys(_windows(wanted, words)):
        first = begin
        while first < last and not words[first].isalnum() and words[first] != wanted[0]:
            first += 1  # The end of the sentence before is no part of it.
        alike = _alike(wanted, words[first:last], share)
        if first < last and (alike > share or (best is None and alike == share)):
            best, share = Span(found[first].start(), found[last - 1].end()), alike
    return best


def _alike(wanted: list[str], window: list[str], least: float) -> float:
    """The share of words in common, or zero where it is soon seen to be less than `least`."""
    matcher = SequenceMatcher(None, wanted, window, autojunk=False)
    return matcher.ratio() if matcher.quick_ratio() >= least else 0.0


def _windows(wanted: list[str], words: list[str]) -> Iterator[tuple[int, int]]:
    """Where the quote would lie around the runs of words it shares most of with the text.

    Many short runs say the same place again, or none: comparing each would take minutes.
    """
    matcher = SequenceMatcher(None, wanted, words, autojunk=False)
    longest = matcher.find_longest_match()
    if not longest.size:
        return
    shared: Counter[int] = Counter()
    for block in matcher.get_matching_blocks()[:-1]:
        shared[max(0, block.b - block.a)] += block.size
    likely = [first for first, _ in shared.most_common(MOST_TRIED)]
    for first in dict.fromkeys([max(0, longest.b - longest.a), *likely]):
        yield _shared_ends(wanted, words, first, min(len(words), first + len(wanted)))
        room = max(3, len(wanted) // 3)
        wide = max(0, first - room), min(len(words), first + len(wanted) + room)
        yield _shared_ends(wanted, words, *wide)


def _shared_ends(wanted: list[str], words: list[str], first: int, last: int) -> tuple[int, int]:
    """The window from the first to the last word that belongs to the quote."""
    inside = SequenceMatcher(None, wanted, words[first:last], autojunk=False)
    blocks = inside.get_matching_blocks()[:-1]
    if not blocks:
        return first, last
    begin = max(first, first + blocks[0].b - blocks[0].a)
    rest = len(wanted) - (blocks[-1].a + blocks[-1].size)
    end = min(last, first + blocks[-1].b + blocks[-1].size + rest)
    return begin, end
