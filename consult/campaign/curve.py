"""How contributions came in, day by day."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta

from consult.charts.figures import Arrivals, Day, Letters
from consult.instants import local_day

LONGEST = 400
"""Days that a drawing shows: a call that stays open for years begins where it still moves."""


def curve(
    moments: Sequence[tuple[datetime, datetime | None]],
    letters: Iterable[tuple[str, datetime]],
    *,
    zone: str,
    opens_at: datetime,
    until: datetime,
    deadline: datetime | None = None,
    title: str = "",
    words: Mapping[str, object] | None = None,
) -> Arrivals:
    """Counts of every day from the opening to `until`, in the days of that zone.

    `moments` says of each contribution when it was begun and when it was first sent; what came
    outside the days is still counted, from the day on which it came. `words` name the kinds of
    letters; those that left on days not drawn are left out.
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
    drawn = days[-LONGEST:]
    batches = Counter((local_day(at, zone), kind) for kind, at in letters)
    left = (
        Letters(day, str((words or {}).get(kind, kind)), count)
        for (day, kind), count in sorted(batches.items())
        if drawn[0].day <= day <= drawn[-1].day
    )
    closes = local_day(deadline, zone) if deadline else None
    return Arrivals(title, tuple(drawn), tuple(left), closes)
