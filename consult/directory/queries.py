"""Reading the directory."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import Session, selectinload

from consult.directory.importing import Entry
from consult.directory.models import Agency
from consult.directory.rules import key_of

MEMBER = Agency.fictional.is_(False)
"""What keeps the invented agencies of a rehearsal out of every list."""


@dataclass(frozen=True, slots=True)
class Choice:
    """What narrows a list of agencies; what is empty narrows nothing."""

    level: str = ""
    region: str = ""
    search: str = ""


def agencies(session: Session, choice: Choice | None = None) -> Sequence[Agency]:
    """Agencies with their contacts, by acronym; two statements however many there are."""
    narrowed = _narrowed(select(Agency), choice or Choice()).options(selectinload(Agency.contacts))
    return session.scalars(
        narrowed.options(selectinload(Agency.contacts)).order_by(Agency.key)
    ).all()


def _narrowed(statement: Select[Agency], choice: Choice) -> Select[Agency]:
    statement = statement.where(MEMBER)
    if choice.level:
        statement = statement.where(Agency.level == choice.level)
    if choice.region:
        statement = statement.where(Agency.region == choice.region)
    if choice.search:
        words = choice.search.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_").strip()
        hit = f"%{words}%"
        statement = statement.where(
            or_(
                Agency.key.like(f"%{key_of(words)}%", escape="\\"),
                Agency.name.ilike(hit, escape="\\"),
                Agency.department.ilike(hit, escape="\\"),
            )
        )
    return statement


def kept(values: Sequence[str]) -> list[str]:
    """Distinct values in alphabetical order, the empty one left out."""
    return sorted({value for value in values if value}, key=str.casefold)


def levels(session: Session) -> list[str]:
    """Every level that the directory knows."""
    return kept(session.scalars(select(Agency.level).where(MEMBER).distinct()).all())


def regions(session: Session) -> list[str]:
    """Every region that the directory knows."""
    return kept(session.scalars(select(Agency.region).where(MEMBER).distinct()).all())


def entries(session: Session) -> dict[str, Entry]:
    """The whole directory as an import compares it, under the agencies' keys."""
    return {agency.key: entry_of(agency) for agency in agencies(session)}


def entry_of(agency: Agency) -> Entry:
    """An agency as a line of a file would describe it; its first contact speaks for it."""
    first = agency.contacts[0] if agency.contacts else None
    return Entry(
        acronym=agency.acronym,
        name=agency.name,
        level=agency.level,
        region=agency.region,
        department=agency.department,
        email=first.email if first else "",
        contact=first.name if first else "",
    )
