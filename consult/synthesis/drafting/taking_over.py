"""A first draft put on the desk in the place of what is there, as one thing to undo."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from consult.accounts.models import User
from consult.synthesis.drafting.block_json import told
from consult.synthesis.drafting.blocks import Block
from consult.synthesis.drafting.bounds import ensure_room
from consult.synthesis.drafting.edits import Change, EditKind, act, row
from consult.synthesis.drafting.ordering import GAP
from consult.synthesis.drafting.writing import about, in_order
from consult.synthesis.models import Manuscript


def take_over(
    session: Session,
    *,
    manuscript: Manuscript,
    user: User,
    blocks: Sequence[Block],
    at: datetime,
) -> None:
    """Put blocks in the place of everything that is on the desk. Raises `TooLong`."""
    ensure_room(
        manuscript,
        more=[told(one) for one in blocks],
        less=[one.key for one in manuscript.blocks],
    )
    gone = [Change(one.key, row(one), None) for one in in_order(manuscript)]
    new = [
        Change(
            one.id,
            None,
            {"kind": one.kind.value, "place": GAP * number, "content": told(one)},
        )
        for number, one in enumerate(blocks, start=1)
    ]
    act(
        session,
        manuscript=manuscript,
        user=user,
        kind=EditKind.PROPOSE,
        changes=[*gone, *new],
        about=about(blocks),
        at=at,
    )
