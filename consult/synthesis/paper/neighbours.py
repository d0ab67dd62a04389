"""Things that follow each other, told as from the first to the last."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TypeVar

Thing = TypeVar("Thing")


def rank_of(code: str) -> int:
    """The number at the end of a source code; -2 where there is none."""
    digits = re.search(r"\d+$", code)
    return int(digits.group()) if digits else -2


def runs(things: Sequence[Thing], ranks: Sequence[int]) -> list[tuple[Thing, ...]]:
    """Neighbours together: (first, last) for runs of three or more, singles otherwise."""
    groups: list[list[int]] = []
    for place, rank in enumerate(ranks):
        if groups and rank == ranks[groups[-1][-1]] + 1:
            groups[-1].append(place)
        else:
            groups.append([place])
    made: list[tuple[Thing, ...]] = []
    for group in groups:
        if len(group) >= 3:
            made.append((things[group[0]], things[group[-1]]))
        else:
            made += [(things[place],) for place in group]
    return made
