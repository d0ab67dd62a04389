"""From blocks to the parts of a note."""

from __future__ import annotations

from consult.synthesis.body import Body, automatic
from consult.synthesis.desk import Desk
from consult.synthesis.drafting.blocks import Manuscript


def body(desk: Desk, manuscript: Manuscript) -> Body:
    """What a manuscript says."""
    return automatic(desk)
