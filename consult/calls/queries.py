"""Reading calls and their audience."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import Session, joinedload, selectinload

from consult.calls.models import Call, Invitation, Question, Section
from consult.directory.models import Agency
from consult.directory.rules import key_of
from consult.errors import NotFound


def call_by_slug(session: Session, slug: str) -> Call:
    """The call of that name, one statement; raises `NotFound`."""
    call = session.scalar(select(Call).where(Call.slug == slug))
    if call is None:
        raise NotFound(f"call {slug}")
    return call


def call_with_questions(session: Session, slug: str) -> Call:
    """The call with its questionnaire, three statements; raises `NotFound`."""
    whole = selectinload(Call.sections).selectinload(Section.questions)
    call = session.scalar(select(Call).where(Call.slug == slug).options(whole))
    if call is None:
        raise NotFound(f"call {slug}")
    return call


def calls(session: Session) -> Sequence[Call]:
    """Every call, the one that closes last first."""
    return session.scalars(select(Call).order_by(Call.closes_at.desc(), Call.id.desc())).all()


def invited(session: Session, call: Call) -> int:
    """How many agencies are asked."""
    asked = select(func.count()).select_from(Invitation).where(Invitation.call_id == call.id)
    return session.scalar(asked) or 0


def invitations(session: Session, call: Call) -> Sequence[Invitation]:
    """The audience in the order invited, one statement."""
    asked = select(Invitation).where(Invitation.call_id == call.id)
    return session.scalars(asked.order_by(Invitation.position, Invitation.id)).all()


def invitation(session: Session, call: Call, public_id: str) -> Invitation:
    """One agency of the audience; raises `NotFound`, also for an agency of another call."""
    found = session.scalar(
        select(Invitation).where(Invitation.call_id == call.id, Invitation.public_id == public_id)
    )
    if found is None:
        raise NotFound(f"invitation {public_id}")
    return found


def invitation_of(session: Session, call: Call, acronym: str) -> Invitation:
    """The invitation of the agency with that acronym, compared as the directory does."""
    found = session.scalar(
        select(Invitation)
        .join(Invitation.agency)
        .where(Invitation.call_id == call.id, Agency.key == key_of(acronym))
    )
    if found is None:
        raise NotFound(f"agency {acronym}")
    return found


def question(session: Session, call: Call, key: str) -> Question:
    """One question of a call with its section; raises `NotFound`."""
    found = session.scalar(
        select(Question)
        .where(Question.call_id == call.id, Question.key == key)
        .options(joinedload(Question.section))
    )
    if found is None:
        raise NotFound(f"question {key}")
    return found


def slugs_like(session: Session, stem: str) -> set[str]:
    """Names already taken that begin with `stem`; stems hold only a-z, 0-9 and hyphens."""
    return set(session.scalars(select(Call.slug).where(Call.slug.like(f"{stem}%"))))
