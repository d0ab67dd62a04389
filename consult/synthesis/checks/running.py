"""All checks in one order."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

from consult.synthesis.checks import (
    french_typing,
    identity,
    leaving_out,
    numbers,
    pictures,
    quotations,
    since,
    sourcing,
    structure,
)
from consult.synthesis.checks.findings import Check, Family, Finding, Severity
from consult.synthesis.checks.ground import Ground, Look

CHECKS: tuple[Look, ...] = (
    *sourcing.CHECKS,
    *numbers.CHECKS,
    *quotations.CHECKS,
    *identity.CHECKS,
    *leaving_out.CHECKS,
    *since.CHECKS,
    *structure.CHECKS,
    *pictures.CHECKS,
    *french_typing.CHECKS,
)


MOST_FOUND = 100
"""So many things are told of one kind: the others come once these are mended."""


def run(ground: Ground) -> list[Finding]:
    """Everything found: the gravest first, then family by family, in the order of the pages."""
    order = {block.id: rank for rank, block in enumerate(ground.manuscript.blocks)}
    grave, families = list(Severity), list(Family)

    def rank(one: Finding) -> tuple[int, int, int]:
        place = order.get(one.block, -1)
        return grave.index(one.severity), families.index(one.check.family), place

    return sorted(_bounded(one for look in CHECKS for one in look(ground)), key=rank)


def _bounded(found: Iterable[Finding]) -> Iterator[Finding]:
    """Kind by kind: however much is only to be looked at, what blocks is told."""
    told = Counter[Check]()
    for one in found:
        told[one.check] += 1
        if told[one.check] <= MOST_FOUND:
            yield one


def counted(found: Iterable[Finding]) -> dict[Severity, int]:
    """How many there are of each severity, none included."""
    numbers = Counter(one.severity for one in found)
    return {severity: numbers[severity] for severity in Severity}
