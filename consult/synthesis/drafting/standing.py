"""Where the blocks of a manuscript stand, as its rows say."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from itertools import takewhile
from typing import Any

from consult.errors import NotFound
from consult.synthesis.drafting.block_json import heard
from consult.synthesis.drafting.blocks import Block, BlockKind
from consult.synthesis.drafting.edits import Change
from consult.synthesis.drafting.ordering import GAP, places
from consult.synthesis.models import Manuscript, ManuscriptBlock


def block_of(manuscript: Manuscript, key: str) -> ManuscriptBlock:
    """The block of that key; raises `NotFound`."""
    for block in manuscript.blocks:
        if block.key == key:
            return block
    raise NotFound(f"block {key}")


def in_order(manuscript: Manuscript) -> list[ManuscriptBlock]:
    """Its blocks in the order of the pages."""
    return sorted(manuscript.blocks, key=lambda one: (one.place, one.id))


def as_block(block: ManuscriptBlock) -> Block:
    """A row as the plain value it holds."""
    return heard(block.key, block.kind, block.content)


def fresh_key() -> str:
    """A key that no block has."""
    return f"b{secrets.token_hex(6)}"


def about(blocks: Sequence[Block]) -> dict[str, Any]:
    """What the history says of the blocks of an edit: the first one, and how many there are."""
    if not blocks:
        return {}
    first = blocks[0]
    return {
        "block": first.id,
        "kind": first.kind.value,
        "words": opening(first)[:120],
        "count": len(blocks),
    }


def opening(block: Block) -> str:
    """The words that a block is recognised by: its title, its text, or what it quotes."""
    quoted = block.place.text if block.place else ""
    return block.title or block.text or quoted or block.alternative


def after_key(ordered: Sequence[ManuscriptBlock], key: str | None) -> ManuscriptBlock | None:
    """The block to come behind; one taken away meanwhile is the last one."""
    if key is None:
        return None
    return next((one for one in ordered if one.key == key), ordered[-1] if ordered else None)


def before_chapters(ordered: Sequence[ManuscriptBlock], after: str | None) -> str | None:
    """The block itself if it stands before the first chapter, else the last that does."""
    head = list(takewhile(lambda one: one.kind is not BlockKind.CHAPTER, ordered))
    keys = [one.key for one in head if one.kind is not BlockKind.ANNEX]
    if after is None or after in keys:
        return after
    return keys[-1] if keys else None


def placed(left: Sequence[Any], behind: Any, moved: Sequence[Any]) -> list[Any]:
    """The order that is there once what is moved stands behind that block."""
    rank = left.index(behind) + 1 if behind is not None else 0
    return [*left[:rank], *moved, *left[rank:]]


def room(
    left: Sequence[ManuscriptBlock], behind: Any, count: int
) -> tuple[list[float], list[Change]]:
    """Places for so many blocks behind one, and where the others go if there is no room left."""
    rank = left.index(behind) + 1 if behind is not None else 0
    following = left[rank].place if rank < len(left) else None
    found = places(behind.place if behind is not None else None, following, count)
    if found is not None:
        return found, []
    every = [GAP * (number + 1) for number in range(len(left) + count)]
    others = [*every[:rank], *every[rank + count :]]
    spread = [
        Change(one.key, {"place": one.place}, {"place": place})
        for one, place in zip(left, others, strict=True)
    ]
    return every[rank : rank + count], spread
