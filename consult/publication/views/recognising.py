"""Whether a file that somebody holds is a copy made here for one person."""

from __future__ import annotations

from flask import Response, make_response
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from consult import clock, db
from consult.errors import NotFound
from consult.publication import queries
from consult.publication.views.shell import pages
from consult.synthesis.models import Format
from consult.synthesis.paper import lookup
from consult.synthesis.versions.verifying import fate, spelled
from consult.synthesis.views.verifying import ensure_pace


@pages.get(f"{lookup.PATH}<mark>/copy/<digest>")
def recognised(mark: str, digest: str) -> ResponseReturnValue:
    """A sentence, for who knows the sum of the file; how many copies there are is told to nobody.

    Nor is a name: whoever holds the file reads it on its pages.
    """
    ensure_pace(mark, clock.now())
    session = db.session()
    plain = spelled(mark)
    found = fate(session, plain) if plain else None
    copy = queries.copy_of(session, found.note, digest) if found is not None else None
    if found is None or copy is None:
        raise NotFound(digest)
    if copy.format is Format.SHEET:
        told = _(
            "This file is, byte for byte, the copy of the speaking sheet of this version that "
            "Consult made for the person whose name is on it."
        )
    else:
        told = _(
            "This file is, byte for byte, the copy of this version that Consult made for the "
            "person whose name is on its pages."
        )
    if copy.fingerprint != found.note.fingerprint:
        told += " " + _("It was made in an earlier state of the version.")
    answer: Response = make_response(told)
    answer.content_type = "text/plain; charset=utf-8"
    answer.headers["Cache-Control"] = "no-store"
    return answer
