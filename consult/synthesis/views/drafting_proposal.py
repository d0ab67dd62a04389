"""What the tool proposes to write, and the pages as they will look."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from flask import Response, current_app, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session

from config import Settings
from consult import clock, db
from consult.accounts.guards import current_user, staff
from consult.accounts.models import Role
from consult.analysis.material import Material
from consult.analysis.remembered import material
from consult.analysis.views.blind import is_blind
from consult.calls import queries as calls
from consult.errors import NotFound
from consult.storage import storage
from consult.synthesis import queries, service
from consult.synthesis.drafting import proposing, writing
from consult.synthesis.drafting.blocks import Block, Manuscript
from consult.synthesis.drafting.bounds import TooLong
from consult.synthesis.drafting.previewing import previewed
from consult.synthesis.drafting.queries import is_written, manuscript, plain
from consult.synthesis.drafting.taking_over import take_over
from consult.synthesis.reading_again.rounds import rounds, said
from consult.synthesis.views.drafting import HERE, told_since
from consult.synthesis.views.shell import pages
from consult.web.dates import clock_words
from consult.web.filters import locale

READ_POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-ancestors 'self'; sandbox"
)
REPLACE = "replace"
NOTHING = _l("Nothing can be proposed there: too few agencies answered, or nobody spoke of it.")


@pages.get(f"{HERE}/propose")
@staff(Role.MANAGER)
def proposing_page(slug: str) -> ResponseReturnValue:
    """What can be proposed: the whole note, or what is said of one theme."""
    return _asked(slug)


@pages.post(f"{HERE}/propose")
@staff(Role.MANAGER)
def propose(slug: str) -> ResponseReturnValue:
    """Put a first draft on the desk, or what is said of one theme behind a block.

    A desk with blocks is replaced only where that was said; it is one thing to undo.
    """
    at = clock.now()
    session = db.session()
    call = calls.call_by_slug(session, slug)
    sent = _sent()
    question, _slash, theme = str(sent.get("about") or "").partition("/")
    whole = not question
    if is_blind(call) or (whole and is_written(session, call) and sent.get(REPLACE) != "1"):
        return _refused(slug, _("Nothing was proposed: the desk is as it was.")), 409
    session.commit()  # nothing is written yet: others may write while the draft is composed
    with db.database().reader() as reading:
        blocks = _proposed(reading, slug, question, theme)
    if not blocks:
        return _refused(slug, NOTHING), 409
    begun = writing.begin(session, call=call, user=current_user(), at=at)
    try:
        if whole:
            take_over(session, manuscript=begun, user=current_user(), blocks=blocks, at=at)
        else:
            after = proposing.behind(plain(begun), question, str(sent.get("after") or ""))
            writing.add_all(
                session,
                manuscript=begun,
                user=current_user(),
                blocks=blocks,
                after=after or writing.LAST,
                at=at,
            )
    except TooLong:
        session.rollback()
        return _refused(slug, _("The note has no room for so many blocks more.")), 409
    session.commit()
    if request.is_json:
        since = sent.get("since")
        told = told_since(call, begun, since if isinstance(since, int) else -1)
        saved = clock_words(at, call.timezone, locale())
        return jsonify({**told, "added": blocks[0].id, "saved": saved})
    anchor = None if whole else f"block-{blocks[0].id}"
    return redirect(url_for("synthesis.desk", slug=slug, _anchor=anchor))


@pages.get(f"{HERE}/preview")
@staff(Role.READER)
def desk_preview(slug: str) -> ResponseReturnValue:
    """The pages as the delegate would read them now, to be put in a frame."""
    session = db.session()
    call = calls.call_by_slug(session, slug)
    settings: Settings = current_app.extensions["settings"]
    found = material(session, slug)
    html = previewed(
        found,
        manuscript(session, call) or Manuscript(()),
        clearance=said(rounds(session, call)),
        dated=service.dated(found),
        version=queries.next_version(session, call),
        federation=call.federation or settings.federation,
        read=storage().read,
    )
    response = Response(html, mimetype="text/html")
    response.headers["Content-Security-Policy"] = READ_POLICY
    response.headers["X-Frame-Options"] = "SAMEORIGIN"
    response.headers["Cache-Control"] = "no-store"
    return response


def _proposed(session: Session, slug: str, question: str, theme: str) -> Sequence[Block]:
    call = calls.call_by_slug(session, slug)
    found, heard = material(session, slug), said(rounds(session, call))
    if not question:
        return proposing.first_draft(found, writing.fresh_key, heard)
    try:
        return proposing.of_theme(
            found,
            writing.fresh_key,
            question,
            theme,
            written=manuscript(session, call),
            clearance=heard,
        )
    except NotFound:
        return ()


def _sent() -> Mapping[str, Any]:
    """What was sent by the desk, or by the form of a page without it."""
    if not request.is_json:
        return request.form
    found = request.get_json(silent=True)
    return found if isinstance(found, Mapping) else {}


def _refused(slug: str, why: object) -> Response | str:
    return jsonify(said=str(why)) if request.is_json else _asked(slug, nothing=why is NOTHING)


def _asked(slug: str, *, nothing: bool = False) -> str:
    session = db.session()
    call = calls.call_by_slug(session, slug)
    found = material(session, slug)
    return render_template(
        "synthesis/desk_propose.html",
        call=call,
        found=found,
        blind=is_blind(call),
        nothing=NOTHING if nothing else None,
        written=is_written(session, call),
        after=request.values.get("after", ""),
        agencies=_speaking(found),
    )


def _speaking(found: Material) -> Counter[tuple[str, str]]:
    """How many agencies speak of each theme, question by question."""
    said_of = {(one.question, one.theme, one.agency) for one in found.passages if one.theme}
    return Counter((question, theme or "") for question, theme, _agency in said_of)
