"""Writing the directory."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from consult.directory.importing import Entry
from consult.directory.models import Agency, Contact, ContactRole
from consult.directory.rules import key_of


def upsert(session: Session, *, entries: Sequence[Entry]) -> list[Agency]:
    """Create or update one agency per entry; an agency is known by its acronym.

    The entry's address becomes the agency's first contact; other contacts are left alone.
    Past calls do not move: an invitation keeps the agency as it stood.
    """
    keys = [key_of(entry.acronym) for entry in entries]
    known = {agency.key: agency for agency in _with_keys(session, keys)}
    written = [
        _written(session, known.get(key), key=key, entry=entry)
        for key, entry in zip(keys, entries, strict=True)
    ]
    session.flush()
    return written


def _with_keys(session: Session, keys: Sequence[str]) -> Sequence[Agency]:
    everyone = select(Agency).options(selectinload(Agency.contacts))
    # A long IN list costs more than reading a directory, which is a few thousand lines at most.
    narrowed = everyone.where(Agency.key.in_(keys)) if len(keys) < 500 else everyone
    return session.scalars(narrowed).all()


def _written(session: Session, agency: Agency | None, *, key: str, entry: Entry) -> Agency:
    if agency is None:
        agency = Agency(key=key, timezone=None, contacts=[])
        session.add(agency)
    agency.acronym = entry.acronym
    agency.name = entry.name
    agency.level = entry.level
    agency.region = entry.region
    agency.department = entry.department
    if entry.email:
        _reach(agency, entry)
    return agency


def _reach(agency: Agency, entry: Entry) -> None:
    email = entry.email.lower()
    known = next((contact for contact in agency.contacts if contact.email == email), None)
    if known is None and agency.contacts:
        known = agency.contacts[0]
    if known is None:
        known = Contact(email=email, name="", role=ContactRole.DRAFTER)
        agency.contacts.append(known)
    known.email = email
    known.name = entry.contact or known.name
