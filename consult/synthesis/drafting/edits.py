"""What is done to a manuscript: applied, noted, taken back, done again."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from consult.accounts.models import User
from consult.analysis.coding import journal
from consult.analysis.coding.journal import ChangedSince, NothingToUndo
from consult.calls.models import Call
from consult.synthesis.drafting import following
from consult.synthesis.drafting.blocks import BlockKind
from consult.synthesis.models import Manuscript, ManuscriptBlock, ManuscriptEdit

PAUSE = timedelta(seconds=30)
AT_MOST = timedelta(minutes=2)
WHOLE = ("kind", "place", "content")

Row = Mapping[str, Any]


class EditKind(StrEnum):
    """What was done, for the sentence of the history."""

    ADD = "add"
    TYPE = "type"
    TURN = "turn"
    MOVE = "move"
    REMOVE = "remove"
    PROPOSE = "propose"
    CORRECT = "correct"
    KEEP = "keep"
    SPLIT = "split"
    JOIN = "join"
    PICTURE = "picture"
    REPLACE = "replace"


class Change(NamedTuple):
    """What an edit changed of one block: `kind`, `place`, `content`, or all; None: not there."""

    key: str
    before: Row | None
    after: Row | None

    def reversed(self) -> Change:
        """What undoes it."""
        return Change(self.key, self.after, self.before)


def held(session: Session, call: Call) -> Manuscript | None:
    """The manuscript to write in, three statements: who writes waits for who wrote before."""
    session.execute(select(Call.id).where(Call.id == call.id).with_for_update())
    return session.scalar(
        select(Manuscript)
        .where(Manuscript.call_id == call.id)
        .options(selectinload(Manuscript.blocks))
        .execution_options(populate_existing=True)
    )


def act(
    session: Session,
    *,
    manuscript: Manuscript,
    user: User,
    kind: EditKind,
    changes: Sequence[Change],
    at: datetime,
    about: Mapping[str, Any] | None = None,
) -> ManuscriptEdit:
    """Apply the changes and note them as one thing that `user` did.

    What is typed into one block without a pause is one edit: it is taken back at once.
    """
    _apply(manuscript, changes, by=user.email, at=at)
    edit = _gone_on(session, manuscript, user, kind, changes, at)
    if edit is None:
        edit = ManuscriptEdit(
            manuscript_id=manuscript.id,
            user_id=user.id,
            kind=kind.value,
            about={},
            changes=[list(one) for one in changes],
            at=at,
            changed_at=at,
        )
        session.add(edit)
    else:
        first = Change(*edit.changes[0])
        edit.changes = [[first.key, first.before, changes[0].after]]
        edit.changed_at = at
    edit.about = dict(about or {})
    session.flush()
    return edit


def _gone_on(
    session: Session,
    manuscript: Manuscript,
    user: User,
    kind: EditKind,
    changes: Sequence[Change],
    at: datetime,
) -> ManuscriptEdit | None:
    """The edit that this one goes on with: the last of this person, of the same block."""
    if kind is not EditKind.TYPE or len(changes) != 1:
        return None
    last = session.scalar(
        select(ManuscriptEdit)
        .where(ManuscriptEdit.manuscript_id == manuscript.id, ManuscriptEdit.user_id == user.id)
        .order_by(ManuscriptEdit.id.desc())
        .limit(1)
    )
    if last is None or last.undone_at is not None or last.kind != kind.value:
        return None
    before = Change(*last.changes[0])
    goes_on = (before.key, before.after) == (changes[0].key, changes[0].before)
    return last if goes_on and at < last.changed_at + PAUSE and at < last.at + AT_MOST else None


def _apply(manuscript: Manuscript, changes: Iterable[Change], *, by: str, at: datetime) -> None:
    """Make the blocks what they are after the changes; the revision of each is the newest."""
    blocks = {one.key: one for one in manuscript.blocks}
    manuscript.revision += 1
    for key, before, after in changes:
        if after is None:
            manuscript.blocks.remove(blocks.pop(key))
            continue
        if before is None:
            blocks[key] = ManuscriptBlock(key=key, revision=manuscript.revision)
            manuscript.blocks.append(blocks[key])
        block = blocks[key]
        if "kind" in after:
            block.kind = BlockKind(after["kind"])
        if "place" in after:
            block.place = after["place"]
        if "content" in after:
            block.content = dict(after["content"])
            block.revision = manuscript.revision
        block.changed_at, block.changed_by = at, by


def row(block: ManuscriptBlock, names: Iterable[str] = WHOLE) -> dict[str, Any]:
    """A block, or some of it, as an edit keeps it."""
    whole = {"kind": block.kind.value, "place": block.place, "content": block.content}
    return {name: whole[name] for name in names}


def undo(session: Session, *, call: Call, user: User, at: datetime) -> ManuscriptEdit:
    """Take back the last thing `user` did. Raises `NothingToUndo` and `ChangedSince`."""
    manuscript = _begun(session, call)
    last = undoable(session, manuscript, user)
    if last is None:
        raise NothingToUndo(call.slug)
    changes = [Change(*one).reversed() for one in reversed(last.changes)]
    _put(manuscript, changes, by=user.email, at=at)
    following.turn(session, last, back=True)
    last.undone_at = last.changed_at = at
    session.flush()
    return last


def redo(session: Session, *, call: Call, user: User, at: datetime) -> ManuscriptEdit:
    """Do again what `user` undid last, unless they did something else since."""
    manuscript = _begun(session, call)
    first = redoable(session, manuscript, user)
    if first is None:
        raise NothingToUndo(call.slug)
    _put(manuscript, [Change(*one) for one in first.changes], by=user.email, at=at)
    following.turn(session, first, back=False)
    first.undone_at, first.changed_at = None, at
    session.flush()
    return first


def undoable(session: Session, manuscript: Manuscript, user: User) -> ManuscriptEdit | None:
    """What `undo` would take back."""
    there = ManuscriptEdit.manuscript_id == manuscript.id
    return journal.last_done(session, ManuscriptEdit, user, there)


def redoable(session: Session, manuscript: Manuscript, user: User) -> ManuscriptEdit | None:
    """What `redo` would do again: the first thing undone after the last that holds."""
    there = ManuscriptEdit.manuscript_id == manuscript.id
    return journal.first_undone(session, ManuscriptEdit, user, there)


def _begun(session: Session, call: Call) -> Manuscript:
    manuscript = held(session, call)
    if manuscript is None:
        raise NothingToUndo(call.slug)
    return manuscript


def _put(manuscript: Manuscript, changes: Sequence[Change], *, by: str, at: datetime) -> None:
    """Put back what was noted; refuses where that is not as it was left."""
    blocks = {one.key: one for one in manuscript.blocks}
    for key, before, _ in changes:
        there = blocks.get(key)
        if (there is None) != (before is None):
            raise ChangedSince(key)
        if there is not None and before is not None and row(there, before) != dict(before):
            raise ChangedSince(key)
    _apply(manuscript, changes, by=by, at=at)
