"""The people who answer for an agency: added, corrected, put first, removed."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from consult.directory.models import Agency, Contact, ContactRole
from consult.directory.service import trail
from consult.errors import Invalid, NotFound


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """What staff say about a contact."""

    email: str
    name: str
    role: ContactRole


def contact_of(agency: Agency, contact_id: int) -> Contact:
    """One contact of that agency and of no other; raises `NotFound`."""
    for contact in agency.contacts:
        if contact.id == contact_id:
            return contact
    raise NotFound(f"contact {contact_id}")


def add(session: Session, *, agency: Agency, person: Person, actor: str, at: datetime) -> Contact:
    """A new contact, after the others; raises `Invalid("email")` for an address already there."""
    _ensure_new(agency, person.email)
    contact = Contact(
        **asdict(person), position=max((one.position for one in agency.contacts), default=0)
    )
    agency.contacts.append(contact)
    session.flush()
    trail(session, agency, "directory.contact_add", actor, at, email=contact.email)
    return contact


def amend(session: Session, *, contact: Contact, person: Person, actor: str, at: datetime) -> None:
    """Correct a contact; a new address has never come back.

    Raises `Invalid("email")` where another contact of the agency has it.
    """
    before = contact.email
    if person.email != before:
        _ensure_new(contact.agency, person.email)
        contact.bounced_at, contact.bounce_reason = None, ""
    contact.email, contact.name, contact.role = person.email, person.name, person.role
    session.flush()
    trail(
        *(session, contact.agency, "directory.contact_amend", actor, at),
        before=before,
        email=contact.email,
    )


def put_first(session: Session, *, contact: Contact, actor: str, at: datetime) -> None:
    """Let this contact speak for the agency: the next letters go there."""
    contact.position = min(one.position for one in contact.agency.contacts) - 1
    session.flush()
    session.expire(contact.agency, ["contacts"])
    trail(session, contact.agency, "directory.contact_first", actor, at, email=contact.email)


def trust(session: Session, *, contact: Contact, actor: str, at: datetime) -> None:
    """Take the address for good again: the letter came back for a passing reason."""
    contact.bounced_at, contact.bounce_reason = None, ""
    session.flush()
    trail(session, contact.agency, "directory.contact_trust", actor, at, email=contact.email)


def came_back(session: Session, *, email: str, reason: str, at: datetime) -> list[Contact]:
    """A letter to this address reached nobody: whoever has it is marked, in every agency."""
    found = session.scalars(select(Contact).where(Contact.email == email.strip().lower())).all()
    for contact in found:
        contact.bounced_at, contact.bounce_reason = at, reason
    session.flush()
    return list(found)


def remove(session: Session, *, contact: Contact, actor: str, at: datetime) -> None:
    """Forget a contact; what was sent to it stays in the outbox."""
    agency = contact.agency
    agency.contacts.remove(contact)
    session.flush()
    trail(session, agency, "directory.contact_remove", actor, at, email=contact.email)


def _ensure_new(agency: Agency, email: str) -> None:
    if any(one.email == email for one in agency.contacts):
        raise Invalid("email")
