"""Reading what agencies were asked to read again, and what they said."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session, contains_eager

from consult.calls.models import Call, Invitation
from consult.synthesis.models import ReadBack
from consult.synthesis.reading_again.clearance import Answered, Clearance, clearance


def rounds(session: Session, call: Call) -> Sequence[ReadBack]:
    """Every asking of a call with its agency, the oldest first; one statement."""
    asked = (
        select(ReadBack)
        .join(ReadBack.invitation)
        .where(ReadBack.call_id == call.id)
        .options(contains_eager(ReadBack.invitation))
        .order_by(ReadBack.id)
    )
    return session.scalars(asked).all()


def last_of_each(found: Iterable[ReadBack]) -> dict[str, ReadBack]:
    """The last asking of each agency, under its acronym."""
    return {one.invitation.acronym: one for one in found}


def said(found: Iterable[ReadBack]) -> Clearance:
    """What follows for the note from every answer."""
    answered = [one for one in found if one.answered_at is not None]
    answered.sort(key=lambda one: (one.answered_at or one.sent_at, one.id))
    return clearance(one.heard for one in answered)


def last_for(session: Session, invitation: Invitation) -> ReadBack | None:
    """What an agency is asked to read again, or was asked last."""
    asked = select(ReadBack).where(ReadBack.invitation_id == invitation.id)
    return session.scalar(asked.order_by(ReadBack.id.desc()).limit(1))


def awaited(session: Session, invitation: Invitation, at: datetime) -> datetime | None:
    """Until when an agency is awaited to read its words again, if it is; one statement."""
    last = last_for(session, invitation)
    return last.until if last is not None and last.waits(at) else None


def standings(session: Session, call: Call, *, at: datetime) -> list[Answered | None]:
    """How far each agency asked is, None where its time went by; one statement."""
    last = (
        select(func.max(ReadBack.id))
        .where(ReadBack.call_id == call.id)
        .group_by(ReadBack.invitation_id)
    )
    found = session.execute(select(ReadBack.state, ReadBack.until).where(ReadBack.id.in_(last)))
    return [None if state is Answered.WAITING and until <= at else state for state, until in found]


def last_objection(session: Session, call: Call) -> datetime | None:
    """When an agency last said no to something it read again."""
    asked = select(func.max(ReadBack.answered_at)).where(
        ReadBack.call_id == call.id,
        ReadBack.state.in_((Answered.PARTLY, Answered.OBJECTED)),
    )
    return session.scalar(asked)
