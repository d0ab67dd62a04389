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
    case,
    cast,
    func,
    literal,
    or_,
    select,
    type_coerce,
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
from consult.directory.models import Agency, Contact
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
            *(_is(Contribution.entered_by != "", Contribution.confirmed_at.is_(None)),),
            *(answered.c.answers, Version.sent_at, Version.number),
            *(_is(Version.late.is_(True)), Version.channel),
            *(_is(SignOff.decision == Decision.REQUESTED), Declaration.kind, Declaration.grounds),
            *(Declaration.reason, _bare(Declaration.confirmed_at).label("joined_at")),
            *(_bare(Declaration.refused_at).label("refused_at"), Joined.acronym.label("joins")),
            *(_bare(Theirs.withdrawn_at).label("theirs_withdrawn"), _bare(Contact.bounced_at)),
        )
        .join(Agency, Agency.id == Invitation.agency_id)
        .outerjoin(
            Contact,
            (Contact.agency_id == Invitation.agency_id) & (Contact.email == Invitation.email),
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
        .outerjoin(signing, signing.c.contribution_id == Contribution.id)
        .outerjoin(SignOff, SignOff.id == signing.c.id)
        .where(Invitation.call_id == call.id)
        .order_by(Invitation.position, Invitation.id)
    )


def _is(*conditions: ColumnElement[bool]) -> ColumnElement[int]:
    return case((and_(*conditions), 1), else_=0)


def _bare(instant: Any) -> ColumnElement[str]:
    """An instant of which only its being there counts: it is not read as one."""
    return type_coerce(instant, String)


def _standing(
    row: Any,
    call: Call,
    found: Extents,
    written: Mapping[int, Written],
    moved: dict[datetime | None, Window],
    zones: dict[tuple[str | None, str, str], str | None],
) -> Standing:
    """One row as a plain value; agencies of one deadline or one place share what is worked out.

    Taken apart at once: asking a row for its columns by name costs more than the database.
    """
    id_, public_id, acronym, name, level, region, department, email, *rest = row
    until, language, moves, opened_at, timezone, contribution_id, saved_at, *rest = rest
    withdrawn_at, withdrawn_reason, to_confirm, answers, sent_at, number, *rest = rest
    late, channel, to_sign, kind, grounds, reason, _joined, _refused, joins, _gone, returned = rest
    letters_of = written.get(id_, NEVER)
    answered, asked = found.of(contribution_id, answers or 0)
    if until not in moved:
        moved[until] = call.window.extended(until)
    place = (timezone, department, region)
    if place not in zones:
        zones[place] = zone_at(*place)
    return Standing(
        invitation_id=id_,
        public_id=public_id,
        acronym=acronym,
        name=name,
        level=level,
        region=region,
        department=department,
        email=email,
        window=moved[until],
        extended_until=until,
        invited_at=letters_of.invited_at,
        bounced=letters_of.bounced or (returned is not None and letters_of.invited_at is not None),
        opened_at=opened_at,
        reminded_on=tuple(letters_of.reminded_on),
        saved_at=saved_at,
        answered=answered,
        asked=asked,
        to_sign=bool(to_sign),
        sent_at=sent_at,
        version=number or 0,
        late=bool(late),
        channel=channel or "",
        to_confirm=bool(to_confirm),
        withdrawn_at=withdrawn_at,
        declared=declared(row) if kind is not None else None,
        joins=joins or "",
        grounds=grounds,
        reason=(withdrawn_reason if withdrawn_at else reason) or "",
        zone=zones[place],
        language=language,
        moves=call.deadline_moves + moves,
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
        select(
            OutboxLetter.key,
            case((OutboxLetter.kind == INVITATION, OutboxLetter.planned_at)),
            _is(OutboxLetter.state.in_(UNDELIVERED)),
        )
        .where(
            OutboxLetter.key.startswith(f"{INVITATION}:{call.id}:")
            | OutboxLetter.key.startswith(f"{REMINDER}:{call.id}:"),
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
