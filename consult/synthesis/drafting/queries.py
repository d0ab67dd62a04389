"""Reading the manuscript of a call."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from consult.calls.models import Call
from consult.synthesis import models
from consult.synthesis.drafting.block_json import heard
from consult.synthesis.drafting.blocks import Manuscript


def row(session: Session, call: Call) -> models.Manuscript | None:
    """The manuscript of a call with its blocks, two statements; None where nobody began one."""
    return session.scalar(
        select(models.Manuscript)
        .where(models.Manuscript.call_id == call.id)
        .options(selectinload(models.Manuscript.blocks))
    )


def manuscript(session: Session, call: Call) -> Manuscript | None:
    """The same as plain values; None also where it has no block."""
    found = row(session, call)
    return plain(found) if found is not None and found.blocks else None


def plain(found: models.Manuscript) -> Manuscript:
    """A manuscript as plain values, its blocks in the order of the pages."""
    blocks = sorted(found.blocks, key=lambda one: (one.place, one.id))
    return Manuscript(
        tuple(heard(one.key, one.kind, one.content) for one in blocks), found.revision
    )
