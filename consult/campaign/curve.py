"""How contributions came in, day by day, and where that stands in a drawing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from consult.instants import local_day

LONGEST = 400
"""Days that a drawing shows: a call that stays open for years begins where it still moves."""


@dataclass(frozen=True, slots=True)
class Day:
    """How many had begun and how many had sent at the end of a day."""

    day: date
    begun: int
    sent: int


@dataclass(frozen=True, slots=True)
class Milestone:
    """Something that was done to hear more: letters of one kind on one day."""

    day: date
    kind: str
    letters: int


@dataclass(frozen=True, slots=True)
class Curve:
    """Days with their counts, and the letters between them."""

    days: Sequence[Day]
    milestones: Sequence[Milestone]

    @property
    def top(self) -> int:
        """The highest count, never zero: heights are shares of it."""
        return max(1, max((one.begun for one in self.days), default=0))

    @property
    def steps(self) -> list[Day]:
        """The days on which something changed, the first one included."""
        return [
            one
            for before, one in zip([None, *self.days], self.days, strict=False)
            if before is None or (one.begun, one.sent) != (before.begun, before.sent)
        ]

    def across(self, day: date) -> float:
        """Where a day stands, in hundredths of the width."""
        span = (self.days[-1].day - self.days[0].day).days
        return round(100 * (day - self.days[0].day).days / span, 2) if span else 50.0

    def line(self, of: str) -> str:
        """The points of `begun` or `sent`, in hundredths of the width and of the height."""
        return " ".join(
            f"{self.across(one.day)},{round(100 - 100 * getattr(one, of) / self.top, 2)}"
            for one in self.days
        )

    @property
    def shown(self) -> list[Milestone]:
        """Milestones that fall within the days drawn."""
        first, last = self.days[0].day, self.days[-1].day
        return [one for one in self.milestones if first <= one.day <= last]


def curve(
    moments: Sequence[tuple[datetime, datetime | None]],
    letters: Iterable[tuple[str, datetime]],
    *,
    zone: str,
    opens_at: datetime,
    until: datetime,
) -> Curve:
    """Counts of every day from the opening to `until`, in the days of that zone.

    `moments` says of each contribution when it was begun and when it was first sent; what came
    outside the days is still counted, from the day on which it came.
    """
    begun = Counter(local_day(start, zone) for start, _ in moments)
    sent = Counter(local_day(first, zone) for _, first in moments if first is not None)
    # What was typed for an agency may have been sent before the day on which it was begun here.
    known = [*begun, *sent]
    first = min([local_day(opens_at, zone), *known])
    last = max([local_day(until, zone), *known])
    days, started, arrived = [], 0, 0
    for offset in range((last - first).days + 1):
        day = first + timedelta(days=offset)
        started, arrived = started + begun[day], arrived + sent[day]
        days.append(Day(day, max(started, arrived), arrived))
    batches = Counter((local_day(at, zone), kind) for kind, at in letters)
    return Curve(
        days[-LONGEST:],
        [Milestone(day, kind, count) for (day, kind), count in sorted(batches.items())],
    )
