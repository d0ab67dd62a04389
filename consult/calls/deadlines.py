"""The life of a deadline: later for all or for one, now, and open again. Each leaves its trace."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from consult.accounts import service as accounts
from consult.calls.models import Call, DeadlineChange, Invitation
from consult.calls.rules import Move, Phase
from consult.errors import Invalid


def extend(
    session: Session, *, call: Call, until: datetime, actor: str, at: datetime, reason: str = ""
) -> None:
    """Give everybody longer; raises `Invalid` unless that is later than now and than before.

    A call that is closed is not extended, it is reopened: `Invalid("closed")`.
    """
    session.refresh(call, with_for_update=True)
    if call.window.phase(at) is Phase.CLOSED:
        raise Invalid("closed")
    if call.launched_at is None or until <= at or until <= call.closes_at:
        raise Invalid("until")
    _move(session, call, Move.EXTENDED, until, actor, at, reason)


def close(session: Session, *, call: Call, actor: str, at: datetime, reason: str = "") -> None:
    """Bring the deadline forward to this instant; raises `Invalid` unless the call is open.

    The row is locked, so that a contribution being sent is either before or after. The grace
    runs from this instant like from any deadline: whoever had pressed the button is heard.
    """
    session.refresh(call, with_for_update=True)
    if call.window.phase(at) is not Phase.OPEN or call.opens_at == at:
        raise Invalid("not_open")
    _move(session, call, Move.CLOSED, at, actor, at, reason)


def reopen(
    session: Session, *, call: Call, until: datetime, reason: str, actor: str, at: datetime
) -> None:
    """Open a closed call again, for a reason that stays; raises `Invalid` naming what is wrong."""
    session.refresh(call, with_for_update=True)
    if call.window.phase(at) is not Phase.CLOSED:
        raise Invalid("not_closed")
    if until <= at:
        raise Invalid("until")
    if not reason.strip():
        raise Invalid("reason")
    _move(session, call, Move.REOPENED, until, actor, at, reason)


def extend_one(
    session: Session,
    *,
    invitation: Invitation,
    until: datetime,
    actor: str,
    at: datetime,
    reason: str = "",
) -> None:
    """Give one agency longer; only it can write after the deadline of the others."""
    call = invitation.call
    session.refresh(call, with_for_update=True)
    if until <= at or until <= call.closes_at or call.launched_at is None:
        raise Invalid("until")
    before, invitation.extended_until = invitation.window.closes_at, until
    invitation.deadline_moves += 1
    _remember(session, call, Move.EXTENDED_ONE, (before, until), actor, at, reason, invitation)


def history(session: Session, call: Call) -> Sequence[DeadlineChange]:
    """Every move of the deadline, the latest first; one statement."""
    found = (
        select(DeadlineChange)
        .where(DeadlineChange.call_id == call.id)
        .options(joinedload(DeadlineChange.invitation))
    )
    return session.scalars(found.order_by(DeadlineChange.id.desc())).all()


def _move(
    session: Session,
    call: Call,
    kind: Move,
    until: datetime,
    actor: str,
    at: datetime,
    reason: str,
) -> None:
    before, call.closes_at = call.closes_at, until
    call.deadline_moves += 1
    _remember(session, call, kind, (before, until), actor, at, reason, None)


def _remember(
    session: Session,
    call: Call,
    kind: Move,
    moved: tuple[datetime, datetime],
    actor: str,
    at: datetime,
    reason: str,
    invitation: Invitation | None,
) -> None:
    before, after = moved
    session.add(
        DeadlineChange(
            call_id=call.id,
            invitation_id=invitation.id if invitation else None,
            kind=kind,
            before=before,
            after=after,
            by=actor,
            reason=reason.strip(),
            at=at,
        )
    )
    details = {"before": before.isoformat(), "until": after.isoformat()}
    if invitation is not None:
        details["agency"] = invitation.acronym
    if reason.strip():
        details["reason"] = reason.strip()
    accounts.record(
        session,
        actor=actor,
        action=ACTIONS[kind],
        subject=f"call:{call.slug}",
        details=details,
        at=at,
    )
    session.flush()


ACTIONS = {
    Move.EXTENDED: "call.extend",
    Move.EXTENDED_ONE: "call.extend_one",
    Move.CLOSED: "call.close",
    Move.REOPENED: "call.reopen",
}
"""What the audit trail calls each move."""
