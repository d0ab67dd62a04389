"""What colleagues say to each other beside a block, until somebody settles it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session, joinedload

from consult.accounts.models import User
from consult.errors import Invalid, NotFound
from consult.synthesis.drafting.block_json import LONGEST_TITLE, UNWRITABLE, heard
from consult.synthesis.drafting.blocks import BlockKind
from consult.synthesis.drafting.writing import opening
from consult.synthesis.models import BlockRemark, Manuscript

LONGEST = 4_000


@dataclass(frozen=True, slots=True)
class Thread:
    """Everything said beside one block, the oldest first; without a kind, the block is gone."""

    block: str
    remarks: Sequence[BlockRemark]
    kind: BlockKind | None = None
    words: str = ""

    @property
    def is_open(self) -> bool:
        """Whether something in it waits to be settled."""
        return any(one.resolved_at is None for one in self.remarks)

    @property
    def settled_by(self) -> str:
        """Who settled it last."""
        settled = [one for one in self.remarks if one.resolved_at is not None]
        return (settled[-1].resolved_by or "").partition("@")[0] if settled else ""


def say(
    session: Session, *, manuscript: Manuscript, block: str, user: User, text: str, at: datetime
) -> BlockRemark:
    """Say something beside a block. Raises `Invalid` for nothing or too much."""
    words = UNWRITABLE.sub("", text).strip()
    if not words or len(words) > LONGEST:
        raise Invalid("text")
    if len(block) > LONGEST_TITLE or not block.isprintable():
        raise Invalid("block")
    made = BlockRemark(manuscript_id=manuscript.id, block=block, user_id=user.id, text=words, at=at)
    session.add(made)
    session.flush()
    return made


def settle(
    session: Session, *, manuscript: Manuscript, block: str, user: User, at: datetime
) -> int:
    """Settle what is open beside a block; how many remarks that was."""
    found = [one for one in _of(session, manuscript, block) if one.resolved_at is None]
    for one in found:
        one.resolved_at, one.resolved_by = at, user.email
    session.flush()
    return len(found)


def reopen(session: Session, *, manuscript: Manuscript, block: str) -> None:
    """Open again what was settled last beside a block. Raises `NotFound` where nothing was."""
    found = [one for one in _of(session, manuscript, block) if one.resolved_at is not None]
    if not found:
        raise NotFound(f"remarks of {block}")
    last = max(one.resolved_at for one in found if one.resolved_at)
    for one in found:
        if one.resolved_at == last:
            one.resolved_at, one.resolved_by = None, None
    session.flush()


def in_order(session: Session, manuscript: Manuscript, *, wanted: str = "") -> list[Thread]:
    """Every thread in the order of the note, those of removed blocks last; one statement.

    The block `wanted` has one even if nothing was said beside it yet.
    """
    found = session.scalars(
        select(BlockRemark)
        .where(BlockRemark.manuscript_id == manuscript.id)
        .options(joinedload(BlockRemark.user))
        .order_by(BlockRemark.id)
    )
    gathered: dict[str, list[BlockRemark]] = {}
    for one in found:
        gathered.setdefault(one.block, []).append(one)
    there = []
    for block in sorted(manuscript.blocks, key=lambda one: (one.place, one.id)):
        if block.key in gathered or block.key == wanted:
            words = opening(heard(block.key, block.kind, block.content))
            there.append(Thread(block.key, gathered.pop(block.key, []), block.kind, words))
    return [*there, *(Thread(block, remarks) for block, remarks in gathered.items())]


def counts(session: Session, manuscript: Manuscript) -> Mapping[str, int]:
    """How many remarks are open beside each block that has some, one statement."""
    rows = session.execute(
        select(BlockRemark.block, func.count())
        .where(BlockRemark.manuscript_id == manuscript.id, BlockRemark.resolved_at.is_(None))
        .group_by(BlockRemark.block)
    )
    return {row[0]: row[1] for row in rows}


def _of(session: Session, manuscript: Manuscript, block: str) -> Sequence[BlockRemark]:
    return session.scalars(
        select(BlockRemark).where(
            BlockRemark.manuscript_id == manuscript.id, BlockRemark.block == block
        )
    ).all()
