"""The drafting desk: the note block by block, saved by itself, by several hands."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from flask import current_app, jsonify, render_template
from flask.typing import ResponseReturnValue

from consult import clock, db
from consult.accounts.guards import current_user, staff
from consult.accounts.models import Role
from consult.calls import queries as calls
from consult.errors import NotFound
from consult.synthesis import models
from consult.synthesis.drafting import remarks, splitting, writing
from consult.synthesis.drafting.blocks import BlockKind
from consult.synthesis.drafting.bounds import TooLong
from consult.synthesis.drafting.queries import row as manuscript_of
from consult.synthesis.drafting.writing import Stale
from consult.synthesis.pictures.keeping import TooHeavy
from consult.synthesis.views.desk_drawing import (
    HERE,
    drawn,
    room_left,
    shared,
    switches,
    told_since,
)
from consult.synthesis.views.desk_writing import (
    conflict,
    content_of,
    key_of,
    kind_of,
    refusal,
    sent_json,
    written,
)
from consult.synthesis.views.shell import pages
from consult.web.dates import clock_words
from consult.web.filters import locale

__all__ = ["HERE", "told_since"]

PROPOSE = "synthesis.propose"


@pages.get(HERE)
@staff(Role.READER)
def desk(slug: str) -> ResponseReturnValue:
    """The note as it is written, and beside it what it is made of."""
    session = db.session()
    call = calls.call_by_slug(session, slug)
    manuscript = manuscript_of(session, call)
    ordered = writing.in_order(manuscript) if manuscript else []
    return render_template(
        "synthesis/desk.html",
        call=call,
        revision=manuscript.revision if manuscript else 0,
        blocks=[one for one in ordered if one.kind is not BlockKind.ANNEX],
        annexes=switches(ordered),
        remarks=remarks.counts(session, manuscript) if manuscript else {},
        user=current_user(),
        room_left=room_left(manuscript) if manuscript else "",
        proposes=PROPOSE in current_app.view_functions,
        **shared(call),
    )


@pages.post(f"{HERE}/blocks")
@staff(Role.MANAGER)
def add_block(slug: str) -> ResponseReturnValue:
    """Add a block behind another."""
    sent = sent_json()

    def write(manuscript: models.Manuscript, at: datetime) -> dict[str, Any]:
        made = writing.add(
            db.session(),
            manuscript=manuscript,
            user=current_user(),
            kind=kind_of(sent.get("kind")),
            content=content_of(sent),
            after=key_of(sent.get("after")),
            at=at,
        )
        return {"added": made.key}

    return written(slug, write)


@pages.post(f"{HERE}/blocks/<key>")
@staff(Role.MANAGER)
def save_block(slug: str, key: str) -> ResponseReturnValue:
    """Write what a block holds; 409 with what is there where somebody wrote meanwhile."""
    sent = sent_json()
    at = clock.now()
    session = db.session()
    call = calls.call_by_slug(session, slug)
    manuscript = writing.begin(session, call=call, user=current_user(), at=at)
    revision = sent.get("revision")
    kind = sent.get("kind")
    try:
        block = writing.change(
            session,
            manuscript=manuscript,
            user=current_user(),
            key=key,
            content=content_of(sent),
            revision=revision if isinstance(revision, int) else -1,
            kind=kind_of(kind) if kind else None,
            at=at,
        )
    except Stale as stale:
        return conflict(call, stale.block, content_of(sent)), 409
    except (TooHeavy, TooLong) as refused:
        return refusal(refused)
    except NotFound:
        return jsonify(gone=True), 409
    session.commit()
    told = {"revision": block.revision, "saved": clock_words(at, call.timezone, locale())}
    if sent.get("draw") or kind:
        told["html"] = drawn(call, block)
    return jsonify(told)


@pages.post(f"{HERE}/blocks/<key>/move")
@staff(Role.MANAGER)
def move_block(slug: str, key: str) -> ResponseReturnValue:
    """Put a block behind another; a chapter moves with its blocks."""
    sent = sent_json()

    def write(manuscript: models.Manuscript, at: datetime) -> dict[str, Any]:
        writing.move(
            db.session(),
            manuscript=manuscript,
            user=current_user(),
            key=key,
            after=key_of(sent.get("after")),
            at=at,
        )
        return {}

    return written(slug, write)


@pages.post(f"{HERE}/blocks/<key>/remove")
@staff(Role.MANAGER)
def remove_block(slug: str, key: str) -> ResponseReturnValue:
    """Take a block away, a chapter with its blocks."""

    def write(manuscript: models.Manuscript, at: datetime) -> dict[str, Any]:
        gone = writing.remove(
            db.session(), manuscript=manuscript, user=current_user(), key=key, at=at
        )
        return {"removed": len(gone)}

    return written(slug, write)


@pages.post(f"{HERE}/blocks/<key>/keep")
@staff(Role.MANAGER)
def keep_block(slug: str, key: str) -> ResponseReturnValue:
    """Keep a block as it was proposed, or a whole chapter."""
    whole = sent_json().get("whole") is True

    def write(manuscript: models.Manuscript, at: datetime) -> dict[str, Any]:
        given: dict[str, Any] = {"manuscript": manuscript, "user": current_user(), "at": at}
        writing.keep(db.session(), **given, key=key, whole=whole)
        return {}

    return written(slug, write)


@pages.post(f"{HERE}/blocks/<key>/split")
@staff(Role.MANAGER)
def split_block(slug: str, key: str) -> ResponseReturnValue:
    """Make two blocks of one where its writer begins another."""
    sent = sent_json()

    def write(manuscript: models.Manuscript, at: datetime) -> dict[str, Any]:
        given: dict[str, Any] = {"manuscript": manuscript, "user": current_user(), "at": at}
        _typed(sent, key, "whole", "revision", given)
        new = splitting.split(
            db.session(),
            **given,
            key=key,
            before=content_of(sent, "before"),
            after=content_of(sent, "after"),
        )
        return {"added": new.key}

    return written(slug, write)


@pages.post(f"{HERE}/blocks/<key>/join")
@staff(Role.MANAGER)
def join_blocks(slug: str, key: str) -> ResponseReturnValue:
    """Have the text of a block go on in the one before it."""
    sent = sent_json()
    into = key_of(sent.get("into")) or ""

    def write(manuscript: models.Manuscript, at: datetime) -> dict[str, Any]:
        given: dict[str, Any] = {"manuscript": manuscript, "user": current_user(), "at": at}
        _typed(sent, into, "first", "first_revision", given)
        _typed(sent, key, "second", "revision", given)
        joined = content_of(sent, "joined")
        splitting.join(db.session(), **given, key=key, into=into, content=joined)
        return {"joined": into}

    return written(slug, write)


def _typed(sent: Any, key: str, name: str, revision: str, given: dict[str, Any]) -> None:
    """What was typed until then is an edit of its own; raises `Stale` and `NotFound`."""
    seen = sent.get(revision)
    content = content_of(sent, name)
    seen = seen if isinstance(seen, int) else -1
    writing.change(db.session(), **given, key=key, content=content, revision=seen)
