"""Writing the directory: agencies, one by one or many at once. Every act is in the audit trail."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from consult.accounts import service as accounts
from consult.directory.models import Agency, Apart
from consult.directory.rules import key_of
from consult.errors import Invalid


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What staff say about an agency. `timezone` is None where its place says it."""

    acronym: str
    name: str
    level: str = ""
    region: str = ""
    department: str = ""
    timezone: str | None = None


def create(session: Session, *, facts: Facts, actor: str, at: datetime) -> Agency:
    """A new member agency; raises `Invalid("acronym")` where one has that acronym."""
    _ensure_free(session, facts.acronym)
    agency = Agency(key=key_of(facts.acronym), contacts=[], tags=[], **asdict(facts))
    session.add(agency)
    session.flush()
    trail(session, agency, "directory.create", actor, at, acronym=agency.acronym)
    return agency


def amend(session: Session, *, agency: Agency, facts: Facts, actor: str, at: datetime) -> None:
    """Say other facts about an agency; past calls keep it as it stood.

    Raises `Invalid("acronym")` where another agency has that acronym.
    """
    if key_of(facts.acronym) != agency.key:
        _ensure_free(session, facts.acronym)
    changed = {name: said for name, said in asdict(facts).items() if getattr(agency, name) != said}
    before = {name: getattr(agency, name) for name in changed}
    for name, said in changed.items():
        setattr(agency, name, said)
    agency.key = key_of(agency.acronym)
    session.flush()
    if changed:
        trail(session, agency, "directory.amend", actor, at, before=before, after=changed)


def archive(session: Session, *, agencies: Sequence[Agency], actor: str, at: datetime) -> int:
    """Offer agencies no more; their past stays. How many were not archived yet."""
    moved = [agency for agency in agencies if agency.archived_at is None]
    for agency in moved:
        agency.archived_at = at
    _trail_of_many(session, "directory.archive", moved, actor, at)
    return len(moved)


def restore(session: Session, *, agencies: Sequence[Agency], actor: str, at: datetime) -> int:
    """Offer agencies again. How many were archived."""
    moved = [agency for agency in agencies if agency.archived_at is not None]
    for agency in moved:
        agency.archived_at = None
    _trail_of_many(session, "directory.restore", moved, actor, at)
    return len(moved)


def remove(session: Session, *, agency: Agency, actor: str, at: datetime) -> None:
    """Forget an agency that no call ever asked; the database itself refuses any other.

    Raises `Invalid("asked")` where a call did.
    """
    try:
        with session.begin_nested():
            forget_apart(session, agency)
            session.delete(agency)
    except IntegrityError as refused:
        raise Invalid("asked") from refused
    trail(session, agency, "directory.remove", actor, at, acronym=agency.acronym)


def set_apart(session: Session, *, first: Agency, second: Agency, actor: str, at: datetime) -> None:
    """Say that two agencies which look like one are two; they are proposed no more."""
    low, high = sorted((first.id, second.id))
    if low != high and session.get(Apart, (low, high)) is None:
        session.add(Apart(first_id=low, second_id=high))
        session.flush()
        _trail_of_many(session, "directory.apart", [first, second], actor, at)


def forget_apart(session: Session, agency: Agency) -> None:
    """What was said of an agency that is about to go."""
    mine = (Apart.first_id == agency.id) | (Apart.second_id == agency.id)
    session.execute(delete(Apart).where(mine))


def trail(
    session: Session, agency: Agency, action: str, actor: str, at: datetime, **details: Any
) -> None:
    """Record what was done to one agency."""
    subject = f"agency:{agency.id}"
    accounts.record(session, actor=actor, action=action, subject=subject, details=details, at=at)


def _trail_of_many(
    session: Session,
    action: str,
    agencies: Sequence[Agency],
    actor: str,
    at: datetime,
    **details: Any,
) -> None:
    if agencies:
        told: Mapping[str, Any] = {**details, "agencies": [agency.acronym for agency in agencies]}
        accounts.record(
            session, actor=actor, action=action, subject="directory", details=dict(told), at=at
        )


def _ensure_free(session: Session, acronym: str) -> None:
    if session.scalar(select(Agency.id).where(Agency.key == key_of(acronym))) is not None:
        raise Invalid("acronym")
