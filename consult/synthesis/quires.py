"""How a note too long for two halves is cut: its annexes in quires, printed one after the other."""

from __future__ import annotations

from collections.abc import Iterator

from consult.synthesis.layout import Quire, length
from consult.synthesis.snapshot import Snapshot

LONG = 400_000
"""From so many letters of contributions on a note is printed in quires: about 130 pages."""
QUIRE = 250_000
"""How many letters a quire has: its pages fit in a process of 300 MB."""
LAST = Quire(("contributors", "sources", "colophon"))
"""What ends the note: it tells the pages of all the others."""


def quires(note: Snapshot) -> tuple[Quire, ...]:
    """The quires between the pages and what ends the note; none where two halves do."""
    lengths = [length(one) for one in note.contributions]
    if sum(lengths) < LONG:
        return ()
    figures = Quire(
        ("annex-a", "positions"), letters=length(note.exhibits) + length(note.positions)
    )
    return (*([figures] if figures.letters else []), *_runs(lengths))


def _runs(lengths: list[int]) -> Iterator[Quire]:
    """Contributions one after the other, as many as a quire holds and never less than one."""
    first, letters = 0, 0
    for place, one in enumerate(lengths):
        if letters and letters + one > QUIRE:
            yield Quire(("annex-b",), first, place, letters)
            first, letters = place, 0
        letters += one
    yield Quire(("annex-b",), first, len(lengths), letters)
