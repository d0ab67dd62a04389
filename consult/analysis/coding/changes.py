"""Rows of themes, excerpts and codings: what they were, what they are, and putting them back."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from enum import Enum
from typing import Any, NamedTuple

from sqlalchemy import Table, delete, insert, inspect, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session, UOWTransaction, aliased

from consult.analysis.models import Coding, Excerpt, Theme
from consult.db import UtcDateTime
from consult.errors import Refusal

KEPT = (Theme, Excerpt, Coding)
"""What is noted, each after what it refers to."""
TABLES: Mapping[str, Table] = {model.__tablename__: model.__table__ for model in KEPT}  # type: ignore[misc]  # a mapped class has a Table

Row = Mapping[str, Any]


class ChangedSince(Refusal):
    """Somebody changed since what was to be undone or done again; nothing was done."""


class Change(NamedTuple):
    """One row before and after an act; None where it was not there."""

    table: str
    before: Row | None
    after: Row | None

    @property
    def key(self) -> tuple[str, int]:
        """Which row it is."""
        row = self.before or self.after or {}
        return self.table, row["id"]

    def reversed(self) -> Change:
        """What undoes it."""
        return Change(self.table, self.after, self.before)


def forgotten_rows(session: Session) -> Iterator[tuple[tuple[str, int], Row]]:
    """The rows about to change of which the session does not know what they were.

    What was set without being read first leaves no trace of its former value.
    """
    for one in (*session.dirty, *session.deleted):
        if isinstance(one, KEPT) and any(_blind(one)):
            table = TABLES[one.__tablename__]
            found = session.connection().execute(select(table).where(table.c.id == one.id))
            for row in found.mappings():
                yield (table.name, one.id), {key: _plain(value) for key, value in row.items()}


def _blind(one: Any) -> Iterator[str]:
    """Names of the columns that are not known, or were set without being read first."""
    state = inspect(one)
    for column in state.mapper.column_attrs:
        history = state.attrs[column.key].history
        if column.key in state.unloaded or (history.added and not history.deleted):
            yield column.key


def changes_of(flush: UOWTransaction, forgotten: Mapping[tuple[str, int], Row]) -> Iterator[Change]:
    """What a flush has just written, while the session still knows what it was.

    Read off the flush: the session does not tell of the orphans that it deletes.
    """
    for state, (leaves, listed) in flush.states.items():
        one = state.obj()
        if listed or not isinstance(one, KEPT):
            continue  # Listed is what others were written after, unchanged itself.
        if leaves:
            yield Change(one.__tablename__, _before(one, forgotten), None)
        elif one in flush.session.new:
            yield Change(one.__tablename__, None, _row(one))
        elif (before := _before(one, forgotten)) != (after := _row(one)):
            yield Change(one.__tablename__, before, after)


def _row(one: Any) -> Row:
    return {
        column.key: _plain(getattr(one, column.key)) for column in inspect(type(one)).column_attrs
    }


def _before(one: Any, forgotten: Mapping[tuple[str, int], Row]) -> Row:
    if known := forgotten.get((one.__tablename__, one.id)):
        return known
    state = inspect(one)
    row = {}
    for column in state.mapper.column_attrs:
        history = state.attrs[column.key].history
        value = history.deleted[0] if history.deleted else getattr(one, column.key)
        row[column.key] = _plain(value)
    return row


def _plain(value: Any) -> Any:
    """As JSON has it."""
    if isinstance(value, datetime):
        return value.isoformat()
    return value.value if isinstance(value, Enum) else value


def put(session: Session, changes: Iterable[Change]) -> None:
    """Make the rows what they are after the changes; refuses when one is not as before."""
    session.flush()
    wanted = list(changes)
    now = _present(session, wanted)
    if any(now.get(one.key) != one.before for one in wanted):
        raise ChangedSince(*sorted({one.table for one in wanted}))
    _check_nothing_hangs_on(session, wanted)
    try:
        with session.begin_nested():
            _write(session, wanted)
            _check_no_key_is_taken(session, wanted)
    except IntegrityError as taken:
        # Somebody has since given the key to another theme, or coded the same passage again.
        raise ChangedSince("theme", "coding") from taken
    session.expire_all()


def _check_no_key_is_taken(session: Session, wanted: Iterable[Change]) -> None:
    """A theme of every question and one of a question never share a key: rules name them by it."""
    themes = [one.key[1] for one in wanted if one.table == Theme.__tablename__ and one.after]
    own, across = aliased(Theme), aliased(Theme)
    taken = (
        select(own.id)
        .join(across, (across.call_id == own.call_id) & (across.key == own.key))
        .where(own.question_id.is_not(None), across.question_id.is_(None))
        .where(own.id.in_(themes) | across.id.in_(themes))
    )
    if themes and session.scalar(taken.limit(1)):
        raise ChangedSince(Theme.__tablename__)


def _write(session: Session, wanted: Iterable[Change]) -> None:
    """Each row after what it refers to, and away before it."""
    themes = [one for one in wanted if one.table == Theme.__tablename__]
    excerpts = [one for one in wanted if one.table == Excerpt.__tablename__]
    codings = [one for one in wanted if one.table == Coding.__tablename__]
    _each(session, _delete, [one for one in codings if one.after is None])
    _each(session, _insert, [one for one in themes + excerpts if one.before is None])
    _each(session, _update, [one for one in wanted if one.before and one.after])
    _each(session, _update, [one for one in themes if one.before is None])
    _each(session, _insert, [one for one in codings if one.before is None])
    # Only now does nothing hang on what leaves.
    _each(session, _loosen, [one for one in themes if one.after is None])
    _each(session, _delete, [one for one in themes + excerpts if one.after is None])


def _each(
    session: Session, do: Callable[[Session, Change], None], changes: Iterable[Change]
) -> None:
    for one in changes:
        do(session, one)


def _insert(session: Session, change: Change) -> None:
    """A theme comes back under nothing: what it is under may come after it."""
    row = dict(change.after or {})
    if change.table == Theme.__tablename__:
        row["parent_id"] = None
    session.execute(insert(TABLES[change.table]).values(_typed(change.table, row)))


def _update(session: Session, change: Change) -> None:
    table = TABLES[change.table]
    values = _typed(change.table, change.after or {})
    session.execute(update(table).where(table.c.id == change.key[1]).values(values))


def _loosen(session: Session, change: Change) -> None:
    """Themes that leave together may be one under the other."""
    table = TABLES[change.table]
    session.execute(update(table).where(table.c.id == change.key[1]).values(parent_id=None))


def _delete(session: Session, change: Change) -> None:
    table = TABLES[change.table]
    session.execute(delete(table).where(table.c.id == change.key[1]))


def _check_nothing_hangs_on(session: Session, wanted: Sequence[Change]) -> None:
    """A theme or an excerpt that others have used since is not taken away under them.

    What is put back at the same time, elsewhere or nowhere, does not hang on it any more.
    """
    leaving = [one.key for one in wanted if one.after is None]
    gone = {name: [number for table, number in leaving if table == name] for name in TABLES}
    put = {name: [one.key[1] for one in wanted if one.table == name] for name in TABLES}
    used = select(Coding.id).where(
        Coding.excerpt_id.in_(gone["excerpt"]) | Coding.theme_id.in_(gone["theme"]),
        Coding.id.not_in(put["coding"]),
    )
    under = select(Theme.id).where(
        Theme.parent_id.in_(gone["theme"]), Theme.id.not_in(put["theme"])
    )
    if any(gone.values()) and (session.scalar(used.limit(1)) or session.scalar(under.limit(1))):
        raise ChangedSince("coding")


def _present(session: Session, changes: Iterable[Change]) -> dict[tuple[str, int], Row]:
    """The rows named by the changes as they are now."""
    found: dict[tuple[str, int], Row] = {}
    ids: dict[str, list[int]] = {}
    for one in changes:
        ids.setdefault(one.table, []).append(one.key[1])
    for name, table in TABLES.items():
        if name in ids:
            rows = session.execute(select(table).where(table.c.id.in_(ids[name]))).mappings()
            for row in rows:
                found[name, row["id"]] = {key: _plain(value) for key, value in row.items()}
    return found


def _typed(name: str, row: Row) -> dict[str, Any]:
    """The row with the instants that JSON holds as text."""
    columns = TABLES[name].c
    return {
        key: datetime.fromisoformat(value)
        if value is not None and isinstance(columns[key].type, UtcDateTime)
        else value
        for key, value in row.items()
    }
