"""Erasing rows with everything that rests on them, in whatever tables that is."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import Any

from sqlalchemy import Column, ForeignKey, Table, delete, select, tuple_
from sqlalchemy.orm import Session

from consult.db import Base, every_table

Row = Mapping[str, Any]
Found = dict[str, dict[tuple[Any, ...], Row]]
"""What was erased: rows as plain values, under the name of their table and their key."""

BATCH = 400


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
    return found


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
