"""Where each agency stands, as the database says it in one row and as a plain value."""

from __future__ import annotations

from collections.abc import Mapping
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
    func,
    select,
    type_coerce,
)
from sqlalchemy.orm import aliased

from consult.calls.models import Call, Invitation
from consult.calls.rules import Window
from consult.campaign.extents import Extents, counted
from consult.campaign.monitoring import Standing, Status
from consult.contributions import latest
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

Joined = aliased(Invitation, name="joined")
Theirs = aliased(Contribution, name="theirs")
"""The agency that a declaration joins, and its contribution."""


@dataclass(slots=True)
class Written:
    """What was written to one agency, and whether it arrived as far as that is known."""

    invited_at: datetime | None = None
    bounced: bool = False
    reminded_on: list[date] = field(default_factory=list)


NEVER = Written()


def rows(call: Call, found: Extents) -> Select[*tuple[Any, ...]]:
    """One row for every agency of the audience, in the order invited."""
    sent = latest.numbers(Invitation.call_id == call.id)
    answered, signing = counted(call, found), _last_sign_offs(call)
    return (
        select(
            *(Invitation.id, Invitation.public_id, Invitation.acronym, Invitation.name),
            *(Invitation.level, Invitation.region, Invitation.department, Invitation.email),
            *(Invitation.extended_until, Invitation.language, Invitation.deadline_moves),
            *(Invitation.opened_at, Agency.timezone),
            *(Contribution.id.label("contribution_id"), Contribution.saved_at),
            *(Contribution.withdrawn_at, Contribution.withdrawn_reason),
            *(is_true(Contribution.entered_by != "", Contribution.confirmed_at.is_(None)),),
            *(answered.c.answers, Version.sent_at, Version.number),
            *(is_true(Version.late.is_(True)), Version.channel),
            *(
                is_true(SignOff.decision == Decision.REQUESTED),
                Declaration.kind,
                Declaration.grounds,
            ),
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


def is_true(*conditions: ColumnElement[bool]) -> ColumnElement[int]:
    """1 or 0: a number that nothing has to be read out of."""
    return case((and_(*conditions), 1), else_=0)


def _bare(instant: Any) -> ColumnElement[str]:
    """An instant of which only its being there counts: it is not read as one."""
    return type_coerce(instant, String)


def standing(
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


def _last_sign_offs(call: Call) -> Subquery:
    return (
        select(SignOff.contribution_id, func.max(SignOff.id).label("id"))
        .join(Contribution, Contribution.id == SignOff.contribution_id)
        .join(Contribution.invitation)
        .where(Invitation.call_id == call.id)
        .group_by(SignOff.contribution_id)
        .subquery()
    )
