"""What people do to the code book and to the codings, kept row by row so that it can be undone.

Whoever changes themes, excerpts or codings does it within `act`, through the objects of the
session: every row added, changed or deleted there is noted with what it was before and what it
is after. Undoing puts the rows back, unless somebody changed one of them since.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, event, select
from sqlalchemy.orm import Session, UOWTransaction

from consult.accounts.models import User
from consult.analysis.coding.changes import (
    Change,
    ChangedSince,
    Row,
    changes_of,
    forgotten_rows,
    put,
)
from consult.analysis.models import Act, Deed
from consult.calls.models import Call
from consult.errors import Refusal

__all__ = [
    "ChangedSince",
    "NothingToUndo",
    "act",
    "first_undone",
    "last_done",
    "redo",
    "redoable",
    "since",
    "undo",
    "undoable",
]

Kept = TypeVar("Kept", bound=Deed)

WITHIN = "journal.act"
"""Under it a session remembers the act that it is in."""


class NothingToUndo(Refusal):
    """This person has done nothing in the call that could be undone, or done again."""


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
    call wait for each other, so that what is noted later was done later. What is done within
    another act is a part of it.
    """
    if WITHIN in session.info:
        yield
        return
    _alone(session, call)
    session.flush()
    noted: dict[tuple[str, int], Change] = {}
    forgotten: dict[tuple[str, int], Row] = {}

    def recall(session: Session, *_: Any) -> None:
        forgotten.clear()
        forgotten.update(forgotten_rows(session))

    def note(_: Session, flush: UOWTransaction) -> None:
        for change in changes_of(flush, forgotten):
            known = noted.get(change.key)
            before = known.before if known else change.before
            noted[change.key] = Change(change.table, before, change.after)

    event.listen(session, "before_flush", recall)
    event.listen(session, "after_flush", note)
    session.info[WITHIN] = kind
    try:
        yield
        session.flush()
    finally:
        del session.info[WITHIN]
        event.remove(session, "before_flush", recall)
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
    put(session, [Change(*one).reversed() for one in reversed(last.changes)])
    last.undone_at = last.changed_at = at
    session.flush()
    return last


def redo(session: Session, *, call: Call, user: User, at: datetime) -> Act:
    """Do again what `user` undid last, unless they did something else since."""
    _alone(session, call)
    first = redoable(session, call, user)
    if first is None:
        raise NothingToUndo(call.slug)
    put(session, [Change(*one) for one in first.changes])
    first.undone_at, first.changed_at = None, at
    session.flush()
    return first


def undoable(session: Session, call: Call, user: User) -> Act | None:
    """What `undo` would take back."""
    return last_done(session, Act, user, Act.call_id == call.id)


def redoable(session: Session, call: Call, user: User) -> Act | None:
    """What `redo` would do again: the first thing undone after the last that holds."""
    return first_undone(session, Act, user, Act.call_id == call.id)


def last_done(
    session: Session, kept: type[Kept], user: User, there: ColumnElement[bool]
) -> Kept | None:
    """The last thing `user` did there, in whatever journal, that holds."""
    return session.scalar(
        select(kept)
        .where(there, kept.user_id == user.id, kept.undone_at.is_(None))
        .order_by(kept.id.desc())
        .limit(1)
    )


def first_undone(
    session: Session, kept: type[Kept], user: User, there: ColumnElement[bool]
) -> Kept | None:
    """The first thing `user` undid there after the last that holds."""
    last = last_done(session, kept, user, there)
    return session.scalar(
        select(kept)
        .where(there, kept.user_id == user.id, kept.undone_at.is_not(None))
        .where(kept.id > (last.id if last else 0))
        .order_by(kept.id)
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
