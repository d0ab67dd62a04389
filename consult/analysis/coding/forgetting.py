"""What the history of coding forgets of a contribution that is erased."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from consult.analysis.models import Act
from consult.erasing import Found, contributions_gone


def forget(session: Session, found: Found) -> None:
    """Acts keep neither the name of the agency nor the rows that were erased.

    That somebody did something stays in the history; undoing it no longer touches those rows.
    The index of the search forgets the words themselves.
    """
    if found.get("search_text"):
        _forget_words(session)
    gone = contributions_gone(session, found)
    if not gone:
        return
    rows = {(table, key[0]) for table in ("excerpt", "coding") for key in found.get(table, ())}
    contributions = {one.id for one in gone}
    versions = {key[0] for key in found.get("version", ())}
    for act in session.scalars(select(Act).where(Act.call_id.in_({one.call_id for one in gone}))):
        names = {one.acronym for one in gone if one.call_id == act.call_id}
        about = _about(act.about, names, contributions)
        changes = [one for one in act.changes if not _is_of(one, rows, versions)]
        if about != act.about:
            act.about = about
        if changes != act.changes:
            act.changes = changes
    session.flush()


def _forget_words(session: Session) -> None:
    """SQLite's index only notes that a text is gone, until its parts are made into one."""
    if session.get_bind().dialect.name == "sqlite":
        session.execute(text("INSERT INTO search_index (search_index) VALUES ('optimize')"))


def _about(
    about: Mapping[str, Any], names: Collection[str], contributions: Collection[int]
) -> dict[str, Any]:
    left = {name: value for name, value in about.items() if str(value) not in names}
    if "answers" in left:
        left["answers"] = [pair for pair in left["answers"] if pair[0] not in contributions]
    return left


def _is_of(change: Any, rows: Collection[tuple[str, int]], versions: Collection[int]) -> bool:
    """Whether it is about a row that was erased now, or one gone before of the same versions."""
    table, before, after = change
    row = before or after or {}
    return (table, row.get("id")) in rows or row.get("version_id") in versions
