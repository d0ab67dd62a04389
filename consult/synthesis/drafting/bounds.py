"""How long a note may grow on the desk: more than anybody reads, less than stops the tool."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from consult.errors import Invalid
from consult.synthesis.models import Manuscript

MOST_BLOCKS = 1_500
MOST_SIGNS = 1_500_000
"""So many signs all blocks hold, chips included: some 500 pages."""

NEARLY = 0.9
"""From such a part of either on, the desk says how much room is left."""


class TooLong(Invalid):
    """The note would have more blocks, or hold more, than it may."""


@dataclass(frozen=True, slots=True)
class Size:
    """How many blocks a note has, and how many signs they hold."""

    blocks: int = 0
    signs: int = 0

    @property
    def is_too_long(self) -> bool:
        """Whether there is no room for all of it."""
        return self.blocks > MOST_BLOCKS or self.signs > MOST_SIGNS

    @property
    def is_nearly_too_long(self) -> bool:
        """Whether little room is left."""
        return self.blocks >= NEARLY * MOST_BLOCKS or self.signs >= NEARLY * MOST_SIGNS

    @property
    def share(self) -> int:
        """How much of the room is taken, in percent, whatever runs out first."""
        return int(100 * max(self.blocks / MOST_BLOCKS, self.signs / MOST_SIGNS))


def size_of(contents: Iterable[Mapping[str, Any]]) -> Size:
    """How long blocks are, by what they hold."""
    signs = [len(json.dumps(one, ensure_ascii=False)) for one in contents]
    return Size(len(signs), sum(signs))


def size(manuscript: Manuscript) -> Size:
    """How long a note is."""
    return size_of(one.content for one in manuscript.blocks)


def ensure_room(
    manuscript: Manuscript, *, more: Iterable[Mapping[str, Any]], less: Iterable[str] = ()
) -> None:
    """Raises `TooLong` where a note has no room for what is put in it, or grows beyond that.

    `less` are the keys of the blocks that go, or whose content is replaced: a note that is too
    long may still be made shorter.
    """
    gone = set(less)
    kept = [one.content for one in manuscript.blocks if one.key not in gone]
    then = size_of([*kept, *more])
    if not then.is_too_long:
        return
    now = size(manuscript)
    if then.blocks > now.blocks or then.signs > now.signs:
        raise TooLong("blocks" if then.blocks > MOST_BLOCKS else "signs")
