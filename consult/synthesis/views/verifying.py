"""The public page that says what became of a note, to whoever holds a copy of it."""

from __future__ import annotations

from datetime import datetime, timedelta

from flask import Response, current_app, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _l

from consult import clock, db
from consult.errors import TooManyAttempts
from consult.synthesis.forms import AUDIENCE_WORDS, STATE_WORDS
from consult.synthesis.models import Format
from consult.synthesis.paper import lookup
from consult.synthesis.versions.verifying import SHORTEST, Fate, fate, spelled
from consult.synthesis.views.shell import pages
from consult.web.pace import Pace

MOST, SPAN = 60, timedelta(minutes=1)
FILE_WORDS = {
    Format.PDF: _l("This file is, byte for byte, the PDF that Consult made of this version."),
    Format.SHEET: _l(
        "This file is, byte for byte, the speaking sheet that Consult made of this version. Alone, "
        "without the note, it proves nothing more."
    ),
    Format.DOCX: _l(
        "This file is, byte for byte, the Word document that Consult made of this version: nobody "
        "edited it."
    ),
    Format.XLSX: _l(
        "This file is, byte for byte, the spreadsheet that Consult made of this version: nobody "
        "edited it."
    ),
    Format.HTML: _l("This file is, byte for byte, the page that Consult made of this version."),
    Format.SHEET_HTML: _l(
        "This file is, byte for byte, the speaking sheet that Consult made of this version. Alone, "
        "without the note, it proves nothing more."
    ),
}
"""What is said of a file that the visitor holds and that was made here."""


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
    ensure_pace(mark, clock.now())
    plain = spelled(mark)
    found = fate(db.session(), plain) if plain else None
    page = render_template(
        "synthesis/verify.html",
        found=found,
        typed=mark,
        shortest=SHORTEST,
        known=_known(found) if found else {},
        state_words=STATE_WORDS,
        audience_words=AUDIENCE_WORDS,
    )
    answer: Response = make_response(page, 200 if found else 404)
    answer.headers["Cache-Control"] = "no-store"
    return answer


def ensure_pace(mark: str, at: datetime) -> None:
    """Nobody looks up fingerprints by the thousand. Raises `TooManyAttempts`."""
    pace: Pace = current_app.extensions.setdefault("lookups", Pace(MOST, SPAN))
    if not pace.allows(request.remote_addr or "", at):
        raise TooManyAttempts(mark)


def _known(found: Fate) -> dict[str, str]:
    """The sums of the files made of that version, and what is said of each."""
    return {
        one.digest: str(FILE_WORDS[one.format])
        for one in found.note.artefacts
        if one.format in FILE_WORDS
    }
