"""What colleagues do at the desk meanwhile, and what is taken back."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable
from typing import Any

from flask import current_app, jsonify, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from consult import clock, db
from consult.accounts.guards import current_user, staff
from consult.accounts.models import Role, User
from consult.analysis.coding import journal
from consult.calls import queries as calls
from consult.calls.models import Call
from consult.errors import NotFound
from consult.synthesis import models
from consult.synthesis.drafting import desk_history, edits, remarks
from consult.synthesis.drafting.presence import Present
from consult.synthesis.drafting.queries import row as manuscript_of
from consult.synthesis.versions import drawn_from
from consult.synthesis.views.desk_drawing import HERE, told_since
from consult.synthesis.views.desk_writing import sent_json
from consult.synthesis.views.shell import pages

KEY = re.compile(r"[\w-]{1,80}")
"""What the key of a block looks like; whatever else a page sends is passed on to nobody."""


@pages.get(f"{HERE}/news")
@staff(Role.READER)
def news(slug: str) -> ResponseReturnValue:
    """What changed since a revision: the order, the blocks, the remarks, who is here.

    `data` is a mark that changes with whatever the chips and the checks rest on.
    """
    session = db.session()
    call = calls.call_by_slug(session, slug)
    since = request.args.get("since", -1, type=int)
    about: dict[str, Any] = {"here": _here(call, current_user()), "data": _data(session, call)}
    manuscript = manuscript_of(session, call)
    if manuscript is None:
        return jsonify(revision=0, remarks={}, **about)
    about["remarks"] = remarks.counts(session, manuscript)
    if manuscript.revision == since:
        return jsonify(revision=since, **about)
    return jsonify({**told_since(call, manuscript, since), **about})


def _here(call: Call, user: User) -> list[dict[str, str]]:
    """Who else has the desk open, by name, and the block each was in last."""
    at, present = clock.now(), current_app.extensions.setdefault("present", Present())
    block = request.args.get("in", "")
    name = desk_history.called(user)
    told = block if KEY.fullmatch(block) else ""
    present.heard(call.id, user.id, name=name, block=told, at=at)
    found = present.others(call.id, user.id, at)
    return [{"name": one.name, "in": one.block} for one in found]


def _data(session: Session, call: Call) -> str:
    stand = drawn_from.stand(session, call)
    return hashlib.sha256(f"{stand.minds}|{stand.data}".encode()).hexdigest()[:12]


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
    except journal.ChangedSince as since_then:
        session.rollback()
        return jsonify(_stopped(session, call, since_then.args[0])), 409
    session.commit()
    since = sent_json().get("since")
    manuscript = edits.held(session, call)
    if manuscript is None:
        raise NotFound(slug)
    told = told_since(call, manuscript, since if isinstance(since, int) else -1)
    return jsonify({**told, "said": said, "key": edit.about.get("block")})


def _stopped(session: Session, call: Call, key: str) -> dict[str, str]:
    """Who wrote in a block after what would be undone, and where both texts are."""
    manuscript = manuscript_of(session, call)
    last = manuscript and desk_history.last_of_others(session, manuscript, key, but=current_user())
    name = desk_history.called(last.user) if last and last.user else ""
    said = (
        _("%(name)s changed this block after you: your change is not undone.", name=name)
        if name
        else _("This block was changed after you: your change is not undone.")
    )
    history = url_for("synthesis.desk_history", slug=call.slug, block=key)
    return {"said": said, "history": history, "at": key}
