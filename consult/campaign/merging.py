"""Making one agency of two: its calls, its contacts and its tags follow."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from consult.accounts import service as accounts
from consult.accounts.models import Purpose
from consult.calls.models import Call, Invitation
from consult.contributions.models import Contribution
from consult.directory import service as directory
from consult.directory.models import Agency, Contact
from consult.errors import Refusal
from consult.post import LetterState, OutboxLetter

FACTS = ("acronym", "name", "level", "region", "department", "timezone")


class TwoAnswers(Refusal):
    """Both answered one call: nobody but they can say which answer holds. `args[0]` is it."""


def merge(
    session: Session,
    *,
    kept: Agency,
    gone: Agency,
    facts: Mapping[str, str | None],
    actor: str,
    at: datetime,
) -> None:
    """Make one agency of two; `facts` are those of the one that stays, chosen field by field.

    Where one call asked both, the invitation that was answered stays. Raises `TwoAnswers`
    where both were: the caller commits nothing then.
    """
    _merge_invitations(session, kept, gone, at)
    _merge_contacts(session, kept, gone)
    for tag in set(gone.tags) - set(kept.tags):
        kept.tags.append(tag)
    gone.tags.clear()
    directory.forget_apart(session, gone)
    before = {name: getattr(gone, name) for name in FACTS}
    session.flush()
    session.expire(gone)
    session.delete(gone)
    session.flush()
    told = directory.Facts(**{name: facts[name] for name in FACTS})  # type: ignore[arg-type]
    directory.amend(session, agency=kept, facts=told, actor=actor, at=at)
    directory.trail(session, kept, "directory.merge", actor, at, gone=before)


def _merge_invitations(session: Session, kept: Agency, gone: Agency, at: datetime) -> None:
    mine, theirs = _invitations(session, kept), _invitations(session, gone)
    answered = _answered(session, [*mine.values(), *theirs.values()])
    both = mine.keys() & theirs.keys()
    for call_id in both:
        if {mine[call_id].id, theirs[call_id].id} <= answered:
            raise TwoAnswers(session.get_one(Call, call_id))
    for call_id in both:
        _drop(session, mine[call_id] if theirs[call_id].id in answered else theirs[call_id], at)
    follow = update(Invitation).where(Invitation.agency_id == gone.id)
    session.execute(follow.values(agency_id=kept.id))
    session.expire_all()


def _answered(session: Session, invitations: Sequence[Invitation]) -> set[int]:
    wanted = [one.id for one in invitations]
    held = select(Contribution.invitation_id).where(Contribution.invitation_id.in_(wanted))
    return set(session.scalars(held))


def _drop(session: Session, invitation: Invitation, at: datetime) -> None:
    """Let go of an invitation nobody answered; the database refuses one that says something."""
    call = invitation.call
    accounts.revoke_links(session, purpose=Purpose.CONTRIBUTION, subject_id=invitation.id, at=at)
    waiting = update(OutboxLetter).where(
        OutboxLetter.invitation_id == invitation.id, OutboxLetter.state == LetterState.PLANNED
    )
    session.execute(waiting.values(state=LetterState.CANCELLED))
    try:
        with session.begin_nested():
            session.delete(invitation)
    except IntegrityError as refused:
        raise TwoAnswers(call) from refused


def _invitations(session: Session, agency: Agency) -> dict[int, Invitation]:
    found = session.scalars(select(Invitation).where(Invitation.agency_id == agency.id))
    return {one.call_id: one for one in found}


def _merge_contacts(session: Session, kept: Agency, gone: Agency) -> None:
    """The contacts of the one that goes come after those of the one that stays."""
    known = {contact.email for contact in kept.contacts}
    last = max((contact.position for contact in kept.contacts), default=0)
    for place, contact in enumerate(list(gone.contacts), start=1):
        if contact.email in known:
            session.delete(contact)
            continue
        session.execute(
            update(Contact)
            .where(Contact.id == contact.id)
            .values(agency_id=kept.id, position=last + place)
        )
    session.flush()
    session.expire_all()
