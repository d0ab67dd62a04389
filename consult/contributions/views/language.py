"""The language an agency answers in: its own choice, on every page, kept for its letters."""

from __future__ import annotations

from flask import redirect, request
from flask.typing import ResponseReturnValue

from config import LOCALES
from consult import clock, db, errors
from consult.contributions import guards, queries
from consult.contributions.views.shell import HERE, pages, spoken_from_now
from consult.web.languages import way_back


@pages.post(f"{HERE}/language")
def choose_language(public_id: str) -> ResponseReturnValue:
    """Remember the choice and go back to the page; nothing typed is on this kind of page."""
    guards.ensure_admitted(db.session(), public_id, at=clock.now())
    language = request.form.get("language", "")
    if language not in LOCALES:
        raise errors.Invalid("language")
    draft = queries.draft(db.session(), public_id)
    answer = redirect(way_back(request.form.get("back", "")), 303)
    return spoken_from_now(answer, draft, language)
