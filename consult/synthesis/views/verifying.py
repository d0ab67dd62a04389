"""The public page that says what became of a note, to whoever holds a copy of it."""

from __future__ import annotations

from datetime import timedelta

from flask import Response, current_app, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from consult import clock, db
from consult.errors import TooManyAttempts
from consult.synthesis.forms import AUDIENCE_WORDS, STATE_WORDS
from consult.synthesis.models import Format
from consult.synthesis.paper import lookup
from consult.synthesis.versions.verifying import SHORTEST, fate, spelled
from consult.synthesis.views.shell import pages
from consult.web.pace import Pace

MOST, SPAN = 60, timedelta(minutes=1)


@pages.get(lookup.PATH)
def verify() -> ResponseReturnValue:
    """Where a fingerprint is typed, for who has the paper and no camera."""
    typed = request.args.get("mark", "")
    if mark := spelled(typed):
        return redirect(url_for("synthesis.verified", mark=mark))
    return render_template("synthesis/verify.html", found=None, typed=typed, shortest=SHORTEST)


@pages.get(f"{lookup.PATH}<mark>")
def verified(mark: str) -> ResponseReturnValue:
    """The state of that copy and of its version: nothing of what the note says."""
    at = clock.now()
    pace: Pace = current_app.extensions.setdefault("lookups", Pace(MOST, SPAN))
    if not pace.allows(request.remote_addr or "", at):
        raise TooManyAttempts(mark)
    plain = spelled(mark)
    found = fate(db.session(), plain) if plain else None
    page = render_template(
        "synthesis/verify.html",
        found=found,
        typed=mark,
        shortest=SHORTEST,
        pdf=Format.PDF,
        state_words=STATE_WORDS,
        audience_words=AUDIENCE_WORDS,
    )
    answer: Response = make_response(page, 200 if found else 404)
    answer.headers["Cache-Control"] = "no-store"
    return answer
