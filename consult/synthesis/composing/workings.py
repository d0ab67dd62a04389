"""What every note of one material is worked out from, once for all of them."""

from __future__ import annotations

from functools import cached_property

from consult.analysis.figures.rules import Figure, Resolver
from consult.analysis.figures.tally import Figures
from consult.analysis.figures.tally import figures as tally
from consult.analysis.material import Material
from consult.synthesis.composing.disclosure import Disclosure
from consult.synthesis.reading_again.clearance import Clearance
from consult.synthesis.snapshot import Audience

MOST_RULES = 5_000
"""So many figures are kept; staff may try as many rules as they like."""

MOST_READERS = 6
"""So many disclosures: each audience, before and after an agency has read its words again."""


class Workings:
    """Counts and disclosures of one material: the same for each desk that asks."""

    def __init__(self, material: Material) -> None:
        self._material = material
        self._resolver = Resolver(material)
        self._figures: dict[str, Figure] = {}
        self._disclosures: dict[tuple[Audience, Clearance], Disclosure] = {}

    def resolve(self, rule: str) -> Figure:
        """What a rule counts. Raises `RuleError`."""
        known = self._figures.get(rule)
        if known is None:
            known = self._resolver.resolve(rule)
            if len(self._figures) >= MOST_RULES:
                self._figures.clear()
            self._figures[rule] = known
        return known

    @cached_property
    def tally(self) -> Figures:
        """Every figure of every question."""
        return tally(self._material)

    def disclosure(self, audience: Audience, clearance: Clearance) -> Disclosure:
        """What one audience may learn."""
        known = self._disclosures.get((audience, clearance))
        if known is None:
            known = Disclosure(self._material, audience, clearance)
            if len(self._disclosures) >= MOST_READERS:
                self._disclosures.clear()
            self._disclosures[audience, clearance] = known
        return known


def workings(material: Material) -> Workings:
    """Those of a material, kept with it."""
    if Workings not in material.worked_out:
        material.worked_out.setdefault(Workings, Workings(material))
    known: Workings = material.worked_out[Workings]
    return known
