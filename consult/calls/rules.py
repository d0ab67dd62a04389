"""When a call takes answers. Instants only; words about them are in `web.dates`."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from consult.errors import CallNotOpen


class Phase(StrEnum):
    """Where a call stands at an instant."""

    DRAFT = "draft"
    UPCOMING = "upcoming"
    OPEN = "open"
    CLOSED = "closed"


class Move(StrEnum):
    """What happened to a deadline."""

    EXTENDED = "extended"
    EXTENDED_ONE = "extended_one"
    CLOSED = "closed"
    REOPENED = "reopened"


@dataclass(frozen=True, slots=True)
class Window:
    """Half-open: the opening instant is in; the end of the grace itself is too late.

    `launched` says that staff opened the call; before that nobody answers, whatever the dates.
    The grace is never announced: it covers slow lines, so that `closes_at` stays the deadline
    in every sentence and a request which arrived within the grace is still taken.
    """

    opens_at: datetime
    closes_at: datetime
    grace: timedelta = timedelta(seconds=120)
    launched: bool = True

    def phase(self, at: datetime) -> Phase:
        """The phase that people are told: the deadline is the deadline."""
        if not self.launched:
            return Phase.DRAFT
        if at < self.opens_at:
            return Phase.UPCOMING
        return Phase.OPEN if at < self.closes_at else Phase.CLOSED

    @property
    def ends_at(self) -> datetime:
        """The end of the grace: the first instant that is too late."""
        return self.closes_at + self.grace

    def accepts(self, at: datetime) -> bool:
        """Whether a request that arrived at `at` may still write."""
        return self.launched and self.opens_at <= at < self.ends_at

    def ensure_accepts(self, at: datetime) -> None:
        """Raise `CallNotOpen` unless a request that arrived at `at` may write."""
        if not self.accepts(at):
            raise CallNotOpen(f"{self.phase(at)} at {at.isoformat()}")

    def extended(self, until: datetime | None) -> Window:
        """The window of one agency that was given longer."""
        if until is None or until <= self.closes_at:
            return self
        return Window(self.opens_at, until, self.grace, self.launched)
