"""How a note too long for two halves is cut: its annexes in quires, printed one after the other."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from consult.synthesis.paper.layout import MOST_THANKED, Quire, length
from consult.synthesis.snapshot import Snapshot

LONG = 400_000
"""From so many letters of contributions on a note is printed in quires: about 130 pages."""
QUIRE = 250_000
"""How many letters a quire has: its pages fit in a process of 300 MB."""
LINK = 50
"""How many letters a link of the index counts for, in time and memory."""
LAST = Quire(("colophon",))
"""What ends the note."""


@dataclass(frozen=True, slots=True)
class Cut:
    """What is printed between the pages and the end; nothing where two halves do."""

    annexes: tuple[Quire, ...] = ()
    index: tuple[Quire, ...] = ()
    """It tells the pages of the annexes: they are printed before."""


def quires(note: Snapshot) -> Cut:
    """How the note is cut."""
    lengths = [length(one) for one in note.contributions]
    if sum(lengths) < LONG:
        return Cut()
    figures = length(note.exhibits) + length(note.positions)
    annexes = list(_runs("annex-b", lengths))
    if figures:
        annexes.insert(0, Quire(("annex-a", "positions"), letters=figures))
    if len(note.contributors) > MOST_THANKED:
        annexes.append(Quire(("contributors",), letters=length(note.contributors)))
    links = [LINK * (len(source.cited_by) + 4) for source in note.sources]
    return Cut(tuple(annexes), tuple(_runs("sources", links)))


def _runs(section: str, lengths: list[int]) -> Iterator[Quire]:
    """One after the other, as many as a quire holds and never less than one."""
    first, letters = 0, 0
    for place, one in enumerate(lengths):
        if letters and letters + one > QUIRE:
            yield Quire((section,), first, place, letters)
            first, letters = place, 0
        letters += one
    if lengths:
        yield Quire((section,), first, len(lengths), letters)
