"""Whether a note may become final: nobody is still reading, and no refused word is in it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from consult.calls.models import Call
from consult.errors import Invalid
from consult.synthesis.read_back import still_printed
from consult.synthesis.rounds import last_of_each, rounds, said
from consult.synthesis.snapshot import Audience, Snapshot, State

FINAL = (State.APPROVED, State.HANDED_OVER)


class NotReadBack(Invalid):
    """A note may not be approved: agencies still read, or it prints what one refused."""

    def __init__(self, waiting: Sequence[str], printed: Sequence[str]) -> None:
        super().__init__()
        self.waiting = tuple(waiting)
        self.printed = tuple(printed)


def ensure_agreed(session: Session, *, call: Call, snapshot: Snapshot, at: datetime) -> None:
    """Raise `NotReadBack` where a note that is final would not wait for who reads it again."""
    if snapshot.state not in FINAL or snapshot.audience is Audience.STAFF:
        return
    found = rounds(session, call)
    waiting = [agency for agency, one in last_of_each(found).items() if one.waits(at)]
    printed = still_printed(snapshot, said(found))
    if waiting or printed:
        raise NotReadBack(waiting, printed)
