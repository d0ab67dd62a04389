"""Statements rest on something: a passage, a figure, a quotation, or a reason why not."""

from __future__ import annotations

from collections.abc import Iterator

from consult.synthesis.checks.findings import Check, Finding
from consult.synthesis.checks.ground import Ground
from consult.synthesis.drafting.blocks import STATED, Block, Place
from consult.synthesis.drafting.origins import Standing

GONE = frozenset({Standing.WITHDRAWN, Standing.UNKNOWN})
CHANGED = frozenset({Standing.CHANGED, Standing.ALTERED})


def unsourced(ground: Ground) -> Iterator[Finding]:
    """Statements that rest on nothing and do not say why."""
    for block in ground.blocks:
        if block.kind in STATED and says_something(block) and not rests(block):
            yield Finding(Check.SOURCE_MISSING, block.id)


def lost(ground: Ground) -> Iterator[Finding]:
    """Sources that are not there any more, or say something else now."""
    for block in ground.blocks:
        for place in dict.fromkeys(block.sources):
            found = ground.standing(place)
            check = (
                Check.SOURCE_GONE
                if found in GONE
                else Check.SOURCE_CHANGED
                if found in CHANGED
                else None
            )
            if check is not None:
                yield Finding(check, block.id, place.text, _where(ground, place))


def says_something(block: Block) -> bool:
    """Whether a block has anything in it, a title alone included."""
    return bool(block.content and (block.text.strip() or block.rules or block.quotations)) or bool(
        block.title.strip()
    )


def rests(block: Block) -> bool:
    """Whether a statement has a source, a figure, a quotation, or a reason to have none."""
    return bool(block.sources or block.rules or block.quotations or block.justification.strip())


def _where(ground: Ground, place: Place) -> dict[str, str]:
    return {"agency": place.agency, "question": ground.label(place.question)}


CHECKS = (unsourced, lost)
