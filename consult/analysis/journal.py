"""What people do to the code book and to the codings, kept row by row so that it can be undone.

Whoever changes themes, excerpts or codings does it within `act`, through the objects of the
session: every row added, changed or deleted there is noted with what it was before and what it
is after. Undoing puts the rows back, unless somebody changed one of them since.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from enum import Enum
from typing import Any, NamedTuple

from sqlalchemy import Table, delete, event, insert, inspect, select, update
from sqlalchemy.orm import Session, UOWTransaction

from consult.accounts.models import User
from consult.analysis.models import Act, Coding, Excerpt, Theme
from consult.calls.models import Call
from consult.db import UtcDateTime
from consult.errors import Refusal

KEPT = (Theme, Excerpt, Coding)
"""What is noted, each after what it refers to."""
TABLES: Mapping[str, Table] = {model.__tablename__: model.__table__ for model in KEPT}  # type: ignore[misc]  # a mapped class has a Table

Row = Mapping[str, Any]


class ChangedSince(Refusal):
    """Somebody changed since what was to be undone or done again; nothing was done."""


class NothingToUndo(Refusal):
    """This person has done nothing in the call that could be undone, or done again."""


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


@contextmanager
def act(
    session: Session,
    *,
    call: Call,
    user: User | None,
    kind: str,
    at: datetime,
    about: Mapping[str, Any] | None = None,
) -> Iterator[None]:
    """Note every change made within as one thing that `user` did; nothing changed, nothing kept.

    `about` is plain JSON for the history: what the sentence names (labels, acronyms, counts),
    and under `answers` the pairs (contribution id, question id) concerned. Those who act on one
    call wait for each other, so that what is noted later was done later.
    """
    _alone(session, call)
    session.flush()
    noted: dict[tuple[str, int], Change] = {}

    def note(session: Session, _: UOWTransaction) -> None:
        for change in _changes(session):
            known = noted.get(change.key)
            before = known.before if known else change.before
            noted[change.key] = Change(change.table, before, change.after)

    event.listen(session, "after_flush", note)
    try:
        yield
        session.flush()
    finally:
        event.remove(session, "after_flush", note)
    changes = [one for one in noted.values() if one.before != one.after]
    if changes:
        session.add(
            Act(
                call_id=call.id,
                user_id=user.id if user else None,
                kind=kind,
                about=dict(about or {}),
                changes=[list(one) for one in changes],
                at=at,
                changed_at=at,
            )
        )
        session.flush()


def undo(session: Session, *, call: Call, user: User, at: datetime) -> Act:
    """Take back the last thing `user` did in the call.

    Raises `NothingToUndo`, and `ChangedSince` where somebody else touched the same rows.
    """
    _alone(session, call)
    last = undoable(session, call, user)
    if last is None:
        raise NothingToUndo(call.slug)
    _put(session, [Change(*one).reversed() for one in reversed(last.changes)])
    last.undone_at = last.changed_at = at
    session.flush()
    return last


def redo(session: Session, *, call: Call, user: User, at: datetime) -> Act:
    """Do again what `user` undid last, unless they did something else since."""
    _alone(session, call)
    first = redoable(session, call, user)
    if first is None:
        raise NothingToUndo(call.slug)
    _put(session, [Change(*one) for one in first.changes])
    first.undone_at, first.changed_at = None, at
    session.flush()
    return first


def undoable(session: Session, call: Call, user: User) -> Act | None:
    """What `undo` would take back."""
    return session.scalar(
        select(Act)
        .where(Act.call_id == call.id, Act.user_id == user.id, Act.undone_at.is_(None))
        .order_by(Act.id.desc())
        .limit(1)
    )


def redoable(session: Session, call: Call, user: User) -> Act | None:
    """What `redo` would do again: the first thing undone after the last that holds."""
    last = undoable(session, call, user)
    return session.scalar(
        select(Act)
        .where(Act.call_id == call.id, Act.user_id == user.id, Act.undone_at.is_not(None))
        .where(Act.id > (last.id if last else 0))
        .order_by(Act.id)
        .limit(1)
    )


def since(session: Session, call: Call, instant: datetime) -> list[Act]:
    """Everything done, undone or done again in the call at that instant or later, in order."""
    return list(
        session.scalars(
            select(Act)
            .where(Act.call_id == call.id, Act.changed_at >= instant)
            .order_by(Act.changed_at, Act.id)
        )
    )


def _alone(session: Session, call: Call) -> None:
    """Wait for whoever is changing the codings of the call; on SQLite a writer is alone."""
    session.execute(select(Call.id).where(Call.id == call.id).with_for_update())


def _changes(session: Session) -> Iterator[Change]:
    """What a flush has just written, while the session still knows what it was."""
    for one in session.new:
        if isinstance(one, KEPT):
            yield Change(one.__tablename__, None, _row(one))
    for one in session.dirty:
        if isinstance(one, KEPT) and (before := _before(one)) != (after := _row(one)):
            yield Change(one.__tablename__, before, after)
    for one in session.deleted:
        if isinstance(one, KEPT):
            yield Change(one.__tablename__, _before(one), None)


def _row(one: Any) -> Row:
    return {
        column.key: _plain(getattr(one, column.key)) for column in inspect(type(one)).column_attrs
    }


def _before(one: Any) -> Row:
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


def _put(session: Session, changes: Iterable[Change]) -> None:
    """Make the rows what they are after the changes; refuses when one is not as before."""
    session.flush()
    wanted = list(changes)
    now = _present(session, wanted)
    if any(now.get(one.key) != one.before for one in wanted):
        raise ChangedSince(*sorted({one.table for one in wanted}))
    order = [model.__tablename__ for model in KEPT]
    wanted.sort(key=lambda one: order.index(one.table))
    _check_nothing_hangs_on(session, wanted)
    for one in reversed([one for one in wanted if one.after is None]):
        table = TABLES[one.table]
        session.execute(delete(table).where(table.c.id == one.key[1]))
    for one in wanted:
        if one.after is not None and one.before is None:
            first = {**one.after, **({"parent_id": None} if "parent_id" in one.after else {})}
            session.execute(insert(TABLES[one.table]).values(_typed(one.table, first)))
    for one in wanted:
        if one.after is not None:
            table = TABLES[one.table]
            values = _typed(one.table, one.after)
            session.execute(update(table).where(table.c.id == one.key[1]).values(values))
    session.expire_all()


def _check_nothing_hangs_on(session: Session, wanted: Iterable[Change]) -> None:
    """A theme or an excerpt that others have used since is not taken away under them."""
    leaving = [one.key for one in wanted if one.after is None]
    gone = {name: [number for table, number in leaving if table == name] for name in TABLES}
    used = select(Coding.id).where(
        Coding.excerpt_id.in_(gone["excerpt"]) | Coding.theme_id.in_(gone["theme"]),
        Coding.id.not_in(gone["coding"]),
    )
    under = select(Theme.id).where(
        Theme.parent_id.in_(gone["theme"]), Theme.id.not_in(gone["theme"])
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
