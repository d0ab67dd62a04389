"""Reading how a campaign goes, in as many statements for one agency as for a thousand."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, String, Subquery, cast, func, literal, or_, select
from sqlalchemy.orm import Session

from consult.calls.models import Call, Invitation, Question
from consult.campaign.monitoring import Standing, Tally
from consult.contributions.models import Answer, Contribution, Version
from consult.post import OutboxLetter

INVITATION = "invitation"
REMINDER = "reminder"
EXTENSION = "extension"
KINDS = (INVITATION, REMINDER, EXTENSION)


def standings(session: Session, call: Call) -> list[Standing]:
    """Every agency of the audience, in the order invited; three statements."""
    asked = session.scalar(
        select(func.count()).select_from(Question).where(Question.call_id == call.id)
    )
    invited, reminded = _letters(session, call)
    sent, answered = _last_versions(call), _answers(call)
    rows = session.execute(
        select(Invitation, Contribution.saved_at, answered.c.answers, Version)
        .outerjoin(Contribution, Contribution.invitation_id == Invitation.id)
        .outerjoin(answered, answered.c.contribution_id == Contribution.id)
        .outerjoin(sent, sent.c.contribution_id == Contribution.id)
        .outerjoin(
            Version,
            (Version.contribution_id == Contribution.id) & (Version.number == sent.c.number),
        )
        .where(Invitation.call_id == call.id)
        .order_by(Invitation.position, Invitation.id)
    )
    return [
        Standing(
            invitation_id=invitation.id,
            public_id=invitation.public_id,
            acronym=invitation.acronym,
            name=invitation.name,
            level=invitation.level,
            region=invitation.region,
            department=invitation.department,
            email=invitation.email,
            window=call.window.extended(invitation.extended_until),
            extended_until=invitation.extended_until,
            invited_at=invited.get(invitation.id),
            reminded_on=tuple(reminded.get(invitation.id, ())),
            saved_at=saved_at,
            answered=answers or 0,
            asked=asked or 0,
            sent_at=version.sent_at if version else None,
            version=version.number if version else 0,
            late=version.late if version else False,
            channel=version.channel if version else "",
        )
        for invitation, saved_at, answers, version in rows
    ]


def letter_key(kind: str, call_id: int, invitation_id: int, day: date | None = None) -> str:
    """What makes the same letter twice one letter."""
    return ":".join((kind, str(call_id), str(invitation_id), *((day.isoformat(),) if day else ())))


def _letters(session: Session, call: Call) -> tuple[dict[int, datetime], dict[int, list[date]]]:
    """When each agency was invited, and the days on which it was reminded."""
    rows = session.execute(
        select(OutboxLetter.key, OutboxLetter.planned_at).where(
            OutboxLetter.key.startswith(f"{INVITATION}:{call.id}:")
            | OutboxLetter.key.startswith(f"{REMINDER}:{call.id}:")
        )
    )
    invited: dict[int, datetime] = {}
    reminded: dict[int, list[date]] = {}
    for key, planned_at in rows:
        kind, _, subject, *day = key.split(":")
        if kind == INVITATION:
            invited[int(subject)] = planned_at
        else:
            reminded.setdefault(int(subject), []).append(date.fromisoformat(day[0]))
    return invited, reminded


def _last_versions(call: Call) -> Subquery:
    return (
        select(Version.contribution_id, func.max(Version.number).label("number"))
        .join(Version.contribution)
        .join(Contribution.invitation)
        .where(Invitation.call_id == call.id)
        .group_by(Version.contribution_id)
        .subquery()
    )


def _answers(call: Call) -> Subquery:
    return (
        select(Answer.contribution_id, func.count().label("answers"))
        .join(Answer.contribution)
        .join(Contribution.invitation)
        .where(Invitation.call_id == call.id)
        .group_by(Answer.contribution_id)
        .subquery()
    )


@dataclass(frozen=True, slots=True)
class Line:
    """A call in the list of calls."""

    call: Call
    tally: Tally


def overview(session: Session) -> list[Line]:
    """Every call with how far it is, the one that closes last first; two statements."""
    calls = session.scalars(select(Call).order_by(Call.closes_at.desc(), Call.id.desc())).all()
    counted = _tallies(session)
    return [Line(call, counted.get(call.id, Tally())) for call in calls]


def _tallies(session: Session) -> dict[int, Tally]:
    has_sent = select(Version.id).where(Version.contribution_id == Contribution.id).exists()
    rows = session.execute(
        select(
            Invitation.call_id,
            func.count(),
            func.count().filter(
                OutboxLetter.id.is_(None) & Contribution.id.is_(None) & (Invitation.email != "")
            ),
            func.count().filter(Contribution.id.is_not(None) & ~has_sent),
            func.count().filter(has_sent),
        )
        .outerjoin(Contribution, Contribution.invitation_id == Invitation.id)
        .outerjoin(OutboxLetter, OutboxLetter.key == _invitation_key())
        .group_by(Invitation.call_id)
    )
    return {
        call_id: Tally(agencies=agencies, uninvited=uninvited, drafts=drafts, sent=sent)
        for call_id, agencies, uninvited, drafts, sent in rows
    }


def _invitation_key() -> ColumnElement[str]:
    """`letter_key(INVITATION, …)` as the database spells it."""
    return (
        literal(f"{INVITATION}:")
        + cast(Invitation.call_id, String)
        + literal(":")
        + cast(Invitation.id, String)
    )


def outbox(session: Session, call: Call, *, limit: int = 500) -> Sequence[OutboxLetter]:
    """The letters of a call's campaign, the newest first."""
    mine = or_(*(OutboxLetter.key.startswith(f"{kind}:{call.id}:") for kind in KINDS))
    found = select(OutboxLetter).where(mine)
    return session.scalars(found.order_by(OutboxLetter.id.desc()).limit(limit)).all()
