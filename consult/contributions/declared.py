"""What agencies declared instead of contributing, as their pages show it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from flask_babel import lazy_gettext as _l
from sqlalchemy import BindParameter, bindparam, func, or_, select
from sqlalchemy.orm import Session, joinedload

from consult.accounts.models import AuditEntry
from consult.calls.models import Call, Invitation
from consult.contributions.consent import DeclarationKind, Grounds
from consult.contributions.models import (
    ConsentChange,
    Contribution,
    Declaration,
    Version,
)

GIVEN_UP = "declaration.give_up"
"""How the audit trail names a wish to join that is no more."""

GROUNDS_WORDS = {
    Grounds.NO_TIME: _l("We have not enough time before the deadline"),
    Grounds.NOT_CONCERNED: _l("The subject does not concern our territory"),
    Grounds.NOTHING_TO_ADD: _l("We have nothing to add to what the federation knows"),
    Grounds.OTHER: _l("Another reason"),
}


class Joining(StrEnum):
    """How a wish to join stands."""

    ASKED = "asked"
    CONFIRMED = "confirmed"
    REFUSED = "refused"
    VOID = "void"
    """Confirmed, then the contribution was withdrawn."""


@dataclass(frozen=True, slots=True)
class Declared:
    """What one agency declared, and what others ask of it.

    `withdrawn` says that the contribution it joins is withdrawn.
    """

    own: Declaration | None = None
    requests: Sequence[Declaration] = ()
    withdrawn: bool = False

    @property
    def declined(self) -> bool:
        """Whether it said that it will not answer."""
        return self.own is not None and self.own.kind is DeclarationKind.DECLINED

    @property
    def joining(self) -> Joining | None:
        """How its own wish to join stands."""
        if self.own is None or self.own.kind is not DeclarationKind.JOINED:
            return None
        if self.own.refused_at is not None:
            return Joining.REFUSED
        if self.own.confirmed_at is None:
            return Joining.ASKED
        return Joining.VOID if self.withdrawn else Joining.CONFIRMED

    @property
    def waiting(self) -> Sequence[Declaration]:
        """Requests that were neither confirmed nor refused."""
        return [one for one in self.requests if not one.confirmed_at and not one.refused_at]


_INVITATION: BindParameter[int] = bindparam("invitation_id")
_DECLARED = (
    select(Declaration, Contribution.withdrawn_at)
    .outerjoin(Contribution, Contribution.invitation_id == Declaration.joined_id)
    .where(or_(Declaration.invitation_id == _INVITATION, Declaration.joined_id == _INVITATION))
    .options(joinedload(Declaration.invitation), joinedload(Declaration.joined))
    .order_by(Declaration.declared_at, Declaration.invitation_id)
)
"""Spelled once: saying a statement anew takes longer than asking it."""


def declared(session: Session, invitation: Invitation) -> Declared:
    """One statement."""
    rows = session.execute(_DECLARED, {"invitation_id": invitation.id}).all()
    own = next((row for row in rows if row[0].invitation_id == invitation.id), None)
    return Declared(
        own[0] if own else None,
        [one for one, _ in rows if one.joined_id == invitation.id],
        withdrawn=bool(own and own[1]),
    )


def others(session: Session, invitation: Invitation) -> Sequence[Invitation]:
    """The other agencies asked, whether or not they answered: that is nobody's business."""
    return session.scalars(
        select(Invitation)
        .where(Invitation.call_id == invitation.call_id, Invitation.id != invitation.id)
        .order_by(Invitation.acronym, Invitation.id)
    ).all()


def last_change_of_mind(session: Session, call: Call) -> datetime | None:
    """When an agency last restricted, widened or took back what a note may say of it.

    One statement. A join given up leaves no row: the trail keeps its hour.
    """
    contributions = (
        select(Contribution.id)
        .join(Contribution.invitation)
        .where(Invitation.call_id == call.id)
        .scalar_subquery()
    )
    invited = select(Invitation.id).where(Invitation.call_id == call.id).scalar_subquery()
    instants = session.execute(
        select(
            select(func.max(ConsentChange.at))
            .where(ConsentChange.contribution_id.in_(contributions))
            .scalar_subquery(),
            select(func.max(Contribution.withdrawn_at))
            .where(Contribution.invitation_id.in_(invited))
            .scalar_subquery(),
            select(func.max(Declaration.refused_at))
            .where(Declaration.invitation_id.in_(invited))
            .scalar_subquery(),
            select(func.max(AuditEntry.at))
            .where(AuditEntry.subject == f"call:{call.slug}", AuditEntry.action == GIVEN_UP)
            .scalar_subquery(),
        )
    ).one()
    return max((one for one in instants if one is not None), default=None)


def has_sent(session: Session, invitation: Invitation) -> bool:
    """Whether a contribution of the agency counts."""
    counting = (
        select(Version.id)
        .join(Version.contribution)
        .where(Contribution.invitation_id == invitation.id, Contribution.withdrawn_at.is_(None))
        .limit(1)
    )
    return session.scalar(counting) is not None
