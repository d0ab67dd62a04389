"""What writing at the desk has in common: what is sent, what is told, what is refused."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from flask import Response, jsonify, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from consult import clock, db
from consult.accounts.guards import current_user
from consult.calls import queries as calls
from consult.calls.models import Call
from consult.synthesis import models
from consult.synthesis.drafting import writing
from consult.synthesis.drafting.block_json import BadBlock, heard
from consult.synthesis.drafting.blocks import Block, BlockKind
from consult.synthesis.drafting.bounds import MOST_BLOCKS, TooLong
from consult.synthesis.drafting.desk_history import by_name
from consult.synthesis.drafting.writing import Stale
from consult.synthesis.pictures.keeping import TooHeavy
from consult.synthesis.views.desk_drawing import drawn, told_since
from consult.synthesis.views.desk_pictures import too_heavy
from consult.synthesis.views.drafting_aside import said_by_chips
from consult.web.dates import clock_words
from consult.web.filters import locale


def sent_json() -> Mapping[str, Any]:
    """What the page sent. Raises `BadBlock` where it is no object."""
    found = request.get_json(silent=True)
    if not isinstance(found, Mapping):
        raise BadBlock("json")
    return found


def content_of(sent: Mapping[str, Any], name: str = "content") -> Mapping[str, Any]:
    """What a block is to hold."""
    found = sent.get(name, {})
    if not isinstance(found, Mapping):
        raise BadBlock(name)
    return found


def kind_of(value: object) -> BlockKind:
    """A kind of block."""
    if not isinstance(value, str) or value not in list(BlockKind):
        raise BadBlock("kind")
    return BlockKind(value)


def key_of(value: object) -> str | None:
    """The key of a block, or none."""
    if value is not None and not isinstance(value, str):
        raise BadBlock("after")
    return value


def written(
    slug: str, write: Callable[[models.Manuscript, datetime], Mapping[str, Any]]
) -> ResponseReturnValue:
    """Write in the note, and tell what changed; 409 where somebody wrote there meanwhile."""
    at = clock.now()
    session = db.session()
    call = calls.call_by_slug(session, slug)
    manuscript = writing.begin(session, call=call, user=current_user(), at=at)
    try:
        more = write(manuscript, at)
    except (TooHeavy, TooLong) as refused:
        return refusal(refused)
    except Stale as stale:
        session.rollback()
        said = _("%(name)s wrote there meanwhile.", name=by_name(session, stale.block.changed_by))
        return jsonify(said=said), 409
    session.commit()
    since = sent_json().get("since")
    told = told_since(call, manuscript, since if isinstance(since, int) else -1)
    return jsonify({**told, **more, "saved": clock_words(at, call.timezone, locale())})


def refusal(refused: TooHeavy | TooLong) -> ResponseReturnValue:
    """What the note has no room for, told in a sentence; nothing is written."""
    db.session().rollback()
    if isinstance(refused, TooHeavy):
        said = too_heavy()
    elif refused.args[0] == "blocks":
        said = _(
            "The note cannot have more than %(most)s blocks: take some away first.",
            most=MOST_BLOCKS,
        )
    else:
        said = _("The text of the note is too long: shorten it first.")
    return jsonify(said=said), 422


def conflict(call: Call, block: models.ManuscriptBlock, mine: Mapping[str, Any]) -> Response:
    """Both texts, to choose from."""
    texts: tuple[Block, Block] = writing.as_block(block), heard(block.key, block.kind, mine)
    by = by_name(db.session(), block.changed_by)
    told = drawn(call, block)
    theirs, ours = texts
    return jsonify(
        theirs=block.content,
        revision=block.revision,
        block=told,
        html=render_template(
            "synthesis/_desk_conflict.html",
            call=call,
            key=block.key,
            theirs=theirs,
            mine=ours,
            shown=said_by_chips(call.slug, texts),
            by=by,
            at=block.changed_at,
        ),
    )
