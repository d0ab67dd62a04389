"""Reading who takes part in a contribution, and what each of them did."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from consult.calls.models import Invitation
from consult.contributions.drafts import Draft
from consult.contributions.models import (
    Collaborator,
    Contribution,
    Decision,
    Revision,
    SignOff,
)
from consult.contributions.texts.merging import Said
from consult.directory.models import Contact, ContactRole
from consult.errors import NotFound
from consult.post import OutboxLetter

AGENCY = None
"""The id of whoever writes by the agency's own link, which names nobody."""


@dataclass(frozen=True)
class Team:
    """The collaborators of a contribution, and the address of the agency's own link."""

    invitation: Invitation
    everybody: Sequence[Collaborator]
    contacts: Sequence[Contact]

    @property
    def present(self) -> Sequence[Collaborator]:
        """Those who can open the contribution."""
        return [one for one in self.everybody if one.left_at is None]

    @property
    def left(self) -> Sequence[Collaborator]:
        """Those who could once."""
        return [one for one in self.everybody if one.left_at is not None]

    @property
    def signatories(self) -> Sequence[Collaborator]:
        """Those who may approve."""
        return [one for one in self.present if one.role is ContactRole.SIGNATORY]

    @property
    def signatories_to_be(self) -> Sequence[Contact]:
        """Signatories of the directory who take part only once they are asked to sign."""
        known = {one.email.lower() for one in self.everybody}
        return [
            one
            for one in self.contacts
            if one.role is ContactRole.SIGNATORY and one.email.lower() not in known
        ]

    @property
    def names_of_signatories(self) -> list[str]:
        """Whoever may approve, or will be asked to."""
        return [
            *(one.name or one.email for one in self.signatories),
            *(one.name or one.email for one in self.signatories_to_be),
        ]

    @property
    def names(self) -> Mapping[int | None, str]:
        """What each author is called; None is the holder of the agency's own link."""
        mine = self.invitation.email.lower()
        own = next((one.name for one in self.contacts if one.email.lower() == mine), "")
        return {AGENCY: own or self.invitation.email} | {
            one.id: one.name or one.email for one in self.everybody
        }


def team(session: Session, invitation: Invitation) -> Team:
    """Everybody who takes or took part, in the order invited; two statements."""
    everybody = session.scalars(
        select(Collaborator)
        .where(Collaborator.invitation_id == invitation.id)
        .order_by(Collaborator.invited_at, Collaborator.id)
    ).all()
    contacts = session.scalars(
        select(Contact)
        .where(Contact.agency_id == invitation.agency_id)
        .order_by(Contact.position, Contact.id)
    ).all()
    return Team(invitation, everybody, contacts)


def others(
    session: Session, draft: Draft, by: Collaborator | None
) -> Mapping[str, tuple[str, datetime]]:
    """Who last changed each answer that this person did not, and when; often asks nothing."""
    me = by.id if by else None
    foreign = {key: one for key, one in draft.written.items() if one.by_id != me}
    if not foreign:
        return {}
    names = team(session, draft.invitation).names
    return {key: (names.get(one.by_id, ""), one.at) for key, one in foreign.items()}


def collaborator(session: Session, invitation: Invitation, id_: int) -> Collaborator:
    """One collaborator of one contribution; `NotFound` also for one of another."""
    found = session.get(Collaborator, id_)
    if found is None or found.invitation_id != invitation.id:
        raise NotFound(f"collaborator {id_}")
    return found


def last_saved(
    session: Session, contribution: Contribution | None, by: Collaborator | None
) -> dict[str, Said]:
    """What each answer became when this very person last changed it."""
    own = [
        one
        for one in revisions(session, contribution)
        if one.saved_by_id == (by.id if by else None)
    ]
    return {key: Said.remembered(kept) for one in own for key, kept in one.changes.items()}


def revisions(session: Session, contribution: Contribution | None) -> Sequence[Revision]:
    """Every save, oldest first."""
    if contribution is None:
        return ()
    return session.scalars(
        select(Revision)
        .where(Revision.contribution_id == contribution.id)
        .order_by(Revision.number)
    ).all()


def sign_offs(session: Session, contribution: Contribution | None) -> Sequence[SignOff]:
    """Every step towards the signatory's word, oldest first."""
    if contribution is None:
        return ()
    return session.scalars(
        select(SignOff).where(SignOff.contribution_id == contribution.id).order_by(SignOff.id)
    ).all()


def is_approved(session: Session, contribution: Contribution | None) -> bool:
    """Whether the last word of a signatory approves the very text at hand."""
    if contribution is None:
        return False
    last = session.scalar(
        select(SignOff)
        .where(SignOff.contribution_id == contribution.id)
        .order_by(SignOff.id.desc())
        .limit(1)
    )
    return approves(last, contribution.revision)


def approves(last: SignOff | None, revision: int) -> bool:
    """An approval holds only for the text it approved."""
    return last is not None and last.decision is Decision.APPROVED and last.revision == revision


def letters_since(
    session: Session, *, since: datetime, key_start: str = "", recipient: str = ""
) -> int:
    """How many letters were planned, by the beginning of their key or by their recipient."""
    asked = select(func.count()).select_from(OutboxLetter).where(OutboxLetter.planned_at > since)
    if key_start:
        asked = asked.where(OutboxLetter.key.startswith(key_start, autoescape=True))
    if recipient:
        asked = asked.where(
            OutboxLetter.recipient == recipient, OutboxLetter.kind == COLLEAGUE_LETTER
        )
    return session.scalar(asked) or 0


COLLEAGUE_LETTER = "colleague"
