"""Writing the note block by block: begin, add, change, move, remove."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from consult.accounts.models import User
from consult.calls.models import Call
from consult.errors import StaleRevision
from consult.synthesis.drafting.block_json import heard, told
from consult.synthesis.drafting.blocks import Block, BlockKind, Picture
from consult.synthesis.drafting.bounds import ensure_room
from consult.synthesis.drafting.edits import Change, EditKind, act, held, row
from consult.synthesis.drafting.ordering import after_which, together
from consult.synthesis.drafting.standing import (
    about,
    after_key,
    as_block,
    before_chapters,
    block_of,
    fresh_key,
    in_order,
    opening,
    placed,
    room,
)
from consult.synthesis.models import Manuscript, ManuscriptBlock
from consult.synthesis.pictures.keeping import ensure_held

__all__ = [
    "LAST",
    "Stale",
    "about",
    "add",
    "add_all",
    "as_block",
    "begin",
    "block_of",
    "change",
    "change_all",
    "fresh_key",
    "in_order",
    "keep",
    "move",
    "opening",
    "remove",
]

LAST = "last"
"""In the place of a key: behind every block that is no annex."""

Content = Mapping[str, Any]


class Stale(StaleRevision):
    """Somebody wrote in the block meanwhile; `block` is what they wrote."""

    def __init__(self, block: ManuscriptBlock) -> None:
        super().__init__(block.key)
        self.block = block


def begin(session: Session, *, call: Call, user: User, at: datetime) -> Manuscript:
    """The manuscript of the call, ready to be written in; an empty one where nobody began."""
    manuscript = held(session, call)
    if manuscript is None:
        manuscript = Manuscript(
            call_id=call.id, revision=0, created_at=at, created_by=user.email, blocks=[]
        )
        session.add(manuscript)
        session.flush()
    return manuscript


def add(
    session: Session,
    *,
    manuscript: Manuscript,
    user: User,
    kind: BlockKind,
    content: Content,
    after: str | None,
    at: datetime,
) -> ManuscriptBlock:
    """Add one block behind another, None for the beginning. Raises `BadBlock` and `TooHeavy`.

    A message never comes behind a chapter: messages stand on the first page.
    """
    if kind is BlockKind.MESSAGE:
        after = before_chapters(in_order(manuscript), after)
    new = heard(fresh_key(), kind, {**content, "proposed": False})
    ensure_held(session, manuscript, new)
    add_all(
        session,
        manuscript=manuscript,
        user=user,
        blocks=[new],
        after=after,
        kind=EditKind.ADD,
        at=at,
    )
    return block_of(manuscript, new.id)


def add_all(
    session: Session,
    *,
    manuscript: Manuscript,
    user: User,
    blocks: Sequence[Block],
    after: str | None,
    kind: EditKind = EditKind.PROPOSE,
    at: datetime,
) -> list[str]:
    """Add blocks in order behind another, as one thing that can be undone; gives their keys.

    Raises `TooLong`.
    """
    ensure_room(manuscript, more=[told(one) for one in blocks])
    ordered = in_order(manuscript)
    if after == LAST:
        text = [one for one in ordered if one.kind is not BlockKind.ANNEX]
        after = text[-1].key if text else None
    found, spread = room(ordered, after_key(ordered, after), len(blocks))
    changes = [
        Change(one.id, None, {"kind": one.kind.value, "place": place, "content": told(one)})
        for one, place in zip(blocks, found, strict=True)
    ]
    act(
        session,
        manuscript=manuscript,
        user=user,
        kind=kind,
        changes=[*spread, *changes],
        about=about(blocks),
        at=at,
    )
    return [one.id for one in blocks]


def change(
    session: Session,
    *,
    manuscript: Manuscript,
    user: User,
    key: str,
    content: Content,
    revision: int,
    kind: BlockKind | None = None,
    at: datetime,
) -> ManuscriptBlock:
    """Write what a block holds, or turn it into another kind with it.

    Raises `Stale` where the block is not the one that was read, unless it holds the same; and
    `TooHeavy` for one picture too many, `TooLong` for more text than there is room for.
    """
    block = block_of(manuscript, key)
    kind = kind or block.kind
    new = heard(key, kind, {**content, "proposed": False})
    if told(new) == block.content and kind is block.kind:
        return block
    if block.revision != revision:
        raise Stale(block)
    ensure_room(manuscript, more=[told(new)], less=[key])
    before = as_block(block).picture
    if new.picture != before:
        ensure_held(session, manuscript, new)
    turned = kind is not block.kind
    names = ("kind", "content") if turned else ("content",)
    after = {"kind": kind.value, "content": told(new)}
    act(
        session,
        manuscript=manuscript,
        user=user,
        kind=_deed(before, new.picture, turned=turned),
        changes=[Change(key, row(block, names), {name: after[name] for name in names})],
        about=about([new]),
        at=at,
    )
    return block


def _deed(before: Picture | None, after: Picture | None, *, turned: bool) -> EditKind:
    if turned:
        return EditKind.TURN
    if before is None or after is None:
        return EditKind.TYPE if before is after else EditKind.PICTURE
    return EditKind.TYPE if before == after else EditKind.REPLACE


def change_all(
    session: Session,
    *,
    manuscript: Manuscript,
    user: User,
    contents: Mapping[str, Content],
    kind: EditKind = EditKind.CORRECT,
    at: datetime,
) -> None:
    """Write what several blocks hold, as one thing that can be undone."""
    changes = []
    for key, content in contents.items():
        block = block_of(manuscript, key)
        new = told(heard(key, block.kind, {**content, "proposed": False}))
        if new != block.content:
            changes.append(Change(key, row(block, ("content",)), {"content": new}))
    if changes:
        touched = [as_block(block_of(manuscript, one.key)) for one in changes]
        act(
            session,
            manuscript=manuscript,
            user=user,
            kind=kind,
            changes=changes,
            about=about(touched),
            at=at,
        )


def keep(
    session: Session,
    *,
    manuscript: Manuscript,
    user: User,
    key: str,
    whole: bool = False,
    at: datetime,
) -> None:
    """Keep a block as it was proposed; of a chapter, with everything in it if the `whole` is."""
    block = block_of(manuscript, key)
    kept = together(in_order(manuscript), key) if whole else [block]
    contents = {one.key: block_of(manuscript, one.key).content for one in kept}
    change_all(
        session,
        manuscript=manuscript,
        user=user,
        contents=contents,
        kind=EditKind.KEEP,
        at=at,
    )


def move(
    session: Session,
    *,
    manuscript: Manuscript,
    user: User,
    key: str,
    after: str | None,
    at: datetime,
) -> None:
    """Put a block behind another, None for the beginning; a chapter moves with its blocks.

    It stays where it is if that other one is not there any more, or is in the chapter that moves.
    """
    ordered = in_order(manuscript)
    block_of(manuscript, key)
    moved = together(ordered, key)
    behind = after_which(ordered, moved, after)
    keys = {one.key for one in moved}
    left = [one for one in ordered if one.key not in keys]
    if after is not None and after not in {one.key for one in left}:
        return
    found, spread = room(left, behind, len(moved))
    changes = [
        Change(one.key, {"place": one.place}, {"place": place})
        for one, place in zip(moved, found, strict=True)
    ]
    after_all = {one.key: rank for rank, one in enumerate(placed(left, behind, moved))}
    if [one.key for one in ordered] == list(after_all):
        return
    act(
        session,
        manuscript=manuscript,
        user=user,
        kind=EditKind.MOVE,
        changes=[*spread, *changes],
        about=about([as_block(block_of(manuscript, key))]),
        at=at,
    )


def remove(
    session: Session, *, manuscript: Manuscript, user: User, key: str, at: datetime
) -> list[str]:
    """Take a block away, a chapter with its blocks; gives their keys."""
    block_of(manuscript, key)
    gone = [block_of(manuscript, one.key) for one in together(in_order(manuscript), key)]
    said = about([as_block(one) for one in gone])
    act(
        session,
        manuscript=manuscript,
        user=user,
        kind=EditKind.REMOVE,
        changes=[Change(one.key, row(one), None) for one in gone],
        about=said,
        at=at,
    )
    return [one.key for one in gone]
