"""On which day, and at which instant, silent agencies are reminded. Wall clocks, no database."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from consult.calls.moments import day_of

MORNING = time(9)
EARLY = time(8)
USUAL = ((7, MORNING), (2, MORNING), (0, EARLY))
"""How many days before the deadline, and at what time there: what a call begins with."""


class Outcome(StrEnum):
    """How a reminder ended: its letters were written, its day went by, or staff wanted none."""

    SENT = "sent"
    MISSED = "missed"
    DROPPED = "dropped"


class Turn(StrEnum):
    """What is to be done with a reminder at an instant."""

    WAIT = "wait"
    SEND = "send"
    MISS = "miss"


@dataclass(frozen=True, slots=True)
class Slot:
    """A day and an hour on a wall clock, `days_before` a deadline where it follows one."""

    day: date
    hour: time
    days_before: int | None = None


def instant_of(day: date, hour: time, zone: str) -> datetime:
    """When clocks of `zone` first show that time on that day.

    Where they skip it in spring, it is the instant at which they jump over it; where they show
    it twice in autumn, it is the first of the two.
    """
    wall = datetime.combine(day, hour.replace(tzinfo=None))
    before, after = (wall.replace(tzinfo=ZoneInfo(zone), fold=fold) for fold in (0, 1))
    first, second = before.astimezone(UTC), after.astimezone(UTC)
    if first <= second:
        return first
    # Skipped: the two readings cross, and what lies between them is the jump itself.
    return _jump(second, first, ZoneInfo(zone))


def _jump(low: datetime, high: datetime, zone: ZoneInfo) -> datetime:
    """The first instant after which the offset is the new one, to the second."""
    new = high.astimezone(zone).utcoffset()
    while high - low > timedelta(seconds=1):
        middle = low + (high - low) // 2
        if middle.astimezone(zone).utcoffset() == new:
            high = middle
        else:
            low = middle
    return high.replace(microsecond=0)


def slots(
    closes_at: datetime, zone: str, *, at: datetime, wanted: Iterable[tuple[int, time]] = USUAL
) -> Iterator[Slot]:
    """The reminders before a deadline that are still to come, one a day at most."""
    last = day_of(closes_at, zone)
    taken: set[date] = set()
    for days_before, hour in wanted:
        day = last - timedelta(days=days_before)
        if day not in taken and at < instant_of(day, hour, zone) < closes_at:
            taken.add(day)
            yield Slot(day, hour, days_before)


def turn(slot: Slot, closes_at: datetime, zone: str, *, at: datetime) -> Turn:
    """Whether to send now: from its instant to the end of its day, and before the deadline.

    A reminder that nobody could send on its day is not sent on another: the next one is near,
    and agencies would receive several at once.
    """
    if at < instant_of(slot.day, slot.hour, zone):
        return Turn.WAIT
    on_time = day_of(at, zone) == slot.day and at < closes_at
    return Turn.SEND if on_time else Turn.MISS
