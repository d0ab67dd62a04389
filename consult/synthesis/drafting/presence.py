"""Who has a desk open now, as the pages tell that ask for news: kept in memory, never stored.

Each process knows who asked it. A page asks every few seconds and is answered by any of them, so
that within `AWAY` each has heard of everybody.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from threading import Lock
from typing import NamedTuple

AWAY = timedelta(seconds=45)
"""Whoever did not ask for so long has gone, or looks elsewhere."""


class Here(NamedTuple):
    """Somebody at a desk: their name, the block they were in, and when they were heard of."""

    name: str
    block: str
    at: datetime


class Present:
    """Those at every desk."""

    def __init__(self) -> None:
        self._here: dict[tuple[int, int], Here] = {}
        self._writing = Lock()

    def heard(self, call: int, user: int, *, name: str, block: str, at: datetime) -> None:
        """Somebody looks at the desk of a call at that instant."""
        with self._writing:
            self._here = {key: one for key, one in self._here.items() if at - one.at < AWAY} | {
                (call, user): Here(name, block, at)
            }

    def others(self, call: int, user: int, at: datetime) -> tuple[Here, ...]:
        """Who else is at the desk of a call, by name."""
        there = (
            one
            for (where, who), one in dict(self._here).items()
            if where == call and who != user and at - one.at < AWAY
        )
        return tuple(sorted(there, key=lambda one: (one.name.casefold(), one.name)))
