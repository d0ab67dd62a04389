"""Who takes part: invite a colleague, write to them again, let them go, move the agency's link."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from consult.accounts import service as accounts
from consult.accounts.models import Purpose
from consult.calls.models import Invitation
from consult.contributions.models import Collaborator
from consult.contributions.team import hands
from consult.directory.models import ContactRole
from consult.errors import Forbidden, TooManyAttempts

REPEAT = timedelta(minutes=15)
"""Nobody is written to twice within it, whoever asks, and in whatever contribution."""

DAY = timedelta(days=1)
MOST_A_DAY = 30
MOST_COLLEAGUES = 40


def may_invite(by: Collaborator | None) -> bool:
    """The holder of the agency's own link and signatories choose who takes part."""
    return by is None or by.role is ContactRole.SIGNATORY


def ensure_may_invite(by: Collaborator | None) -> None:
    """Raise `Forbidden` for somebody who only drafts."""
    if not may_invite(by):
        raise Forbidden("only the agency's own link and signatories invite")


def invite(
    session: Session,
    *,
    invitation: Invitation,
    email: str,
    name: str,
    role: ContactRole,
    inviter: str,
    at: datetime,
) -> Collaborator:
    """Let somebody in, or in again; the letter is the caller's.

    Raises `TooManyAttempts` when they were written to a moment ago, or when this contribution
    has invited as many people as an agency ever needs.
    """
    address = email.strip().lower()
    _ensure_bearable(session, invitation, address, at)
    one = session.scalar(
        select(Collaborator).where(
            Collaborator.invitation_id == invitation.id, Collaborator.email == address
        )
    )
    if one is None:
        one = Collaborator(invitation_id=invitation.id, email=address, invited_at=at)
        session.add(one)
    elif one.left_at is not None:
        one.invited_at = at
    one.name, one.role, one.invited_by, one.left_at = name, role, inviter, None
    session.flush()
    _trail(session, "contribution.colleague", invitation, one, actor=inviter, at=at)
    return one


def write_again(
    session: Session, *, invitation: Invitation, one: Collaborator, at: datetime
) -> None:
    """Refuse to write too often; the letter is the caller's."""
    _ensure_bearable(session, invitation, one.email, at, more=0)


def let_go(
    session: Session, *, invitation: Invitation, one: Collaborator, actor: str, at: datetime
) -> None:
    """Shut the contribution to somebody; what they wrote keeps their name."""
    if one.left_at is None:
        one.left_at = at
        accounts.revoke_links(session, purpose=Purpose.COLLABORATOR, subject_id=one.id, at=at)
        _trail(session, "contribution.colleague_left", invitation, one, actor=actor, at=at)
    session.flush()


def readdress(
    session: Session, *, invitation: Invitation, email: str, actor: str, at: datetime
) -> None:
    """Give the agency's own link to another address; the links told before open nothing more."""
    before, invitation.email = invitation.email, email.strip().lower()
    accounts.revoke_links(session, purpose=Purpose.CONTRIBUTION, subject_id=invitation.id, at=at)
    session.flush()
    accounts.record(
        session,
        actor=actor,
        action="invitation.address",
        subject=f"invitation:{invitation.id}",
        details={"before": before, "after": invitation.email},
        at=at,
    )


def _ensure_bearable(
    session: Session, invitation: Invitation, address: str, at: datetime, *, more: int = 1
) -> None:
    mine = f"{hands.COLLEAGUE_LETTER}:{invitation.call_id}:{invitation.id}:"
    if hands.letters_since(session, since=at - REPEAT, recipient=address):
        raise TooManyAttempts(address)
    if hands.letters_since(session, since=at - DAY, key_start=mine) >= MOST_A_DAY:
        raise TooManyAttempts(f"invitation:{invitation.id}")
    if len(hands.team(session, invitation).present) + more > MOST_COLLEAGUES:
        raise TooManyAttempts(f"invitation:{invitation.id}")


def _trail(
    session: Session,
    action: str,
    invitation: Invitation,
    one: Collaborator,
    *,
    actor: str,
    at: datetime,
) -> None:
    accounts.record(
        session,
        actor=actor,
        action=action,
        subject=f"invitation:{invitation.id}",
        details={"email": one.email, "role": one.role.value},
        at=at,
    )
