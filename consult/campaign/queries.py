"""Reading how a campaign goes, in as many statements for one agency as for a thousand."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, String, Subquery, and_, cast, func, literal, or_, select
from sqlalchemy.orm import Session, aliased, joinedload

from consult.calls.models import Call, Invitation
from consult.campaign.extents import counted, extents
from consult.campaign.monitoring import Standing, Status, Tally
from consult.contributions import (
    colleague_letters,
    correspondence,
    declarations,
    hands,
    letters,
)
from consult.contributions.consent import DeclarationKind
from consult.contributions.models import (
    Contribution,
    Declaration,
    Version,
)
from consult.post import OutboxLetter

INVITATION = "invitation"
REMINDER = "reminder"
EXTENSION = "extension"
KINDS = (INVITATION, REMINDER, EXTENSION)
"""The letters of the campaign itself, which carry the personal link of an agency."""

WRITTEN = (
    *KINDS,
    letters.RECEIPT,
    letters.INFECTED,
    hands.COLLEAGUE_LETTER,
    colleague_letters.TO_SIGN,
    colleague_letters.RETURNED,
    colleague_letters.ADDRESS,
    colleague_letters.WITHDRAWN,
    correspondence.CONSENT,
    correspondence.JOINED,
    declarations.JOINING,
)
"""Every letter about a call; its key begins with its kind and the call."""

UNREAD = (colleague_letters.RETURNED,)
"""What colleagues of one agency say among themselves: staff see that it left, and no more."""

Joined = aliased(Invitation, name="joined")
Theirs = aliased(Contribution, name="theirs")
"""The agency that a declaration joins, and its contribution."""


def standings(session: Session, call: Call) -> list[Standing]:
    """Every agency of the audience, in the order invited; three statements.

    Four where questions have conditions: progress counts those put to that very agency.
    """
    found = extents(session, call)
    invited, reminded = _letters(session, call)
    sent, answered = _last_versions(call), counted(call, found)
    rows = session.execute(
        select(
            Invitation,
            Contribution,
            answered.c.answers,
            Version,
            Declaration,
            Joined.acronym,
            Theirs.withdrawn_at,
        )
        .outerjoin(Contribution, Contribution.invitation_id == Invitation.id)
        .outerjoin(Declaration, Declaration.invitation_id == Invitation.id)
        .outerjoin(Joined, Joined.id == Declaration.joined_id)
        .outerjoin(Theirs, Theirs.invitation_id == Declaration.joined_id)
        .outerjoin(answered, answered.c.contribution_id == Contribution.id)
        .outerjoin(sent, sent.c.contribution_id == Contribution.id)
        .outerjoin(
            Version,
            (Version.contribution_id == Contribution.id) & (Version.number == sent.c.number),
        )
        .where(Invitation.call_id == call.id)
        .order_by(Invitation.position, Invitation.id)
        .options(joinedload(Invitation.agency))
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
            saved_at=contribution.saved_at if contribution else None,
            answered=answered_of,
            asked=asked_of,
            sent_at=version.sent_at if version else None,
            version=version.number if version else 0,
            late=version.late if version else False,
            channel=version.channel if version else "",
            withdrawn_at=contribution.withdrawn_at if contribution else None,
            declared=_declared(declaration, theirs_withdrawn),
            joins=joins or "",
            grounds=declaration.grounds if declaration else None,
            reason=_reason(contribution, declaration),
            zone=invitation.zone,
            language=invitation.language,
            moves=call.deadline_moves + invitation.deadline_moves,
        )
        for invitation, contribution, answers, version, declaration, joins, theirs_withdrawn in rows
        for answered_of, asked_of in [
            found.of(contribution.id if contribution else None, answers or 0)
        ]
    ]


def _declared(declaration: Declaration | None, withdrawn: datetime | None) -> Status | None:
    """What an agency declared, as far as it holds: a refused wish to join is no longer one."""
    if declaration is None or declaration.refused_at is not None:
        return None
    if declaration.kind is DeclarationKind.DECLINED:
        return Status.DECLINED
    if declaration.confirmed_at is None:
        return Status.JOINING
    return None if withdrawn else Status.JOINED


def _reason(contribution: Contribution | None, declaration: Declaration | None) -> str:
    if contribution is not None and contribution.withdrawn_at is not None:
        return contribution.withdrawn_reason
    return declaration.reason if declaration is not None else ""


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


def outbox(session: Session, call: Call, *, limit: int = 500) -> Sequence[OutboxLetter]:
    """Every letter about a call, the newest first."""
    mine = or_(*(OutboxLetter.key.startswith(f"{kind}:{call.id}:") for kind in WRITTEN))
    found = select(OutboxLetter).where(mine)
    return session.scalars(found.order_by(OutboxLetter.id.desc()).limit(limit)).all()
