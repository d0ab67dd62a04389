"""What an agency was asked, call after call, and what it did."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import Session, aliased

from consult.calls.models import Call, Invitation
from consult.calls.queries import REAL
from consult.campaign.queries import INVITATION, letter_key
from consult.contributions import latest
from consult.contributions.consent import DeclarationKind
from consult.contributions.models import Contribution, Declaration, Version
from consult.post import OutboxLetter


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """One call put to the agency; what did not happen is None."""

    slug: str
    title: str
    timezone: str
    public_id: str
    closes_at: datetime
    extended_until: datetime | None
    invited_at: datetime | None
    opened_at: datetime | None
    saved_at: datetime | None
    sent_at: datetime | None
    version: int
    late: bool
    withdrawn_at: datetime | None
    declared: DeclarationKind | None
    declared_at: datetime | None
    joins: str


def history(session: Session, agency_id: int) -> list[Asked]:
    """Every call that asked the agency, the latest first; two statements."""
    rows = session.execute(_asked(agency_id)).all()
    keys = {letter_key(INVITATION, row.call_id, row.invitation_id): row for row in rows}
    planned = select(OutboxLetter.key, OutboxLetter.sent_at, OutboxLetter.planned_at)
    letters = session.execute(planned.where(OutboxLetter.key.in_(keys)))
    invited = {key: sent_at or planned_at for key, sent_at, planned_at in letters}
    return [
        Asked(
            slug=row.slug,
            title=row.title,
            timezone=row.timezone,
            public_id=row.public_id,
            closes_at=row.closes_at,
            extended_until=row.extended_until,
            invited_at=invited.get(key),
            opened_at=row.opened_at,
            saved_at=row.saved_at,
            sent_at=row.sent_at,
            version=row.number or 0,
            late=bool(row.late),
            withdrawn_at=row.withdrawn_at,
            declared=row.kind,
            declared_at=row.declared_at,
            joins=row.acronym or "",
        )
        for key, row in keys.items()
    ]


def answered(asked: Sequence[Asked]) -> int:
    """How many of those calls the agency answered, as far as its answer still counts."""
    return sum(one.sent_at is not None and one.withdrawn_at is None for one in asked)


Joined = aliased(Invitation, name="joined_one")


def _asked(agency_id: int) -> Select[*tuple[Any, ...]]:
    last = latest.numbers(Invitation.agency_id == agency_id)
    return (
        select(
            Call.id.label("call_id"),
            *(Call.slug, Call.title, Call.timezone, Call.closes_at),
            Invitation.id.label("invitation_id"),
            *(Invitation.public_id, Invitation.extended_until, Invitation.opened_at),
            *(Contribution.saved_at, Contribution.withdrawn_at),
            *(Version.sent_at, Version.number, Version.late),
            *(Declaration.kind, Declaration.declared_at, Joined.acronym),
        )
        .join(Invitation, Invitation.call_id == Call.id)
        .outerjoin(Contribution, Contribution.invitation_id == Invitation.id)
        .outerjoin(last, last.c.contribution_id == Contribution.id)
        .outerjoin(
            Version,
            (Version.contribution_id == Contribution.id) & (Version.number == last.c.number),
        )
        .outerjoin(Declaration, Declaration.invitation_id == Invitation.id)
        .outerjoin(Joined, Joined.id == Declaration.joined_id)
        .where(Invitation.agency_id == agency_id, REAL)
        .order_by(Call.closes_at.desc(), Call.id.desc())
    )
