"""Mending what was found: one thing, or all the typography at once, as an edit that undoes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime

from sqlalchemy.orm import Session

from consult.accounts.models import User
from consult.errors import NotFound
from consult.synthesis.checks.findings import Check, Finding, mended
from consult.synthesis.checks.ground import Ground
from consult.synthesis.drafting import writing
from consult.synthesis.drafting.block_json import told
from consult.synthesis.drafting.blocks import Block
from consult.synthesis.models import Manuscript


def mend(
    session: Session,
    *,
    manuscript: Manuscript,
    user: User,
    ground: Ground,
    finding: Finding,
    choice: int,
    at: datetime,
) -> None:
    """Make one of the fixes of a finding. Raises `NotFound` where it has no such fix."""
    if not 0 <= choice < len(finding.fixes):
        raise NotFound(f"fix {choice}")
    blocks = {block.id: block for block in ground.blocks}
    changed = mended(blocks[finding.block], finding.fixes[choice])
    _write(session, manuscript, user, [changed], at)


def correct_all(
    session: Session,
    *,
    manuscript: Manuscript,
    user: User,
    ground: Ground,
    found: Iterable[Finding],
    at: datetime,
) -> int:
    """Make every correction of typography; gives how many there were."""
    wanted = [one for one in found if one.check is Check.TYPOGRAPHY]
    blocks = corrected({block.id: block for block in ground.blocks}, wanted)
    _write(session, manuscript, user, blocks, at)
    return len(wanted)


def corrected(blocks: Mapping[str, Block], found: Iterable[Finding]) -> list[Block]:
    """The blocks with their corrections made, from the last to the first: places stay true."""
    changed: dict[str, Block] = {}
    fixes = [(one.block, one.fixes[0]) for one in found]
    fixes.sort(key=lambda one: (one[1].piece is not None, one[1].piece or 0, one[1].start))
    for key, fix in reversed(fixes):
        changed[key] = mended(changed.get(key, blocks[key]), fix)
    return list(changed.values())


def _write(
    session: Session, manuscript: Manuscript, user: User, blocks: Iterable[Block], at: datetime
) -> None:
    contents = {block.id: told(block) for block in blocks}
    writing.change_all(session, manuscript=manuscript, user=user, contents=contents, at=at)
