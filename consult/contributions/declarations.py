"""Declaring, instead of contributing, that one will not answer or that one joins another."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from consult.accounts import service as accounts
from consult.calls.models import Invitation
from consult.contributions.consent import DeclarationKind, Grounds
from consult.contributions.declared import GIVEN_UP, has_sent
from consult.contributions.models import (
    Collaborator,
    Declaration,
)
from consult.errors import Invalid, NotFound, TooManyAttempts
from consult.post import OutboxLetter

JOINING = "joining"
"""The kind of letter that asks an agency whether another may join it."""

MOST_ASKED = 3
"""How many agencies one agency may write to in a day, to join one of them."""

LONGEST_REASON = 1000


def decline(
    session: Session,
    *,
    invitation: Invitation,
    grounds: Grounds | None,
    reason: str,
    at: datetime,
    by: Collaborator | None = None,
) -> Declaration:
    """Say that the agency will not answer. Raises `CallNotOpen`, or `Invalid` once it did."""
    _ensure_free(session, invitation, at)
    made = Declaration(
        invitation_id=invitation.id,
        kind=DeclarationKind.DECLINED,
        grounds=grounds,
        reason=reason[:LONGEST_REASON],
        named=False,
        joined_id=None,
        declared_at=at,
        confirmed_at=None,
        refused_at=None,
    )
    _replace(session, invitation, made)
    said = grounds.value if grounds else ""
    _trail(session, invitation, "declaration.decline", at, by, grounds=said)
    return made


def join(
    session: Session,
    *,
    invitation: Invitation,
    to: Invitation,
    named: bool,
    at: datetime,
    by: Collaborator | None = None,
) -> Declaration:
    """Ask to stand behind the contribution of another agency, which will say.

    Raises `NotFound` for an agency that is not asked, `TooManyAttempts` when too many others
    were written to that day.
    """
    _ensure_free(session, invitation, at)
    if to.call_id != invitation.call_id or to.id == invitation.id:
        raise NotFound(to.public_id)
    present = session.get(Declaration, invitation.id)
    if present is not None and present.joined_id == to.id and present.refused_at is None:
        present.named = named
        session.flush()
        return present
    if _asked_lately(session, invitation, to, at) >= MOST_ASKED:
        raise TooManyAttempts(invitation.acronym)
    made = Declaration(
        invitation_id=invitation.id,
        kind=DeclarationKind.JOINED,
        grounds=None,
        reason="",
        named=named,
        joined_id=to.id,
        declared_at=at,
        confirmed_at=None,
        refused_at=None,
    )
    _replace(session, invitation, made)
    _trail(session, invitation, "declaration.join", at, by, to=to.acronym)
    return made


def take_back(
    session: Session, *, invitation: Invitation, at: datetime, by: Collaborator | None = None
) -> bool:
    """Forget what was declared: the agency answers after all. Whether there was anything."""
    _hold(session, invitation)
    present = session.get(Declaration, invitation.id)
    if present is None:
        return False
    session.delete(present)
    joined = present.kind is DeclarationKind.JOINED
    _trail(session, invitation, GIVEN_UP if joined else "declaration.take_back", at, by)
    return True


def answer(
    session: Session,
    *,
    invitation: Invitation,
    joiner: str,
    agreed: bool,
    at: datetime,
    by: Collaborator | None = None,
) -> Declaration | None:
    """Say to the agency `joiner` (its public id) that it may join or not; None if that is said.

    An agreement can be taken back, and a refusal too. Raises `NotFound`.
    """
    asked = session.scalar(
        select(Declaration)
        .join(Declaration.invitation)
        .where(Invitation.public_id == joiner, Declaration.joined_id == invitation.id)
        .options(joinedload(Declaration.invitation))
        .with_for_update(of=Declaration)
    )
    if asked is None:
        raise NotFound(joiner)
    if (asked.confirmed_at if agreed else asked.refused_at) is not None:
        return None
    asked.confirmed_at, asked.refused_at = (at, None) if agreed else (None, at)
    said = "declaration.confirm" if agreed else "declaration.refuse"
    _trail(session, invitation, said, at, by, joiner=asked.invitation.acronym)
    return asked


def asked_key(invitation: Invitation, to: Invitation, at: datetime) -> str:
    """One letter a day, to each address, however often the same thing is asked.

    It names the link that the letter carries: the agency's own (0) of the one that is asked.
    """
    return f"{JOINING}:{to.call_id}:{to.id}:0:{invitation.id}:{at:%Y-%m-%d}"


def _ensure_free(session: Session, invitation: Invitation, at: datetime) -> None:
    """Only an agency that can still answer, and did not, says that it will not."""
    _hold(session, invitation)
    invitation.window.ensure_accepts(at)
    if has_sent(session, invitation):
        raise Invalid("sent")


def _hold(session: Session, invitation: Invitation) -> None:
    """Colleagues of one agency take turns."""
    session.execute(select(Invitation.id).where(Invitation.id == invitation.id).with_for_update())


def _replace(session: Session, invitation: Invitation, made: Declaration) -> None:
    present = session.get(Declaration, invitation.id)
    if present is not None:
        session.delete(present)
        session.flush()
    session.add(made)
    session.flush()


def _asked_lately(session: Session, invitation: Invitation, to: Invitation, at: datetime) -> int:
    """To how many agencies other than `to` this one wrote within a day."""
    written = session.scalars(
        select(OutboxLetter.key).where(
            OutboxLetter.kind == JOINING,
            OutboxLetter.key.startswith(f"{JOINING}:{invitation.call_id}:"),
            OutboxLetter.planned_at > at - timedelta(days=1),
        )
    )
    parts = (key.split(":") for key in written)
    return len({part[2] for part in parts if part[4] == str(invitation.id)} - {str(to.id)})


def _trail(
    session: Session,
    invitation: Invitation,
    action: str,
    at: datetime,
    by: Collaborator | None,
    **details: Any,
) -> None:
    accounts.record(
        session,
        actor=by.email if by else f"agency:{invitation.acronym}",
        action=action,
        subject=f"call:{invitation.call.slug}",
        details={"agency": invitation.acronym, **details},
        at=at,
    )
    session.flush()
