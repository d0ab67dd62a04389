"""One statement made of two, and two of one: each is one thing to undo."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from consult.accounts.models import User
from consult.synthesis.drafting import following
from consult.synthesis.drafting.block_json import BadBlock, heard, told
from consult.synthesis.drafting.blocks import Block, BlockKind
from consult.synthesis.drafting.bounds import ensure_room
from consult.synthesis.drafting.edits import Change, EditKind, act, row
from consult.synthesis.drafting.standing import about, block_of, fresh_key, in_order, room
from consult.synthesis.models import Manuscript, ManuscriptBlock

PARTED = frozenset({BlockKind.CLAIM, BlockKind.MESSAGE})
"""Blocks of one paragraph: what would begin another begins another block."""


def split(
    session: Session,
    *,
    manuscript: Manuscript,
    user: User,
    key: str,
    before: Mapping[str, Any],
    after: Mapping[str, Any],
    at: datetime,
) -> ManuscriptBlock:
    """Keep one part in the block, and put the other in a new one of its kind behind it."""
    block = block_of(manuscript, key)
    kept, new = _part(block, before), _part(block, after, fresh_key())
    ensure_room(manuscript, more=[told(kept), told(new)], less=[key])
    (place,), spread = room(in_order(manuscript), block, 1)
    changes = [
        Change(key, row(block, ("content",)), {"content": told(kept)}),
        Change(new.id, None, {"kind": new.kind.value, "place": place, "content": told(new)}),
    ]
    act(
        session,
        manuscript=manuscript,
        user=user,
        kind=EditKind.SPLIT,
        changes=[*spread, *changes],
        about=about([kept, new]),
        at=at,
    )
    return block_of(manuscript, new.id)


def join(
    session: Session,
    *,
    manuscript: Manuscript,
    user: User,
    key: str,
    into: str,
    content: Mapping[str, Any],
    at: datetime,
) -> ManuscriptBlock:
    """Take a block away whose text goes on in the one before it. Raises `BadBlock`.

    Both are of one kind, and stand one behind the other.
    """
    gone, first = block_of(manuscript, key), block_of(manuscript, into)
    order = [one.key for one in in_order(manuscript)]
    if gone.kind is not first.kind or order.index(key) != order.index(into) + 1:
        raise BadBlock("into")
    whole = _part(first, content)
    edit = act(
        session,
        manuscript=manuscript,
        user=user,
        kind=EditKind.JOIN,
        changes=[
            Change(into, row(first, ("content",)), {"content": told(whole)}),
            Change(key, row(gone), None),
        ],
        about=about([whole]),
        at=at,
    )
    following.follow(session, edit, gone=key, into=into)
    return first


def _part(block: ManuscriptBlock, content: Mapping[str, Any], key: str = "") -> Block:
    if block.kind not in PARTED:
        raise BadBlock("kind")
    return heard(key or block.key, block.kind, {**content, "proposed": False})
