"""Reading how a campaign goes, in as many statements for one agency as for a thousand."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Select,
    String,
    Subquery,
    and_,
    cast,
    func,
    literal,
    or_,
    select,
)
from sqlalchemy.orm import Session, aliased

from consult.calls.models import Call, Invitation
from consult.calls.queries import calls
from consult.calls.rules import Window
from consult.campaign.extents import Extents, counted, extents
from consult.campaign.monitoring import Standing, Status, Tally
from consult.contributions import (
    behalf_letters,
    colleague_letters,
    correspondence,
    declarations,
    hands,
    letters,
)
from consult.contributions.consent import DeclarationKind
from consult.contributions.models import (
    Contribution,
    Decision,
    Declaration,
    SignOff,
    Version,
)
from consult.directory.models import Agency
from consult.directory.zones import zone_at
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

WRITTEN = (
    *KINDS,
    TRIAL,
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
    behalf_letters.TO_CONFIRM,
)
"""Every letter about a call; its key begins with its kind and the call."""

UNREAD = (colleague_letters.RETURNED,)
"""What colleagues of one agency say among themselves: staff see that it left, and no more."""

UNDELIVERED = frozenset({LetterState.FAILED, LetterState.BOUNCED})
"""The letter is with nobody: it could not be handed over, or it came back."""

Joined = aliased(Invitation, name="joined")
Theirs = aliased(Contribution, name="theirs")
"""The agency that a declaration joins, and its contribution."""


def standings(session: Session, call: Call) -> list[Standing]:
    """Every agency of the audience, in the order invited; three statements, no rows as objects.

    Four where questions have conditions: progress counts those put to that very agency.
    """
    found = extents(session, call)
    written = _letters(session, call)
    moved: dict[datetime | None, Window] = {}
    zones: dict[tuple[str | None, str, str], str | None] = {}
    return [
        _standing(row, call, found, written, moved, zones)
        for row in session.execute(_rows(call, found))
    ]


def _rows(call: Call, found: Extents) -> Select[*tuple[Any, ...]]:
    sent, answered, signing = _last_versions(call), counted(call, found), _last_sign_offs(call)
    return (
        select(
            *(Invitation.id, Invitation.public_id, Invitation.acronym, Invitation.name),
            *(Invitation.level, Invitation.region, Invitation.department, Invitation.email),
            *(Invitation.extended_until, Invitation.language, Invitation.deadline_moves),
            *(Invitation.opened_at, Agency.timezone),
            *(Contribution.id.label("contribution_id"), Contribution.saved_at),
            *(Contribution.withdrawn_at, Contribution.withdrawn_reason),
            *(Contribution.entered_by, Contribution.confirmed_at, answered.c.answers),
            *(Version.sent_at, Version.number, Version.late, Version.channel),
            *(SignOff.decision, Declaration.kind, Declaration.grounds, Declaration.reason),
            *(Declaration.confirmed_at.label("joined_at"), Declaration.refused_at),
            *(Joined.acronym.label("joins"), Theirs.withdrawn_at.label("theirs_withdrawn")),
        )
        .join(Agency, Agency.id == Invitation.agency_id)
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
        .outerjoin(signing, signing.c.contribution_id == Contribution.id)
        .outerjoin(SignOff, SignOff.id == signing.c.id)
        .where(Invitation.call_id == call.id)
        .order_by(Invitation.position, Invitation.id)
    )


def _standing(
    row: Any,
    call: Call,
    found: Extents,
    written: Mapping[int, Written],
    moved: dict[datetime | None, Window],
    zones: dict[tuple[str | None, str, str], str | None],
) -> Standing:
    """One row as a plain value; agencies of one deadline or one place share what is worked out."""
    letters_of = written.get(row.id, NEVER)
    answered, asked = found.of(row.contribution_id, row.answers or 0)
    if row.extended_until not in moved:
        moved[row.extended_until] = call.window.extended(row.extended_until)
    place = (row.timezone, row.department, row.region)
    if place not in zones:
        zones[place] = zone_at(*place)
    return Standing(
        invitation_id=row.id,
        public_id=row.public_id,
        acronym=row.acronym,
        name=row.name,
        level=row.level,
        region=row.region,
        department=row.department,
        email=row.email,
        window=moved[row.extended_until],
        extended_until=row.extended_until,
        invited_at=letters_of.invited_at,
        bounced=letters_of.bounced,
        opened_at=row.opened_at,
        reminded_on=tuple(letters_of.reminded_on),
        saved_at=row.saved_at,
        answered=answered,
        asked=asked,
        to_sign=row.decision is Decision.REQUESTED,
        sent_at=row.sent_at,
        version=row.number or 0,
        late=bool(row.late),
        channel=row.channel or "",
        to_confirm=bool(row.entered_by) and row.confirmed_at is None,
        withdrawn_at=row.withdrawn_at,
        declared=declared(row),
        joins=row.joins or "",
        grounds=row.grounds,
        reason=(row.withdrawn_reason if row.withdrawn_at else row.reason) or "",
        zone=zones[place],
        language=row.language,
        moves=call.deadline_moves + row.deadline_moves,
    )


def declared(row: Any) -> Status | None:
    """What an agency declared, as far as it holds: a refused wish to join is no longer one."""
    if row.kind is None or row.refused_at is not None:
        return None
    if row.kind is DeclarationKind.DECLINED:
        return Status.DECLINED
    if row.joined_at is None:
        return Status.JOINING
    return None if row.theirs_withdrawn else Status.JOINED


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
    mine = or_(*(OutboxLetter.key.startswith(f"{kind}:{call.id}:") for kind in KINDS))
    letters = session.execute(
        select(OutboxLetter.kind, OutboxLetter.planned_at).where(
            mine, OutboxLetter.state != LetterState.CANCELLED
        )
    )
    return [(start, first) for start, first in moments], [(kind, at) for kind, at in letters]


def letter_key(kind: str, call_id: int, invitation_id: int, day: date | None = None) -> str:
    """What makes the same letter twice one letter."""
    return ":".join((kind, str(call_id), str(invitation_id), *((day.isoformat(),) if day else ())))


@dataclass(slots=True)
class Written:
    """What was written to one agency, and whether it arrived as far as that is known."""

    invited_at: datetime | None = None
    bounced: bool = False
    reminded_on: list[date] = field(default_factory=list)


NEVER = Written()


def _letters(session: Session, call: Call) -> dict[int, Written]:
    """When each was invited, on which days it was reminded, and if its last letter failed."""
    rows = session.execute(
        select(OutboxLetter.key, OutboxLetter.planned_at, OutboxLetter.state)
        .where(
            OutboxLetter.key.startswith(f"{INVITATION}:{call.id}:")
            | OutboxLetter.key.startswith(f"{REMINDER}:{call.id}:"),
            OutboxLetter.state != LetterState.CANCELLED,
        )
        .order_by(OutboxLetter.planned_at, OutboxLetter.id)
    )
    written: dict[int, Written] = {}
    for key, planned_at, state in rows:
        kind, _, subject, *day = key.split(":")
        one = written.setdefault(int(subject), Written())
        one.bounced = state in UNDELIVERED
        if kind == INVITATION:
            one.invited_at = planned_at
        else:
            one.reminded_on.append(date.fromisoformat(day[0]))
    return written


def _last_sign_offs(call: Call) -> Subquery:
    return (
        select(SignOff.contribution_id, func.max(SignOff.id).label("id"))
        .join(Contribution, Contribution.id == SignOff.contribution_id)
        .join(Contribution.invitation)
        .where(Invitation.call_id == call.id)
        .group_by(SignOff.contribution_id)
        .subquery()
    )


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
