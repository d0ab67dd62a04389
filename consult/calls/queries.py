"""Reading calls and their audience."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import Session, joinedload, selectinload

from config import LOCALES
from consult.calls.building.side_by_side import groups, progress
from consult.calls.models import Call, Invitation, Question, Section
from consult.calls.readiness import Prepared
from consult.directory.models import Agency
from consult.directory.rules import key_of
from consult.errors import NotFound

REAL = Call.rehearsal_of_id.is_(None)
"""What keeps rehearsals out of every list."""


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
    """Every call but rehearsals, the one that closes last first."""
    real = select(Call).where(REAL)
    return session.scalars(real.order_by(Call.closes_at.desc(), Call.id.desc())).all()


def calls_with_questions(session: Session) -> Sequence[Call]:
    """The same with their questionnaires, three statements."""
    whole = selectinload(Call.sections).selectinload(Section.questions)
    real = select(Call).where(REAL).options(whole)
    return session.scalars(real.order_by(Call.closes_at.desc(), Call.id.desc())).all()


def last_begun(session: Session) -> Call | None:
    """The call that was prepared last; what it says of the federation still holds."""
    real = select(Call).where(REAL, Call.demonstration.is_(False))
    return session.scalars(real.order_by(Call.created_at.desc(), Call.id.desc()).limit(1)).first()


def agencies_asked(session: Session, call: Call) -> Sequence[Agency]:
    """Those of the audience that still are members, with their contacts; two statements."""
    mine = Invitation.call_id == call.id
    asked = select(Agency).join(Invitation).where(mine, Agency.archived_at.is_(None))
    ordered = asked.order_by(Invitation.position, Invitation.id)
    return session.scalars(ordered.options(selectinload(Agency.contacts))).all()


def is_rehearsal(session: Session, slug: str) -> bool:
    """Whether the call of that name is only a rehearsal of another."""
    found = select(Call.id).where(Call.slug == slug, Call.rehearsal_of_id.is_not(None))
    return session.scalar(found) is not None


def rehearsed_by(session: Session, rehearsal: Call) -> Call:
    """The call that a rehearsal is of."""
    return session.get_one(Call, rehearsal.rehearsal_of_id)


def invited(session: Session, call: Call) -> int:
    """How many agencies are asked."""
    asked = select(func.count()).select_from(Invitation).where(Invitation.call_id == call.id)
    return session.scalar(asked) or 0


def prepared(session: Session, call: Call) -> Prepared:
    """The call as it stands before it opens; one statement more than its questionnaire."""
    invited = session.execute(
        select(Invitation.acronym, Invitation.email)
        .where(Invitation.call_id == call.id)
        .order_by(Invitation.position, Invitation.id)
    ).all()
    return Prepared(
        closes_at=call.closes_at,
        timezone=call.timezone,
        questionnaire=call.questionnaire,
        invited=len(invited),
        without_address=tuple(acronym for acronym, email in invited if not email),
        hearing_at=call.hearing_at,
        untranslated={one: _untranslated(call, one) for one in LOCALES if one != call.language},
        rehearsed=call.rehearsed_at is not None,
    )


def _untranslated(call: Call, language: str) -> int:
    """Texts not said yet in a language that was begun; a call of one language lacks none."""
    asked = call.questionnaire.asked
    said, texts = progress(groups(call.texts, call.translations, asked, language))
    return texts - said if said else 0


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
