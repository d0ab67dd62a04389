"""Erasing rows with everything that rests on them, in whatever tables that is."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from importlib import import_module
from typing import Any

from sqlalchemy import Column, ForeignKey, Table, delete, select, tuple_
from sqlalchemy.orm import Session

from consult.db import Base
from consult.tables import every_table

Row = Mapping[str, Any]
Found = dict[str, dict[tuple[Any, ...], Row]]
"""What was erased: rows as plain values, under the name of their table and their key."""

BATCH = 400

ELSEWHERE = ("consult.analysis.coding.forgetting", "consult.synthesis.forgetting")
"""Shelves whose `forget` clears what copies of erased rows hold, where no foreign key leads."""


def erase(session: Session, roots: Mapping[str, Collection[int]]) -> Found:
    """Erase the rows named by table and id, and every row whose foreign keys lead to them.

    The database is asked which those are, so that a table added later is not forgotten.
    What is returned lets the caller see to what no foreign key names, such as files.
    """
    found: Found = {}
    tables = every_table()
    for name, ids in roots.items():
        table = Base.metadata.tables[name]
        _keep(found, table, _rows(session, table, table.c.id, ids))
    # A table may rest on itself, or two tables on each other: until nothing more is found.
    while sum(_follow(session, table, found) for table in tables):
        continue
    session.flush()
    for table in reversed(tables):
        _delete(session, table, list(found.get(table.name, ())))
    session.expire_all()
    for shelf in ELSEWHERE:
        import_module(shelf).forget(session, found)
    return found


@dataclass(frozen=True, slots=True)
class Gone:
    """A contribution that was erased while its call stays."""

    id: int
    call_id: int
    invitation_id: int
    acronym: str


def contributions_gone(session: Session, found: Found) -> list[Gone]:
    """The contributions among what was erased, of calls that are still there; one statement."""
    rows = {row["invitation_id"]: row["id"] for row in found.get("contribution", {}).values()}
    invitations = {row["id"]: row for row in found.get("invitation", {}).values()}
    asked = Base.metadata.tables["invitation"]
    left = [one for one in rows if one not in invitations]
    invitations |= {row["id"]: row for row in _rows(session, asked, asked.c.id, left)}
    calls = {row["id"] for row in found.get("call", {}).values()}
    return [
        Gone(id_, invitations[one]["call_id"], one, invitations[one]["acronym"])
        for one, id_ in rows.items()
        if invitations[one]["call_id"] not in calls
    ]


def _follow(session: Session, table: Table, found: Found) -> int:
    """Add the rows of a table that rest on what was found; how many were new."""
    more = 0
    for key in sorted(table.foreign_keys, key=lambda one: one.parent.name):
        ids = _values(found, key)
        more += _keep(found, table, _rows(session, table, key.parent, ids))
    return more


def _values(found: Found, key: ForeignKey) -> list[Any]:
    rows = found.get(key.column.table.name, {}).values()
    return [row[key.column.name] for row in rows]


def _rows(
    session: Session, table: Table, column: Column[Any], values: Collection[Any]
) -> Iterator[Row]:
    wanted = list(values)
    for start in range(0, len(wanted), BATCH):
        batch = wanted[start : start + BATCH]
        for row in session.execute(select(table).where(column.in_(batch))).mappings():
            yield dict(row)


def _keep(found: Found, table: Table, rows: Iterator[Row]) -> int:
    kept = found.setdefault(table.name, {})
    before = len(kept)
    kept.update({tuple(row[one.name] for one in table.primary_key): row for row in rows})
    return len(kept) - before


def _delete(session: Session, table: Table, keys: list[tuple[Any, ...]]) -> None:
    columns = list(table.primary_key)
    for start in range(0, len(keys), BATCH):
        batch = keys[start : start + BATCH]
        session.execute(delete(table).where(tuple_(*columns).in_(batch)))
