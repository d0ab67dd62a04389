"""The pages of the note while they are written, with a mark where each block stands."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime

from consult.analysis.material import Material
from consult.synthesis import parts, render_html
from consult.synthesis.composing.desk import Desk
from consult.synthesis.drafting.blocks import Annex, Block, BlockKind, Manuscript
from consult.synthesis.note import written
from consult.synthesis.pictures.keeping import illustrated
from consult.synthesis.reading_again.clearance import Clearance
from consult.synthesis.snapshot import Audience, Snapshot, State

MARK = "block-"
"""What the place of a block is called in the page, before its key."""
LONG = (Annex.CLOSED, Annex.POSITIONS, Annex.FULL)
"""Annexes that nobody writes: a preview has the pages alone."""
_PLACE = re.compile(r'(<(?:li|section|h3) id="([\w-]+)"[^>]*>)')


def previewed(
    material: Material,
    manuscript: Manuscript,
    *,
    clearance: Clearance,
    dated: datetime,
    version: int,
    federation: str = "",
    read: Callable[[str], bytes],
) -> str:
    """The note as the delegate would read it on a screen, without its long annexes.

    `read` gives the file of a picture by its digest.
    """
    off = tuple(Block(f"-{one}", BlockKind.ANNEX, annex=one, on=False) for one in LONG)
    pages = replace(manuscript, blocks=(*off, *manuscript.blocks))
    desk = Desk(material, Audience.DELEGATE, clearance)
    note = written(
        desk,
        state=State.DRAFT,
        version=version,
        dated=dated,
        federation=federation,
        manuscript=pages,
    )
    note = illustrated(note, pages.blocks, read)
    return _marked(render_html.render(note), _places(note, desk.ledger.blocks))


def _places(note: Snapshot, blocks: Mapping[str, str]) -> Mapping[str, list[str]]:
    """Each place of the page, with the blocks that stand there."""
    points = {
        claim.id: f"point-{rank}" for rank, (_, claim) in enumerate(parts.statements(note), start=1)
    }
    found: dict[str, list[str]] = {}
    for block, where in blocks.items():
        found.setdefault(points.get(where, where), []).append(block)
    return found


def _marked(html: str, places: Mapping[str, list[str]]) -> str:
    """The page with the place of each block named by its key, which holds letters and digits."""

    def marks(found: re.Match[str]) -> str:
        spans = (f'<span id="{MARK}{key}"></span>' for key in places.get(found.group(2), ()))
        return found.group(1) + "".join(spans)

    return _PLACE.sub(marks, html)
