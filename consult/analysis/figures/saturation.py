"""Whether new contributions still bring new themes.

Contributions are taken in the order in which they were sent. Beside that one order stands the
mean of all the others, so that a chance of the calendar is not taken for a tendency. It needs
no drawing: a theme that `d` of `n` contributions hold is met among the first `k` of a random
order with the probability 1 - C(n - d, k) / C(n, k).

A contribution in which nothing is coded yet brings no theme; it is left out and counted apart,
so that what nobody has read is not taken for saturation.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Hashable, Mapping, Sequence
from dataclasses import dataclass

from consult.analysis.material import Material

LAST = 3
"""How many of the last contributions are looked at for what they still brought."""

ENOUGH = 6
"""Below so many contributions the curve says nothing about those to come."""


@dataclass(frozen=True, slots=True)
class Step:
    """One contribution more: the themes it brought, those met so far, and the mean of orders."""

    agency: str
    new: tuple[Hashable, ...]
    met: int
    mean: float


@dataclass(frozen=True, slots=True)
class Saturation:
    """The curve; `uncoded` are agencies that replied and in whose answers nothing is coded."""

    steps: tuple[Step, ...]
    uncoded: tuple[str, ...]

    @property
    def themes(self) -> int:
        """How many themes were met in all."""
        return self.steps[-1].met if self.steps else 0

    @property
    def last(self) -> tuple[Step, ...]:
        """The last contributions, if there are enough before them to compare with."""
        return self.steps[-LAST:] if len(self.steps) >= ENOUGH else ()

    @property
    def brought_last(self) -> int:
        """How many themes the last contributions brought together."""
        return sum(len(step.new) for step in self.last)


def saturation(material: Material, coded: Mapping[str, Collection[Hashable]]) -> Saturation:
    """The curve of a call; `coded` gives the themes of each agency."""
    in_order = sorted(material.replies, key=lambda reply: (reply.sent_at, reply.agency))
    held = [(one.agency, frozenset(coded.get(one.agency, ()))) for one in in_order]
    return Saturation(
        steps=_steps([(agency, themes) for agency, themes in held if themes]),
        uncoded=tuple(agency for agency, themes in held if not themes),
    )


def _steps(held: Sequence[tuple[str, frozenset[Hashable]]]) -> tuple[Step, ...]:
    means = expected([themes for _, themes in held])
    met: set[Hashable] = set()
    steps = []
    for (agency, themes), mean in zip(held, means, strict=True):
        new = themes - met
        met |= new
        steps.append(Step(agency, tuple(sorted(new, key=str)), len(met), mean))
    return tuple(steps)


def expected(held: Sequence[Collection[Hashable]]) -> list[float]:
    """How many themes the first 1, 2, … contributions hold, on the mean of every order."""
    total = len(held)
    holders = Counter(Counter(theme for themes in held for theme in set(themes)).values())
    missed = dict.fromkeys(holders, 1.0)
    means = []
    for taken in range(total):
        for share in holders:
            missed[share] *= (total - share - taken) / (total - taken)
        means.append(sum(number * (1 - missed[share]) for share, number in holders.items()))
    return means
