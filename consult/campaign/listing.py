"""The list of agencies with where they stand: narrowed, sorted, and as a spreadsheet."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from zoneinfo import ZoneInfo

from consult.campaign.monitoring import BEGUN, DECLARED, HAS_SENT, Standing, Status, folded
from consult.campaign.places import ALONE, REGION_OF, department_of, region_of
from consult.web import sheets

COLUMNS = (
    "acronym",
    "name",
    "level",
    "region",
    "department",
    "email",
    "status",
    "progress_percent",
    "sent_at",
    "channel",
    "version",
    "joins",
    "reason",
)

GROUPS: Mapping[str, frozenset[Status]] = {
    "silent": frozenset(Status) - HAS_SENT - DECLARED,
    "begun": BEGUN,
    "received": HAS_SENT,
    "declared": DECLARED,
}
"""Steps that staff look for together; a filter names one of them or a single step."""


@dataclass(frozen=True, slots=True)
class View:
    """What narrows and orders the list; what is empty narrows nothing.

    `place` is the number of a department, or that of a region after an « R ».
    """

    status: str = ""
    level: str = ""
    region: str = ""
    place: str = ""
    search: str = ""
    sort: str = "acronym"

    @classmethod
    def read(cls, given: Mapping[str, str]) -> View:
        """The choice in an address; an order that does not exist is the first one."""
        sort = given.get("sort", "")
        return cls(
            status=given.get("status", ""),
            level=given.get("level", ""),
            region=given.get("region", ""),
            place=given.get("place", ""),
            search=given.get("search", "")[:100],
            sort=sort if sort in ORDERS else "acronym",
        )

    @property
    def address(self) -> dict[str, str]:
        """The same as it stands in an address, without what says nothing."""
        said = {field.name: getattr(self, field.name) for field in fields(self)}
        plain = {"sort": "acronym"}
        return {name: value for name, value in said.items() if value and value != plain.get(name)}

    def but(self, **changes: str) -> dict[str, str]:
        """The address of the same list with something else chosen."""
        return replace(self, **changes).address

    @property
    def narrows(self) -> bool:
        """Whether anything but the order was chosen."""
        return bool(self.address.keys() - {"sort"})


_RANK = {status: rank for rank, status in enumerate(Status)}


def _last_first(one: Standing) -> tuple[bool, float, str]:
    moment = one.last_move
    return (moment is None, -moment.timestamp() if moment else 0.0, folded(one.acronym))


ORDERS: Mapping[str, Callable[[Standing], tuple[object, ...]]] = {
    "acronym": lambda one: (folded(one.acronym),),
    "region": lambda one: (not one.region, folded(one.region), folded(one.acronym)),
    "level": lambda one: (not one.level, folded(one.level), folded(one.acronym)),
    "status": lambda one: (_RANK[one.status], folded(one.acronym)),
    "moment": _last_first,
}


def place_of(one: Standing) -> str:
    """The department an agency is in, or its region after an « R »; nothing if neither is known.

    A region of one department is that department.
    """
    if code := department_of(one.department):
        return code
    region = region_of(one.region) or region_of(one.department)
    return ALONE.get(region or "", f"R{region}" if region else "")


def is_in(one: Standing, place: str) -> bool:
    """Whether an agency is in that department, or in that region with all its departments."""
    found = place_of(one)
    return found == place or (place.startswith("R") and place[1:] == REGION_OF.get(found))


def narrowed(standings: Iterable[Standing], view: View) -> list[Standing]:
    """The agencies that the view keeps, in its order."""
    return sorted(kept(standings, view), key=ORDERS[view.sort])


def kept(standings: Iterable[Standing], view: View) -> Iterator[Standing]:
    """The agencies that the view keeps, in the order they came."""
    words = folded(view.search).split()
    steps = GROUPS.get(view.status)
    for one in standings:
        if (
            (not view.status or (one.status in steps if steps else one.status == view.status))
            and (not view.level or one.level == view.level)
            and (not view.region or one.region == view.region)
            and (not view.place or is_in(one, view.place))
            and (not words or all(word in _searched(one) for word in words))
        ):
            yield one


def _searched(one: Standing) -> str:
    return folded(f"{one.acronym} {one.name} {one.department} {one.email}")


def as_csv(standings: Sequence[Standing], zone: str) -> str:
    """The list for a spreadsheet: times of the call's zone."""
    return sheets.as_csv(COLUMNS, _rows(standings, zone))


def as_xlsx(standings: Sequence[Standing], zone: str, name: str) -> bytes:
    """The same as a workbook in which every cell is only text."""
    return sheets.as_xlsx(name, COLUMNS, _rows(standings, zone))


def _rows(standings: Iterable[Standing], zone: str) -> Iterator[Sequence[str]]:
    for one in standings:
        sent = one.sent_at.astimezone(ZoneInfo(zone)).isoformat() if one.sent_at else ""
        yield (
            *(one.acronym, one.name, one.level, one.region, one.department, one.email),
            *(one.status.value, str(one.progress), sent, one.channel, str(one.version or "")),
            *(one.joins, ": ".join(filter(None, (one.grounds, one.reason)))),
        )
