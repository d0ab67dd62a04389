"""Writing what a file says of agencies: an import, or a bundle."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from consult.directory.entries import Entry, Person
from consult.directory.importing import Outcome, Reason, Verdict
from consult.directory.models import Agency, Contact, ContactRole, ImportReport, Tag
from consult.directory.queries import FEW
from consult.directory.rules import key_of
from consult.directory.tags import key_of_tag, named


def upsert(session: Session, *, entries: Sequence[Entry]) -> list[Agency]:
    """Create or update one agency per entry; an agency is known by its acronym.

    The entry's address becomes the agency's first contact; other contacts and tags are added
    and never taken away. Past calls do not move: an invitation keeps the agency as it stood.
    """
    keys = [key_of(entry.acronym) for entry in entries]
    known = {agency.key: agency for agency in _with_keys(session, keys)}
    tags = {
        key_of_tag(name): named(session, name)
        for name in {key_of_tag(tag): tag for entry in entries for tag in entry.tags}.values()
    }
    written = [
        _written(session, known.get(key), key=key, entry=entry, tags=tags)
        for key, entry in zip(keys, entries, strict=True)
    ]
    session.flush()
    return written


def report(
    session: Session, *, lines: Sequence[dict[str, str]], actor: str, at: datetime
) -> ImportReport:
    """Keep what an import did, line by line."""
    made = ImportReport(at=at, actor=actor, lines=list[Any](lines))
    session.add(made)
    session.flush()
    return made


def told(verdict: Verdict) -> dict[str, str]:
    """A line of the report: which columns changed, not what they said, for it is kept."""
    return {
        "line": str(verdict.line),
        "outcome": verdict.outcome.value,
        "acronym": verdict.entry.acronym,
        "name": verdict.entry.name,
        "changed": " ".join(change.column.value for change in verdict.changes),
        "reason": verdict.reason.value if verdict.reason else "",
        "about": "…" if verdict.reason is Reason.NOT_AN_ADDRESS else verdict.about,
    }


def verdict_of(line: dict[str, str]) -> Verdict:
    """The verdict as far as the report keeps it."""
    return Verdict(
        line=int(line["line"]),
        outcome=Outcome(line["outcome"]),
        entry=Entry(line["acronym"], line["name"]),
        reason=Reason(line["reason"]) if line["reason"] else None,
        about=line["about"],
    )


def _with_keys(session: Session, keys: Sequence[str]) -> Sequence[Agency]:
    whole = (selectinload(Agency.contacts), selectinload(Agency.tags))
    everyone = select(Agency).options(*whole)
    narrowed = everyone.where(Agency.key.in_(keys)) if len(keys) < FEW else everyone
    return session.scalars(narrowed).all()


def _written(
    session: Session, agency: Agency | None, *, key: str, entry: Entry, tags: dict[str, Tag]
) -> Agency:
    if agency is None:
        agency = Agency(key=key, timezone=None, contacts=[], tags=[])
        session.add(agency)
    agency.acronym = entry.acronym
    agency.name = entry.name
    agency.level = entry.level
    agency.region = entry.region
    agency.department = entry.department
    for place, person in enumerate(entry.people):
        _reach(agency, person, first=place == 0 and bool(entry.email))
    for tag in dict.fromkeys(tags[key_of_tag(name)] for name in entry.tags):
        if tag not in agency.tags:
            agency.tags.append(tag)
    return agency


def _reach(agency: Agency, person: Person, *, first: bool) -> None:
    email = person.email.lower()
    contact = next((one for one in agency.contacts if one.email == email), None)
    if contact is None and first and agency.contacts:
        contact = agency.contacts[0]
        contact.email, contact.bounced_at, contact.bounce_reason = email, None, ""
    if contact is None:
        last = max((one.position for one in agency.contacts), default=0)
        contact = Contact(email=email, name="", role=ContactRole.DRAFTER, position=last)
        agency.contacts.append(contact)
    contact.name = person.name or contact.name
    contact.role = ContactRole(person.role) if person.role else contact.role
