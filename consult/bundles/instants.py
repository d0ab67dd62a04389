"""Hours as a bundle writes them: on the clock of the call unless they carry an offset."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from consult.calls.written.cursor import Cursor

WRITTEN = re.compile(
    r"(19|20|21)\d\d-\d\d-\d\d[T ]\d\d:\d\d(:\d\d(\.\d{1,6})?)?(Z|[+-]\d\d:?\d\d)?", re.ASCII
)


PLACELESS = frozenset({"Factory", "localtime", "posixrules"})
"""What the data of zones hold beside zones: what they mean depends on the machine."""


def zone_named(name: str) -> ZoneInfo | None:
    """The time zone of that name, if there is one."""
    try:
        return None if name in PLACELESS else ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        return None


def instant(cursor: Cursor, zone: ZoneInfo) -> datetime | None:
    """The instant written here. An hour the clocks skipped is a problem, a doubled one a notice."""
    text = cursor.text().strip()
    if not text:
        return None
    try:
        said = datetime.fromisoformat(text) if WRITTEN.fullmatch(text) else None
    except ValueError:
        said = None
    if said is None:
        cursor.problem("not_an_instant", value=text[:80])
        return None
    if said.tzinfo is not None:
        return said.astimezone(UTC)
    if not exists(said, zone):
        cursor.problem("no_such_hour", value=text, zone=zone.key)
        return None
    if happens_twice(said, zone):
        cursor.notice("hour_twice", value=text, zone=zone.key)
    return said.replace(tzinfo=zone, fold=0).astimezone(UTC)


def written(at: datetime, zone: ZoneInfo) -> str:
    """The shortest text that `instant` reads back: local, with an offset only when needed."""
    local = at.astimezone(zone)
    naive = local.replace(tzinfo=None, fold=0)
    ambiguous = happens_twice(naive, zone)
    precise = naive.second or naive.microsecond
    if ambiguous and not _whole_minutes(local):
        return at.astimezone(UTC).isoformat()
    return (local if ambiguous else naive).isoformat(timespec="auto" if precise else "minutes")


def exists(naive: datetime, zone: ZoneInfo) -> bool:
    """Whether clocks ever showed that hour."""
    return naive.replace(tzinfo=zone).astimezone(UTC).astimezone(zone).replace(
        tzinfo=None
    ) == naive.replace(fold=0)


def happens_twice(naive: datetime, zone: ZoneInfo) -> bool:
    """Whether clocks showed that hour once before going back and once after."""
    first, second = (naive.replace(tzinfo=zone, fold=fold).utcoffset() for fold in (0, 1))
    return first != second and exists(naive, zone)


def _whole_minutes(local: datetime) -> bool:
    offset = local.utcoffset()
    return offset is not None and offset.total_seconds() % 60 == 0
