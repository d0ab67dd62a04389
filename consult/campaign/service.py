"""Writing to the agencies of a call; the same letter twice is one letter."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from itertools import islice
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from consult import post
from consult.accounts import service as accounts
from consult.calls.models import Call
from consult.calls.moments import day_of
from consult.calls.rules import Phase
from consult.campaign import letters
from consult.campaign.monitoring import Standing, to_invite, to_remind
from consult.errors import CallNotOpen
from consult.post import Letter

# Letters are committed by so many, so that agencies never wait long for the pen to be free.
BATCH = 40
NO_TIME = timedelta()


def invitations(call: Call, standings: Sequence[Standing], *, at: datetime) -> list[Letter]:
    """The letters to those who were never invited; raises `CallNotOpen` unless the call is open."""
    ensure_time_for("invite", call, at=at)
    return [letters.invitation(call, one) for one in to_invite(standings)]


def reminders(call: Call, standings: Sequence[Standing], *, at: datetime) -> list[Letter]:
    """The letters to exactly those who have sent nothing and still can, once a day at most."""
    today = day_of(at, call.timezone)
    due = to_remind(standings, at=at, today=today)
    if not due:
        ensure_time_for("remind", call, at=at)
    return [letters.reminder(call, one, today=today) for one in due]


def extensions(call: Call, standings: Sequence[Standing]) -> list[Letter]:
    """The letters that tell a new deadline to everybody who can be reached."""
    return [letters.extension(call, one) for one in standings if one.email]


def thanks(call: Call, standings: Sequence[Standing], *, at: datetime) -> list[Letter]:
    """The letters to those whose contribution is there; raises `CallNotOpen` before the end."""
    ensure_time_for("thanks", call, at=at)
    return [letters.thanks(call, one) for one in standings if one.has_sent and one.email]


def batches(planned: Iterable[Letter]) -> Iterator[list[Letter]]:
    """The letters by `BATCH`, to be committed one batch after the other."""
    left = iter(planned)
    while batch := list(islice(left, BATCH)):
        yield batch


def send(
    session: Session,
    *,
    planned: Iterable[Letter],
    at: datetime,
    delay: timedelta = NO_TIME,
) -> int:
    """Put letters into the outbox; how many were new. They wait while their call holds them.

    With a `delay` they can still be stopped meanwhile.
    """
    found = list(planned)
    about = {one.call_id for one in found if one.call_id is not None}
    held = set(
        session.scalars(
            select(Call.id).where(Call.id.in_(about), Call.letters_held_at.is_not(None))
        )
    )
    leave_at = at + delay
    kept = [one for one in found if one.call_id in held]
    free = [one for one in found if one.call_id not in held]
    return len(post.enqueue_all(session, kept, at=at, leave_at=leave_at, held=True)) + len(
        post.enqueue_all(session, free, at=at, leave_at=leave_at)
    )


def recorded(
    session: Session, *, call: Call, kind: str, letters_sent: int, actor: str, at: datetime
) -> None:
    """Leave in the audit trail who wrote to how many agencies."""
    details: dict[str, Any] = {"letters": letters_sent}
    accounts.record(
        session,
        actor=actor,
        action=f"campaign.{kind}",
        subject=f"call:{call.slug}",
        details=details,
        at=at,
    )


def ensure_time_for(kind: str, call: Call, *, at: datetime) -> None:
    """Thanks come after the end, other letters before it. Raises `CallNotOpen`."""
    phase = call.window.phase(at)
    if phase is not (Phase.CLOSED if kind == "thanks" else Phase.OPEN):
        raise CallNotOpen(phase.value)
