"""Reading how a campaign goes, in as many statements for one agency as for a thousand."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import (
    ColumnElement,
    String,
    and_,
    case,
    cast,
    func,
    literal,
    select,
)
from sqlalchemy.orm import Session

from consult.calls.models import Call, Invitation
from consult.calls.queries import calls
from consult.calls.rules import Window
from consult.campaign.extents import extents
from consult.campaign.monitoring import Standing, Tally
from consult.campaign.rows import Theirs, Written, is_true, rows, standing
from consult.contributions.consent import DeclarationKind
from consult.contributions.models import (
    Contribution,
    Declaration,
    Version,
)
from consult.contributions.team import colleague_letters
from consult.post import LetterState, OutboxLetter

INVITATION = "invitation"
REMINDER = "reminder"
EXTENSION = "extension"
CLOSED_EARLY = "closed_early"
REOPENED = "reopened"
THANKS = "thanks"
KINDS = (INVITATION, REMINDER, EXTENSION, CLOSED_EARLY, REOPENED, THANKS)
"""The letters of the campaign itself, which carry the personal link of an agency."""

TRIAL = "trial"
"""A letter that staff sent to themselves, to see it."""

UNREAD = (colleague_letters.RETURNED,)
"""What colleagues of one agency say among themselves: staff see that it left, and no more."""

UNDELIVERED = frozenset({LetterState.FAILED, LetterState.BOUNCED})
"""The letter is with nobody: it could not be handed over, or it came back."""


def standings(session: Session, call: Call) -> list[Standing]:
    """Every agency of the audience, in the order invited; three statements, no rows as objects.

    Four where questions have conditions: progress counts those put to that very agency.
    """
    found = extents(session, call)
    written = _letters(session, call)
    moved: dict[datetime | None, Window] = {}
    zones: dict[tuple[str | None, str, str], str | None] = {}
    return [
        standing(row, call, found, written, moved, zones)
        for row in session.execute(rows(call, found))
    ]


def arrivals(
    session: Session, call: Call
) -> tuple[list[tuple[datetime, datetime | None]], list[tuple[str, datetime]]]:
    """When each contribution was begun and first sent, and each letter written; two statements."""
    moments = session.execute(
        select(Contribution.started_at, func.min(Version.sent_at))
        .join(Contribution.invitation)
        .outerjoin(Version, Version.contribution_id == Contribution.id)
        .where(Invitation.call_id == call.id)
        .group_by(Contribution.id, Contribution.started_at)
    )
    letters = session.execute(
        select(OutboxLetter.kind, OutboxLetter.planned_at).where(
            OutboxLetter.call_id == call.id,
            OutboxLetter.kind.in_(KINDS),
            OutboxLetter.state != LetterState.CANCELLED,
        )
    )
    return [(start, first) for start, first in moments], [(kind, at) for kind, at in letters]


def letter_key(kind: str, call_id: int, invitation_id: int, day: date | None = None) -> str:
    """What makes the same letter twice one letter."""
    return ":".join((kind, str(call_id), str(invitation_id), *((day.isoformat(),) if day else ())))


def _letters(session: Session, call: Call) -> dict[int, Written]:
    """When each was invited, on which days it was reminded, and if its last letter failed."""
    rows = session.execute(
        select(
            OutboxLetter.key,
            case((OutboxLetter.kind == INVITATION, OutboxLetter.planned_at)),
            is_true(OutboxLetter.state.in_(UNDELIVERED)),
        )
        .where(
            OutboxLetter.call_id == call.id,
            OutboxLetter.kind.in_((INVITATION, REMINDER)),
            OutboxLetter.state != LetterState.CANCELLED,
        )
        .order_by(OutboxLetter.planned_at, OutboxLetter.id)
    )
    written: dict[int, Written] = {}
    for key, planned_at, undelivered in rows:
        kind, _, subject, *day = key.split(":")
        one = written.setdefault(int(subject), Written())
        one.bounced = bool(undelivered)
        if kind == INVITATION:
            one.invited_at = planned_at
        else:
            one.reminded_on.append(date.fromisoformat(day[0]))
    return written


@dataclass(frozen=True, slots=True)
class Line:
    """A call in the list of calls."""

    call: Call
    tally: Tally


def overview(session: Session) -> list[Line]:
    """Every call with how far it is, the one that closes last first; two statements."""
    counted = _tallies(session)
    return [Line(call, counted.get(call.id, Tally())) for call in calls(session)]


def _tallies(session: Session) -> dict[int, Tally]:
    version = select(Version.id).where(Version.contribution_id == Contribution.id).exists()
    withdrawn = Contribution.withdrawn_at.is_not(None)
    has_sent = version & ~withdrawn
    declined = and_(~version, Declaration.kind == DeclarationKind.DECLINED)
    joined = and_(
        ~version,
        Declaration.kind == DeclarationKind.JOINED,
        Declaration.refused_at.is_(None),
        Declaration.confirmed_at.is_(None) | Theirs.withdrawn_at.is_(None),
    )
    free = ~func.coalesce(declined | joined, False)
    rows = session.execute(
        select(
            Invitation.call_id,
            func.count(),
            func.count().filter(
                OutboxLetter.id.is_(None)
                & Contribution.id.is_(None)
                & Invitation.opened_at.is_(None)
                & (Invitation.email != "")
                & free
            ),
            func.count().filter(Contribution.id.is_not(None) & ~version & free),
            func.count().filter(has_sent),
            func.count().filter(declined),
            func.count().filter(joined),
            func.count().filter(withdrawn),
        )
        .outerjoin(Contribution, Contribution.invitation_id == Invitation.id)
        .outerjoin(Declaration, Declaration.invitation_id == Invitation.id)
        .outerjoin(Theirs, Theirs.invitation_id == Declaration.joined_id)
        .outerjoin(OutboxLetter, OutboxLetter.key == _invitation_key())
        .group_by(Invitation.call_id)
    )
    return {
        call_id: Tally(
            agencies=agencies,
            uninvited=uninvited,
            drafts=drafts,
            sent=sent,
            declined=declined,
            joined=joined,
            withdrawn=withdrawn,
        )
        for call_id, agencies, uninvited, drafts, sent, declined, joined, withdrawn in rows
    }


def _invitation_key() -> ColumnElement[str]:
    """`letter_key(INVITATION, …)` as the database spells it."""
    return (
        literal(f"{INVITATION}:")
        + cast(Invitation.call_id, String)
        + literal(":")
        + cast(Invitation.id, String)
    )
