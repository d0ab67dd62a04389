"""Slowing down whoever asks too often, in the memory of one process: against a flood, no more."""

from __future__ import annotations

from collections import OrderedDict, deque
from datetime import datetime, timedelta

MOST_KNOWN = 4_096
"""How many visitors are remembered; the one not seen for longest is forgotten first."""


class Pace:
    """Lets each visitor ask `most` times within `span`."""

    def __init__(self, most: int, span: timedelta) -> None:
        self._most, self._span = most, span
        self._asked: OrderedDict[str, deque[datetime]] = OrderedDict()

    def allows(self, who: str, at: datetime) -> bool:
        """Whether `who` may ask once more; asking counts, a refusal does not."""
        asked = self._asked.setdefault(who, deque(maxlen=self._most))
        self._asked.move_to_end(who)
        while len(self._asked) > MOST_KNOWN:
            self._asked.popitem(last=False)
        if len(asked) == self._most and at - asked[0] < self._span:
            return False
        asked.append(at)
        return True
