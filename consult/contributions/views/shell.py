"""What the agency's pages share: their blueprint, their language, their addresses."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from flask import Blueprint, current_app, g, redirect, request, url_for
from flask.sansio.blueprints import BlueprintSetupState
from flask.typing import ResponseReturnValue
from flask_babel import get_locale
from werkzeug.wrappers import Response

from config import LOCALES, Settings
from consult import db, errors
from consult.calls import service as calls
from consult.calls.models import Call
from consult.calls.translating import in_language
from consult.contributions.answering.wording import figures
from consult.contributions.drafts import Draft
from consult.contributions.files import downloads, filing
from consult.contributions.models import Attachment
from consult.storage import storage
from consult.web import languages
from consult.web.segments import Acronym

pages = Blueprint("contributions", __name__)
HERE = "/contribution/<public_id>"


@pages.record_once
def spell_acronyms(state: BlueprintSetupState) -> None:
    """Let an address hold an acronym, whatever is written in it."""
    state.app.url_map.converters["acronym"] = Acronym


@pages.app_template_filter("figures")
def figures_of(written: str) -> str:
    """A number kept as a text, in the notation of the page."""
    return figures(float(written))


@pages.app_template_filter("as_typed")
def as_typed(value: Any) -> str:
    """A number as the person who edits it would type it, or the very text they typed."""
    if value is None or isinstance(value, str):
        return value or ""
    written = repr(value)
    return written.replace(".", ",") if get_locale().language == "fr" else written


@pages.app_template_filter("said")
def said_of(call: Call, name: str) -> str:
    """The title, the context or the commissioner of a call in the language of the page."""
    return call.said(name, get_locale().language)


def speaking(draft: Draft) -> Draft:
    """The page and the questions speak the language the visitor chose, here or before.

    Without a choice of theirs it is the agency's, and without that the call's.
    """
    chosen = request.cookies.get(languages.COOKIE)
    g.locale = chosen if chosen in LOCALES else draft.invitation.speaks
    if g.locale == draft.call.language:
        return draft
    return replace(draft, questionnaire=in_language(draft.questionnaire, g.locale))


def spoken_from_now(answer: Response, draft: Draft, language: str) -> Response:
    """The same answer, after which the agency is spoken to in that language; commits."""
    session = db.session()
    calls.choose_language(session, invitation=draft.invitation, language=language)
    session.commit()
    return languages.remember(answer, language)


def to(page: str, public_id: str, **values: Any) -> Response:
    """Go to a page of the same contribution, so that a form sent is not sent again."""
    return redirect(url_for(f"contributions.{page}", public_id=public_id, **values), 303)


def scanner() -> str | None:
    """Where the virus scanner listens, when there is one."""
    settings: Settings = current_app.extensions["settings"]
    return settings.clamd_url


@pages.app_template_test("withheld_from_staff")
def is_withheld(found: Attachment) -> bool:
    """Whether staff may not read a file for now, or ever."""
    try:
        filing.ensure_servable_to_staff(found, scanner())
    except errors.Withheld:
        return True
    return False


def served(found: Attachment) -> ResponseReturnValue:
    """A file as a download."""
    return downloads.document(
        storage().read(found.digest), filename=found.filename, media_type=found.media_type
    )
