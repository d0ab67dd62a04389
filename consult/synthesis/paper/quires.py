"""How a note is cut in parts, each printed by itself: a long one has its annexes in quires."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from consult.synthesis.paper.copydesk import MOST_THANKED
from consult.synthesis.paper.layout import Part, length
from consult.synthesis.snapshot import Snapshot

LONG = 400_000
"""From so many letters of contributions on annexes are printed in quires: about 130 pages."""
QUIRE = 250_000
"""How many letters a quire has: its pages fit in a process of 300 MB."""
LINK = 50
"""How many letters a link of the index counts for, in time and memory."""
DEARER = 3.5
"""How much longer a letter takes in tables, boxes and statements than in an agency's answer."""
FRONT = Part(("front",))
"""The cover, the essentials and the contents, which tell the pages of all the others."""


@dataclass(frozen=True, slots=True)
class Cut:
    """The parts of a note but its front, in the order of the pages."""

    body: Part
    annexes: tuple[Part, ...]
    index: tuple[Part, ...]
    """Of a long note: it tells the pages of the annexes, which are printed before."""
    end: Part
    long: bool = False
    """Whether the annexes are printed in quires."""


def cut(note: Snapshot) -> Cut:
    """How the note is cut."""
    lengths = [length(one) for one in note.contributions]
    figures = length(note.exhibits) + length(note.positions)
    apart = sum(map(length, (note.sources, note.figures))) + sum(lengths) + figures
    body = Part(("body",), letters=round(DEARER * (length(note) - apart)))
    annexes = []
    if figures:
        annexes.append(Part(("annex-a", "positions"), letters=round(DEARER * figures)))
    if sum(lengths) < LONG:
        if lengths:
            annexes.append(Part(("annex-b",), letters=sum(lengths)))
        return Cut(body, tuple(annexes), (), Part(("contributors", "sources", "colophon")))
    annexes += _runs("annex-b", lengths)
    if len(note.contributors) > MOST_THANKED:
        annexes.append(Part(("contributors",), letters=length(note.contributors)))
    links = [LINK * (len(source.cited_by) + 4) for source in note.sources]
    return Cut(body, tuple(annexes), tuple(_runs("sources", links)), Part(("colophon",)), long=True)


def _runs(section: str, lengths: list[int]) -> Iterator[Part]:
    """One after the other, as many as a quire holds and never less than one."""
    first, letters = 0, 0
    for place, one in enumerate(lengths):
        if letters and letters + one > QUIRE:
            yield Part((section,), first, place, letters)
            first, letters = place, 0
        letters += one
    if lengths:
        yield Part((section,), first, len(lengths), letters)
