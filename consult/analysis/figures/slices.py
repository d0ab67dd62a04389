"""Some of the agencies: those of a level or of a region, counted again as if they were all."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace

from consult.analysis.material import Material, Member
from consult.campaign.places import REGION_OF, REGIONS, department_of, region_of
from consult.charts.figures import Area, Territories


@dataclass(frozen=True, slots=True)
class Slice:
    """What the agencies shown have in common; nothing where all are shown."""

    level: str = ""
    region: str = ""

    def __bool__(self) -> bool:
        return bool(self.level or self.region)

    @classmethod
    def read(cls, given: Mapping[str, str], material: Material) -> Slice:
        """What an address asks for, as far as some agency is of that level and region."""
        level, region = given.get("level", ""), given.get("region", "")
        return cls(
            level if level in levels(material) else "",
            region if region in regions(material) else "",
        )

    @property
    def address(self) -> dict[str, str]:
        """What an address says to show the same again."""
        pairs = {"level": self.level, "region": self.region}
        return {name: value for name, value in pairs.items() if value}


def levels(material: Material) -> list[str]:
    """The levels of the agencies invited, in the order in which they come."""
    return [one for one in dict.fromkeys(member.level for member in material.agencies) if one]


def regions(material: Material) -> list[str]:
    """The regions of the agencies invited, in alphabetical order."""
    return sorted({member.region for member in material.agencies} - {""})


def narrowed(material: Material, chosen: Slice) -> Material:
    """The same call asked of those agencies alone."""
    if not chosen:
        return material
    kept = tuple(
        member
        for member in material.agencies
        if chosen.level in ("", member.level) and chosen.region in ("", member.region)
    )
    return replace(material, agencies=kept)


def by_level(material: Material) -> list[tuple[str, Material]]:
    """The call for each level that answered, as if it had been asked of that level alone."""
    parts = [(level, narrowed(material, Slice(level=level))) for level in levels(material)]
    return [
        (level, part)
        for level, part in parts
        if any(member.acronym in material.reply for member in part.agencies)
    ]


def territories(material: Material, title: str) -> Territories:
    """Every region with how many of its agencies were asked and how many answered."""
    asked, answered = Counter[str](), Counter[str]()
    for member in material.agencies:
        if code := _region(member):
            asked[code] += 1
            answered[code] += member.acronym in material.reply
    areas = (
        Area(name, tuple(one.split(" ", 1)[0] for one in held.split("|")), asked[c], answered[c])
        for c, (name, held) in REGIONS.items()
    )
    return Territories(title, tuple(areas))


def _region(member: Member) -> str | None:
    known = department_of(member.department)
    return REGION_OF[known] if known else region_of(member.region) or region_of(member.department)
