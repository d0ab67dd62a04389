"""How the desk draws its blocks, for the page and for what is told to an open one."""

from __future__ import annotations

from typing import Any

from flask import render_template
from flask_babel import gettext as _

from consult.accounts.guards import current_user
from consult.accounts.models import Role
from consult.accounts.rules import reaches
from consult.calls.models import Call
from consult.synthesis import models
from consult.synthesis.drafting import bounds, writing
from consult.synthesis.drafting.blocks import Annex, BlockKind
from consult.synthesis.drafting.desk_words import (
    ANNEX_WORDS,
    BREADTH_WORDS,
    KIND_USES,
    KIND_WORDS,
    SHOWN_WORDS,
    TITLED,
    WRITTEN,
)

HERE = "/staff/calls/<slug>/note/desk"


def told_since(call: Call, manuscript: models.Manuscript, since: int) -> dict[str, Any]:
    """For an open page: the order of the blocks, and those that changed, drawn."""
    ordered = writing.in_order(manuscript)
    shown = [one for one in ordered if one.kind is not BlockKind.ANNEX]
    changed = [one for one in shown if one.revision > since]
    return {
        "revision": manuscript.revision,
        "room": room_left(manuscript),
        "order": [one.key for one in shown],
        "blocks": {one.key: drawn(call, one) for one in changed},
        "annexes": {
            annex.value: [block.key, block.revision, block.content.get("on", True)]
            for annex, block in switches(ordered).items()
            if block is not None
        },
    }


def room_left(manuscript: models.Manuscript) -> str:
    """How much more the note can hold, once that is little."""
    size = bounds.size(manuscript)
    if not size.is_nearly_too_long:
        return ""
    said: str = _(
        "This note takes %(share)s %% of the room that there is: %(count)s blocks of %(most)s.",
        share=size.share,
        count=size.blocks,
        most=bounds.MOST_BLOCKS,
    )
    return said


def shared(call: Call) -> dict[str, Any]:
    """What every drawing of a block needs."""
    return {
        "may_write": reaches(current_user().role, Role.MANAGER),
        "kinds": KIND_WORDS,
        "uses": KIND_USES,
        "annex_words": ANNEX_WORDS,
        "titled": TITLED,
        "written": WRITTEN,
        "shown_words": SHOWN_WORDS,
        "breadth_words": BREADTH_WORDS,
        "label_of": _label_of,
        "held": writing.as_block,
    }


def drawn(call: Call, block: models.ManuscriptBlock) -> str:
    """One block, as the page shows it."""
    return render_template("synthesis/_desk_block.html", call=call, one=block, **shared(call))


def _label_of(call: Call, key: str) -> str:
    """What a question asks; its key where it is not there any more."""
    found = call.questionnaire.by_key.get(key)
    return found.label if found else key


def switches(
    ordered: list[models.ManuscriptBlock],
) -> dict[Annex, models.ManuscriptBlock | None]:
    """The switch of each annex, where somebody has touched it."""
    found: dict[Annex, models.ManuscriptBlock | None] = dict.fromkeys(Annex)
    for one in reversed(ordered):
        if one.kind is BlockKind.ANNEX and one.content.get("annex"):
            found[Annex(one.content["annex"])] = one
    return found
