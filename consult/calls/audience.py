"""Who is asked and who is not, out of the directory."""

from __future__ import annotations

import secrets
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from itertools import count
from typing import Any

from sqlalchemy import ColumnElement, func, insert, select
from sqlalchemy.orm import Session, joinedload

from consult.accounts import service as accounts
from consult.calls.models import Call, Invitation
from consult.directory.listing import Directory, Given, Line, Reached, View
from consult.post import LetterState, OutboxLetter


@dataclass(frozen=True, slots=True)
class Narrowed:
    """What narrows the list: as in the directory, and whether the call asks the agency."""

    view: View
    chosen: str = ""

    @classmethod
    def read(cls, given: Given) -> Narrowed:
        """The choice in an address; archived agencies are not offered."""
        chosen = given.get("chosen", "")
        return cls(View.read(given).present, chosen if chosen in ("yes", "no") else "")

    @property
    def asked(self) -> dict[str, Any]:
        """The address that leads back to this choice."""
        return {**self.view.asked, **({"chosen": self.chosen} if self.chosen else {})}

    @property
    def narrows(self) -> bool:
        """Whether it leaves agencies out."""
        return self.view.narrows or bool(self.chosen)


@dataclass(frozen=True)
class Audience:
    """The directory and, for each agency asked, the address that the call writes to.

    `returned` are the agencies of which that address sent a letter back.
    """

    directory: Directory
    addresses: Mapping[int, str]
    returned: Collection[int] = ()

    @property
    def chosen(self) -> set[int]:
        """The agencies that the call asks."""
        return set(self.addresses)

    @cached_property
    def offered(self) -> list[Line]:
        """The agencies to choose from: those present, and archived ones that are asked."""
        return [
            line for line in self.directory.lines if not line.archived or line.id in self.addresses
        ]

    def shown(self, narrowed: Narrowed) -> list[Line]:
        """The agencies that the choice keeps, in its order."""
        lines = self.directory.shown(narrowed.view)
        if not narrowed.chosen:
            return lines
        return [line for line in lines if (line.id in self.addresses) == (narrowed.chosen == "yes")]

    @cached_property
    def unreachable(self) -> list[Line]:
        """Agencies asked that no letter reaches: without an address, or one that came back."""
        asked = (line for line in self.directory.lines if line.id in self.addresses)
        return [
            line
            for line in asked
            if not self.addresses[line.id]
            or line.id in self.returned
            or (line.reached is Reached.BOUNCED and line.email == self.addresses[line.id])
        ]

    @cached_property
    def repaired(self) -> int:
        """How many of them the directory knows a good address of."""
        return sum(
            line.reached is Reached.GOOD and line.email != self.addresses[line.id]
            for line in self.unreachable
        )


def addresses(session: Session, call_id: int) -> dict[int, str]:
    """The agencies that the call asks, each with its address there; one statement."""
    asked = select(Invitation.agency_id, Invitation.email).where(Invitation.call_id == call_id)
    return {agency_id: email for agency_id, email in session.execute(asked)}  # noqa: C416 - typed rows


def returned(session: Session, call_id: int) -> set[int]:
    """The agencies whose address in the call sent a letter of it back; one statement."""
    return set(session.scalars(select(Invitation.agency_id).where(_came_back(call_id))))


def _came_back(call_id: int) -> ColumnElement[bool]:
    letter = select(OutboxLetter.id).where(
        OutboxLetter.call_id == call_id,
        OutboxLetter.state == LetterState.BOUNCED,
        OutboxLetter.invitation_id == Invitation.id,
        OutboxLetter.recipient == Invitation.email,
    )
    return (Invitation.call_id == call_id) & letter.exists()


def add(session: Session, *, call: Call, lines: Sequence[Line], actor: str, at: datetime) -> int:
    """Ask agencies, in that order; those already asked are left alone. How many were added.

    As `service.invite`, for thousands at once: three statements in one short transaction.
    """
    session.refresh(call, with_for_update=True)
    known = addresses(session, call.id)
    last = select(func.max(Invitation.position)).where(Invitation.call_id == call.id)
    place = count((session.scalar(last) or 0) + 1)
    rows = [_row(call, line, next(place)) for line in lines if line.id not in known]
    if rows:
        session.execute(insert(Invitation), rows)
        session.expire(call, ["invitations"])
        accounts.record(
            session,
            actor=actor,
            action="call.invite",
            subject=f"call:{call.slug}",
            details={"agencies": [row["acronym"] for row in rows]},
            at=at,
        )
    return len(rows)


def _row(call: Call, line: Line, position: int) -> dict[str, Any]:
    return {
        "public_id": secrets.token_urlsafe(12),
        "call_id": call.id,
        "agency_id": line.id,
        "position": position,
        "acronym": line.acronym,
        "name": line.name,
        "level": line.level,
        "region": line.region,
        "department": line.department,
        "email": line.email,
        "extended_until": None,
    }


def refresh(session: Session, *, call: Call, actor: str, at: datetime) -> int:
    """Where the call has no address that works, take the directory's; how many that was.

    A link that was sent to an address which returned it is closed. Any other address that the
    call has is left alone: moving a link is an act of its own.
    """
    lacking = (Invitation.call_id == call.id) & (Invitation.email == "") | _came_back(call.id)
    found = select(Invitation).where(lacking).options(joinedload(Invitation.agency))
    moved = 0
    for invitation in session.scalars(found).all():
        first = next(iter(invitation.agency.contacts), None)
        if first is None or first.bounced_at is not None or first.email == invitation.email:
            continue
        _move(session, invitation, first.email, actor, at)
        moved += 1
    session.flush()
    return moved


def _move(session: Session, invitation: Invitation, email: str, actor: str, at: datetime) -> None:
    before, invitation.email = invitation.email, email
    if before:
        accounts.revoke_links(
            session, purpose=accounts.Purpose.CONTRIBUTION, subject_id=invitation.id, at=at
        )
    accounts.record(
        session,
        actor=actor,
        action="invitation.address",
        subject=f"invitation:{invitation.id}",
        details={"before": before, "after": email},
        at=at,
    )
