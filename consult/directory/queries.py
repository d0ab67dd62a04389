"""Reading the directory."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import Row, select
from sqlalchemy.orm import Session, selectinload

from consult.directory.entries import Entry, Person
from consult.directory.listing import Directory, Line, Reach
from consult.directory.models import Agency, Apart, Contact, ContactRole, ImportReport, Tag, tagging
from consult.directory.rules import plain
from consult.errors import NotFound

MEMBER = Agency.fictional.is_(False)
"""What keeps the invented agencies of a rehearsal out of every list."""


def agencies(session: Session) -> Sequence[Agency]:
    """Every member agency with its contacts, by acronym; two statements however many."""
    everyone = select(Agency).where(MEMBER).options(selectinload(Agency.contacts))
    return session.scalars(everyone.order_by(Agency.key)).all()


def directory(session: Session) -> Directory:
    """Every agency of the federation as plain values; three statements."""
    reaches: dict[int, list[Reach]] = {}
    for agency_id, email, name, role, bounced in session.execute(_REACHES):
        reaches.setdefault(agency_id, []).append(Reach(email, name, role, bounced is not None))
    names: dict[str, str] = {}
    tags: dict[int, list[str]] = {}
    for key, name, agency_id in session.execute(_TAGS):
        names[key] = name
        if agency_id is not None:
            tags.setdefault(agency_id, []).append(key)
    rows = session.execute(_FACTS)
    lines = [
        Line(
            *(number, acronym, name, level, region, department, zone, archived is not None),
            contacts=tuple(reaches.get(number, ())),
            tags=tuple(tags.get(number, ())),
        )
        for number, acronym, name, level, region, department, zone, archived in rows
    ]
    return Directory(lines, names)


_FACTS = (
    select(
        Agency.id,
        Agency.acronym,
        Agency.name,
        Agency.level,
        Agency.region,
        Agency.department,
        Agency.timezone,
        Agency.archived_at,
    )
    .where(MEMBER)
    .order_by(Agency.key)
)
_REACHES = select(
    Contact.agency_id, Contact.email, Contact.name, Contact.role, Contact.bounced_at
).order_by(Contact.agency_id, Contact.position, Contact.id)
_TAGS = (
    select(Tag.key, Tag.name, tagging.c.agency_id)
    .outerjoin(tagging, tagging.c.tag_id == Tag.id)
    .order_by(Tag.key)
)


def agency(session: Session, agency_id: int) -> Agency:
    """One member agency with its contacts and tags; raises `NotFound`."""
    found = session.scalar(select(Agency).where(Agency.id == agency_id, MEMBER))
    if found is None:
        raise NotFound(f"agency {agency_id}")
    return found


def apart(session: Session) -> set[tuple[int, int]]:
    """The pairs that staff said are two agencies, the lower number first."""
    return {(first, second) for first, second in session.execute(_APART)}


_APART = select(Apart.first_id, Apart.second_id)


def chosen(session: Session, ids: Collection[int]) -> list[Agency]:
    """The member agencies of those numbers, by acronym."""
    everyone = select(Agency).where(MEMBER).order_by(Agency.key)
    if len(ids) >= FEW:
        return [one for one in session.scalars(everyone) if one.id in ids]
    return list(session.scalars(everyone.where(Agency.id.in_(ids))))


FEW = 500
"""Beyond, a long IN list costs more than reading a directory, a few thousand lines at most."""


def reports(session: Session) -> Sequence[Row[int, datetime, str]]:
    """The latest imports: number, instant, who; the newest first."""
    told = select(ImportReport.id, ImportReport.at, ImportReport.actor)
    return session.execute(told.order_by(ImportReport.id.desc()).limit(10)).all()


def report(session: Session, report_id: int) -> ImportReport:
    """What one import did; raises `NotFound`."""
    found = session.get(ImportReport, report_id)
    if found is None:
        raise NotFound(f"import {report_id}")
    return found


def entries(session: Session) -> dict[str, Entry]:
    """The whole directory as an import compares it, under the agencies' keys."""
    everyone = select(Agency).where(MEMBER).order_by(Agency.key)
    whole = everyone.options(selectinload(Agency.contacts), selectinload(Agency.tags))
    return {agency.key: entry_of(agency) for agency in session.scalars(whole)}


def entry_of(agency: Agency) -> Entry:
    """An agency as a line of a file would describe it; its first contact speaks for it."""
    people = [Person(one.email, one.name, _role(one)) for one in agency.contacts]
    first, *others = people or [Person("")]
    return Entry(
        acronym=agency.acronym,
        name=agency.name,
        level=agency.level,
        region=agency.region,
        department=agency.department,
        email=first.email,
        contact=first.name,
        role=first.role,
        others=tuple(others),
        tags=tuple(sorted((tag.name for tag in agency.tags), key=plain)),
        archived=agency.archived_at is not None,
    )


def _role(contact: Contact) -> str:
    return "" if contact.role is ContactRole.DRAFTER else contact.role.value
