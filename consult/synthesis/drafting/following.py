"""What was said beside a block goes on beside the one its text went on in."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from consult.synthesis.models import BlockRemark, ManuscriptEdit

REMARKS = "remarks"


def follow(session: Session, joined: ManuscriptEdit, *, gone: str, into: str) -> None:
    """Have the remarks beside a block go with its text; the edit remembers which they were."""
    found = session.scalars(
        select(BlockRemark).where(
            BlockRemark.manuscript_id == joined.manuscript_id, BlockRemark.block == gone
        )
    ).all()
    if not found:
        return
    for one in found:
        one.block = into
    told = {"gone": gone, "into": into, "numbers": [one.id for one in found]}
    joined.about = {**joined.about, REMARKS: told}
    session.flush()


def turn(session: Session, joined: ManuscriptEdit, *, back: bool) -> None:
    """Have them go where they were, or there again; of an edit that moved none, nothing."""
    told = joined.about.get(REMARKS)
    if told is None:
        return
    place = told["gone"] if back else told["into"]
    for one in session.scalars(select(BlockRemark).where(BlockRemark.id.in_(told["numbers"]))):
        one.block = place
    session.flush()
