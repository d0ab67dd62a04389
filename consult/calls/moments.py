"""From a date and a time on a wall clock to an instant, and when there is none or two."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

# Calls are dated within living memory, so that no zone conversion can overflow.
FIRST_YEAR, LAST_YEAR = 1990, 2200


class Doubt(StrEnum):
    """Why a wall-clock time is not one instant; the sentences are in `calls.forms`."""

    SKIPPED = "skipped"
    TWICE = "twice"
    OUT_OF_RANGE = "out_of_range"


@dataclass(frozen=True, slots=True)
class NotAnInstant(Exception):
    """The clock never shows that time on that day, or shows it twice."""

    doubt: Doubt


def instant(day: date, clock_time: time, zone: str) -> datetime:
    """The one instant at which clocks of `zone` show that date and time.

    Raises `NotAnInstant` for a time skipped in spring or shown twice in autumn.
    """
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise NotAnInstant(Doubt.OUT_OF_RANGE)
    local = datetime.combine(day, clock_time.replace(tzinfo=None), ZoneInfo(zone))
    earlier, later = (local.replace(fold=fold).astimezone(UTC) for fold in (0, 1))
    if earlier == later:
        return earlier
    # Where clocks go back the two readings are in order; where they go forward they cross.
    raise NotAnInstant(Doubt.TWICE if earlier < later else Doubt.SKIPPED)


def parsed(text: str, zone: str) -> datetime:
    """The instant of `2026-10-26T18:00`, in `zone` unless the text carries an offset.

    Raises `ValueError` for a text that is no date and time, and `NotAnInstant`.
    """
    read = datetime.fromisoformat(text.strip())
    if not FIRST_YEAR <= read.year <= LAST_YEAR:
        raise NotAnInstant(Doubt.OUT_OF_RANGE)
    if read.tzinfo is not None:
        return read.astimezone(UTC)
    return instant(read.date(), read.time(), zone)


def day_of(at: datetime, zone: str) -> date:
    """The date that people in `zone` write at that instant."""
    return at.astimezone(ZoneInfo(zone)).date()


def end_after(at: datetime, zone: str, *, days: int, hour: int = 18) -> datetime:
    """`hour` o'clock, `days` days later, where clocks of `zone` show it once."""
    day = day_of(at, zone) + timedelta(days=days)
    return instant(day, time(hour), zone)
