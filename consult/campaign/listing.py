"""The list of agencies with where they stand: narrowed, sorted, and as CSV."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from consult.campaign.monitoring import Standing, Status, folded

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
FORMULA = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True, slots=True)
class View:
    """What narrows and orders the list; what is empty narrows nothing."""

    status: str = ""
    level: str = ""
    region: str = ""
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
            search=given.get("search", "")[:100],
            sort=sort if sort in ORDERS else "acronym",
        )


def _last_first(one: Standing) -> tuple[bool, float, str]:
    moment = one.sent_at or one.saved_at
    return (moment is None, -moment.timestamp() if moment else 0.0, folded(one.acronym))


ORDERS: Mapping[str, Callable[[Standing], tuple[object, ...]]] = {
    "acronym": lambda one: (folded(one.acronym),),
    "region": lambda one: (not one.region, folded(one.region), folded(one.acronym)),
    "status": lambda one: (list(Status).index(one.status), folded(one.acronym)),
    "moment": _last_first,
}


def narrowed(standings: Iterable[Standing], view: View) -> list[Standing]:
    """The agencies that the view keeps, in its order."""
    words = folded(view.search).split()
    kept = [
        one
        for one in standings
        if (not view.status or one.status.value == view.status)
        and (not view.level or one.level == view.level)
        and (not view.region or one.region == view.region)
        and all(word in folded(f"{one.acronym} {one.name} {one.department}") for word in words)
    ]
    return sorted(kept, key=ORDERS[view.sort])


def safe(text: str) -> str:
    """A cell that no spreadsheet takes for a formula, without control characters."""
    clean = "".join(char for char in text if char >= " " or char == "\t").strip()
    return f"'{clean}" if clean.startswith(FORMULA) else clean


def as_csv(standings: Sequence[Standing], zone: str) -> str:
    """The list for a spreadsheet: marked UTF-8, semicolons, times of the call's zone."""
    out = io.StringIO(newline="")
    out.write("\ufeff")
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for one in standings:
        sent = one.sent_at.astimezone(ZoneInfo(zone)).isoformat() if one.sent_at else ""
        cells = (one.acronym, one.name, one.level, one.region, one.department, one.email)
        last = (
            *(one.status.value, str(one.progress), sent, one.channel, str(one.version or "")),
            *(one.joins, ": ".join(filter(None, (one.grounds, one.reason)))),
        )
        writer.writerow([safe(cell) for cell in (*cells, *last)])
    return out.getvalue()
