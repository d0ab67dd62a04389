"""What the agency's pages share: their blueprint, their language, their addresses."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, g, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import get_locale

from consult.contributions import downloads
from consult.contributions.models import Attachment
from consult.contributions.queries import Draft
from consult.contributions.wording import figures
from consult.storage import storage

pages = Blueprint("contributions", __name__)
HERE = "/contribution/<public_id>"


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


def speaking(draft: Draft) -> Draft:
    """The page speaks the language of the call unless the visitor chose another."""
    if "language" not in request.cookies:
        g.locale = draft.call.language
    return draft


def to(page: str, public_id: str, **values: Any) -> ResponseReturnValue:
    """Go to a page of the same contribution, so that a form sent is not sent again."""
    return redirect(url_for(f"contributions.{page}", public_id=public_id, **values), 303)


def served(found: Attachment) -> ResponseReturnValue:
    """A file as a download."""
    return downloads.document(
        storage().read(found.digest), filename=found.filename, media_type=found.media_type
    )
