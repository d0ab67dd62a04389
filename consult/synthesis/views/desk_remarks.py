"""What colleagues say to each other beside the blocks of the note."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import jsonify, render_template, request
from flask.typing import ResponseReturnValue

from consult import clock, db
from consult.accounts.guards import current_user, staff
from consult.accounts.models import Role
from consult.accounts.rules import reaches
from consult.calls import queries as calls
from consult.errors import Invalid, NotFound
from consult.synthesis.drafting import remarks as said
from consult.synthesis.drafting.desk_words import KIND_WORDS
from consult.synthesis.drafting.queries import row as manuscript_of
from consult.synthesis.models import Manuscript
from consult.synthesis.views.desk_drawing import HERE
from consult.synthesis.views.shell import pages


@pages.get(f"{HERE}/remarks")
@staff(Role.READER)
def remarks(slug: str) -> ResponseReturnValue:
    """Every thread in the order of the note, and an empty one for the block asked for."""
    session = db.session()
    call = calls.call_by_slug(session, slug)
    manuscript = manuscript_of(session, call)
    wanted = request.args.get("block", "")
    threads = said.in_order(session, manuscript, wanted=wanted) if manuscript else []
    return render_template(
        "synthesis/_desk_threads.html",
        call=call,
        threads=threads,
        kinds=KIND_WORDS,
        may_write=reaches(current_user().role, Role.MANAGER),
    )


@pages.post(f"{HERE}/remarks")
@staff(Role.MANAGER)
def say_remark(slug: str) -> ResponseReturnValue:
    """Say something beside a block."""
    at = clock.now()
    sent = _sent()
    manuscript = _manuscript(slug)
    said.say(
        db.session(),
        manuscript=manuscript,
        block=_text(sent, "block"),
        user=current_user(),
        text=_text(sent, "text"),
        at=at,
    )
    return _counted(manuscript)


@pages.post(f"{HERE}/remarks/settle")
@staff(Role.MANAGER)
def settle_remarks(slug: str) -> ResponseReturnValue:
    """Settle what is said beside a block; words typed meanwhile are said first."""
    at = clock.now()
    sent = _sent()
    manuscript = _manuscript(slug)
    given: dict[str, Any] = {
        "manuscript": manuscript,
        "block": _text(sent, "block"),
        "user": current_user(),
    }
    if _text(sent, "text").strip():
        said.say(db.session(), **given, text=_text(sent, "text"), at=at)
    said.settle(db.session(), **given, at=at)
    return _counted(manuscript)


@pages.post(f"{HERE}/remarks/reopen")
@staff(Role.MANAGER)
def reopen_remarks(slug: str) -> ResponseReturnValue:
    """Open again what was settled last beside a block."""
    manuscript = _manuscript(slug)
    said.reopen(db.session(), manuscript=manuscript, block=_text(_sent(), "block"))
    return _counted(manuscript)


def _counted(manuscript: Manuscript) -> ResponseReturnValue:
    session = db.session()
    session.commit()
    return jsonify(remarks=said.counts(session, manuscript))


def _manuscript(slug: str) -> Manuscript:
    session = db.session()
    found = manuscript_of(session, calls.call_by_slug(session, slug))
    if found is None:
        raise NotFound(f"manuscript of {slug}")
    return found


def _sent() -> Mapping[str, object]:
    found = request.get_json(silent=True)
    if not isinstance(found, Mapping):
        raise Invalid("json")
    return found


def _text(sent: Mapping[str, object], name: str) -> str:
    value = sent.get(name, "")
    if not isinstance(value, str):
        raise Invalid(name)
    return value
