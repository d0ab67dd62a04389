"""The map of France with how each department or region has answered."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from consult.campaign.listing import place_of
from consult.campaign.monitoring import BEGUN, Standing, Status, folded
from consult.campaign.places import DEPARTMENTS, REGION_OF, REGIONS


class Shade(StrEnum):
    """What is drawn of a place: the furthest that one of its agencies has come."""

    NONE = "none"
    INVITED = "invited"
    DRAFT = "draft"
    SENT = "sent"


@dataclass(frozen=True, slots=True)
class Place:
    """A department or a region with its agencies."""

    code: str
    name: str
    agencies: int
    begun: int
    sent: int
    shapes: tuple[str, ...]

    @property
    def shade(self) -> Shade:
        """The furthest step made there."""
        if not self.agencies:
            return Shade.NONE
        if self.sent:
            return Shade.SENT
        return Shade.DRAFT if self.begun else Shade.INVITED


@dataclass(frozen=True, slots=True)
class Atlas:
    """Every place to be drawn, and the agencies of which nobody knows where they are."""

    places: Sequence[Place]
    elsewhere: Sequence[Standing]

    @property
    def told(self) -> list[Place]:
        """Places with agencies, in alphabetical order."""
        return sorted(
            (one for one in self.places if one.agencies), key=lambda one: folded(one.name)
        )


def atlas(standings: Iterable[Standing], *, by_region: bool) -> Atlas:
    """Agencies by region, or by department.

    An agency of a whole region is in none of its departments: it is told apart.
    """
    held: dict[str, list[Standing]] = {}
    elsewhere: list[Standing] = []
    for one in standings:
        code = place_of(one)
        if by_region and code and not code.startswith("R"):
            code = f"R{REGION_OF[code]}"
        if not code or (not by_region and code.startswith("R")):
            elsewhere.append(one)
        else:
            held.setdefault(code, []).append(one)
    every = (
        _regions() if by_region else {code: (name, (code,)) for code, name in DEPARTMENTS.items()}
    )
    places = [
        _place(code, name, held.get(code, []), shapes) for code, (name, shapes) in every.items()
    ]
    return Atlas(places, sorted(elsewhere, key=lambda one: folded(one.acronym)))


def _regions() -> dict[str, tuple[str, tuple[str, ...]]]:
    return {
        f"R{code}": (name, tuple(one.split(" ", 1)[0] for one in departments.split("|")))
        for code, (name, departments) in REGIONS.items()
    }


def _place(code: str, name: str, agencies: Sequence[Standing], shapes: tuple[str, ...]) -> Place:
    statuses = [one.status for one in agencies]
    return Place(
        code=code,
        name=name,
        agencies=len(agencies),
        begun=sum(status in BEGUN or status is Status.WITHDRAWN for status in statuses),
        sent=sum(one.has_sent for one in agencies),
        shapes=shapes,
    )
