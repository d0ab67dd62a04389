"""Whether a note may be final: nobody is still reading, and no refused word is in it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from consult.calls.models import Call
from consult.errors import Invalid
from consult.synthesis.reading_again.read_back import still_printed
from consult.synthesis.reading_again.rounds import last_of_each, rounds, said
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
    if snapshot.state not in FINAL:
        return
    waiting, printed = disagreeing(session, call=call, snapshot=snapshot, at=at)
    if waiting or printed:
        raise NotReadBack(waiting, printed)


def disagreeing(
    session: Session, *, call: Call, snapshot: Snapshot, at: datetime
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The agencies that still read, and those some of whose refused words are printed.

    The staff's own version never waits.
    """
    if snapshot.audience is Audience.STAFF:
        return (), ()
    found = rounds(session, call)
    waiting = tuple(agency for agency, one in last_of_each(found).items() if one.waits(at))
    return waiting, still_printed(snapshot, said(found))
