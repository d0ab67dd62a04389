"""The drafting desk: the note block by block, saved by itself, by several hands."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from flask import Response, current_app, jsonify, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from consult import clock, db
from consult.accounts.guards import current_user, staff
from consult.accounts.models import Role
from consult.analysis import journal
from consult.calls import queries as calls
from consult.calls.models import Call
from consult.errors import NotFound
from consult.synthesis import models
from consult.synthesis.drafting import edits, remarks, writing
from consult.synthesis.drafting.block_json import BadBlock, heard
from consult.synthesis.drafting.blocks import BlockKind
from consult.synthesis.drafting.desk_history import by_name
from consult.synthesis.drafting.queries import row as manuscript_of
from consult.synthesis.drafting.writing import Stale
from consult.synthesis.pictures.keeping import TooHeavy
from consult.synthesis.views.desk_drawing import HERE, drawn, shared, switches, told_since
from consult.synthesis.views.desk_pictures import too_heavy
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
        proposes=PROPOSE in current_app.view_functions,
        **shared(call),
    )


@pages.post(f"{HERE}/blocks")
@staff(Role.MANAGER)
def add_block(slug: str) -> ResponseReturnValue:
    """Add a block behind another."""
    sent = _sent()

    def write(manuscript: models.Manuscript, at: datetime) -> dict[str, Any]:
        made = writing.add(
            db.session(),
            manuscript=manuscript,
            user=current_user(),
            kind=_kind(sent.get("kind")),
            content=_content(sent),
            after=_key(sent.get("after")),
            at=at,
        )
        return {"added": made.key}

    return _written(slug, write)


@pages.post(f"{HERE}/blocks/<key>")
@staff(Role.MANAGER)
def save_block(slug: str, key: str) -> ResponseReturnValue:
    """Write what a block holds; 409 with what is there where somebody wrote meanwhile."""
    sent = _sent()
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
            content=_content(sent),
            revision=revision if isinstance(revision, int) else -1,
            kind=_kind(kind) if kind else None,
            at=at,
        )
    except Stale as stale:
        return _conflict(call, stale.block, _content(sent)), 409
    except TooHeavy:
        session.rollback()
        return jsonify(said=too_heavy()), 422
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
    sent = _sent()

    def write(manuscript: models.Manuscript, at: datetime) -> dict[str, Any]:
        writing.move(
            db.session(),
            manuscript=manuscript,
            user=current_user(),
            key=key,
            after=_key(sent.get("after")),
            at=at,
        )
        return {}

    return _written(slug, write)


@pages.post(f"{HERE}/blocks/<key>/remove")
@staff(Role.MANAGER)
def remove_block(slug: str, key: str) -> ResponseReturnValue:
    """Take a block away, a chapter with its blocks."""

    def write(manuscript: models.Manuscript, at: datetime) -> dict[str, Any]:
        gone = writing.remove(
            db.session(), manuscript=manuscript, user=current_user(), key=key, at=at
        )
        return {"removed": len(gone)}

    return _written(slug, write)


@pages.post(f"{HERE}/blocks/<key>/keep")
@staff(Role.MANAGER)
def keep_block(slug: str, key: str) -> ResponseReturnValue:
    """Keep a block as it was proposed, or a whole chapter."""
    whole = _sent().get("whole") is True

    def write(manuscript: models.Manuscript, at: datetime) -> dict[str, Any]:
        given: dict[str, Any] = {"manuscript": manuscript, "user": current_user(), "at": at}
        writing.keep(db.session(), **given, key=key, whole=whole)
        return {}

    return _written(slug, write)


@pages.post(f"{HERE}/undo")
@staff(Role.MANAGER)
def undo_edit(slug: str) -> ResponseReturnValue:
    """Take back the last thing this person did here."""
    return _turned(slug, edits.undo, _("Undone."))


@pages.post(f"{HERE}/redo")
@staff(Role.MANAGER)
def redo_edit(slug: str) -> ResponseReturnValue:
    """Do again what this person took back."""
    return _turned(slug, edits.redo, _("Done again."))


@pages.get(f"{HERE}/news")
@staff(Role.READER)
def news(slug: str) -> ResponseReturnValue:
    """What changed since a revision: the order, the blocks, how many remarks are open."""
    session = db.session()
    call = calls.call_by_slug(session, slug)
    since = request.args.get("since", -1, type=int)
    manuscript = manuscript_of(session, call)
    if manuscript is None:
        return jsonify(revision=0, remarks={})
    open_remarks = remarks.counts(session, manuscript)
    if manuscript.revision == since:
        return jsonify(revision=since, remarks=open_remarks)
    return jsonify({**told_since(call, manuscript, since), "remarks": open_remarks})


def _written(
    slug: str, write: Callable[[models.Manuscript, datetime], Mapping[str, Any]]
) -> ResponseReturnValue:
    at = clock.now()
    session = db.session()
    call = calls.call_by_slug(session, slug)
    manuscript = writing.begin(session, call=call, user=current_user(), at=at)
    try:
        more = write(manuscript, at)
    except TooHeavy:
        session.rollback()
        return jsonify(said=too_heavy()), 422
    session.commit()
    since = _sent().get("since")
    told = told_since(call, manuscript, since if isinstance(since, int) else -1)
    return jsonify({**told, **more, "saved": clock_words(at, call.timezone, locale())})


def _turned(
    slug: str, turn: Callable[..., models.ManuscriptEdit], said: str
) -> ResponseReturnValue:
    at = clock.now()
    session = db.session()
    call = calls.call_by_slug(session, slug)
    try:
        edit = turn(session, call=call, user=current_user(), at=at)
    except journal.NothingToUndo:
        return jsonify(said=_("There is nothing left to undo or to do again.")), 409
    except journal.ChangedSince:
        session.rollback()
        return jsonify(said=_("Somebody wrote there since: it was left as it is.")), 409
    session.commit()
    since = _sent().get("since")
    manuscript = edits.held(session, call)
    if manuscript is None:
        raise NotFound(slug)
    told = told_since(call, manuscript, since if isinstance(since, int) else -1)
    return jsonify({**told, "said": said, "key": edit.about.get("block")})


def _conflict(call: Call, block: models.ManuscriptBlock, mine: Mapping[str, Any]) -> Response:
    """Both texts, to choose from."""
    told = heard(block.key, block.kind, mine)
    return jsonify(
        theirs=block.content,
        revision=block.revision,
        block=drawn(call, block),
        html=render_template(
            "synthesis/_desk_conflict.html",
            call=call,
            key=block.key,
            theirs=writing.as_block(block),
            mine=told,
            by=by_name(db.session(), block.changed_by),
            at=block.changed_at,
        ),
    )


def _sent() -> Mapping[str, Any]:
    found = request.get_json(silent=True)
    if not isinstance(found, Mapping):
        raise BadBlock("json")
    return found


def _content(sent: Mapping[str, Any]) -> Mapping[str, Any]:
    found = sent.get("content", {})
    if not isinstance(found, Mapping):
        raise BadBlock("content")
    return found


def _kind(value: object) -> BlockKind:
    if not isinstance(value, str) or value not in list(BlockKind):
        raise BadBlock("kind")
    return BlockKind(value)


def _key(value: object) -> str | None:
    if value is not None and not isinstance(value, str):
        raise BadBlock("after")
    return value
