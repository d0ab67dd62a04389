"""Where blocks stand: chapters with what is in them, and places between two others."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Protocol

from consult.synthesis.drafting.blocks import BlockKind

GAP = 65_536.0
STEP = 64.0
"""Blocks written one after another before a third one take a step each, not half of the room."""


class Standing(Protocol):
    """What the order knows of a block."""

    key: str
    kind: BlockKind
    place: float


def together(ordered: Sequence[Standing], key: str) -> Sequence[Standing]:
    """The block, and where it is a chapter everything up to the next; nothing if it is not there.

    Annexes belong to no chapter.
    """
    first = next((rank for rank, one in enumerate(ordered) if one.key == key), None)
    if first is None:
        return ()
    if ordered[first].kind is not BlockKind.CHAPTER:
        return (ordered[first],)
    ends = (BlockKind.CHAPTER, BlockKind.ANNEX)
    rest = range(first + 1, len(ordered))
    last = next((rank for rank in rest if ordered[rank].kind in ends), len(ordered))
    return ordered[first:last]


def after_which(
    ordered: Sequence[Standing], moved: Sequence[Standing], after: str | None
) -> Standing | None:
    """The block that what is moved comes behind; None at the beginning of the note.

    A chapter is never put into another: it comes behind the last block of that one.
    """
    keys = {one.key for one in moved}
    left = [one for one in ordered if one.key not in keys]
    rank = next((rank for rank, one in enumerate(left) if one.key == after), -1)
    if moved and moved[0].kind is BlockKind.CHAPTER:
        ends = (BlockKind.CHAPTER, BlockKind.ANNEX)
        while rank + 1 < len(left) and left[rank + 1].kind not in ends:
            rank += 1
    return left[rank] if rank >= 0 else None


def places(before: float | None, after: float | None, count: int) -> list[float] | None:
    """So many places between two others, in order; None where there is no room left."""
    if before is None and after is None:
        before = 0.0
    if before is None and after is not None:
        return [after - GAP * (count - rank) for rank in range(count)]
    start = before or 0.0
    step = GAP if after is None else min(STEP, (after - start) / (count + 1))
    found = [start + step * (rank + 1) for rank in range(count)]
    ends = [start, *found, *([after] if after is not None else [])]
    return found if all(a < b for a, b in pairwise(ends)) else None
