"""Which language a visitor reads: asked for, remembered, preferred, or the default."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from flask import Blueprint, Flask, current_app, g, has_request_context, redirect, request
from flask.typing import ResponseReturnValue
from flask_babel import Babel, get_locale, get_translations
from jinja2 import pass_eval_context
from jinja2.nodes import EvalContext
from markupsafe import Markup
from werkzeug.wrappers import Response

from config import LOCALES

COOKIE = "language"
YEAR = 365 * 24 * 3600
_PACKAGE = Path(__file__).resolve().parent.parent

pages = Blueprint("languages", __name__)


def init_app(app: Flask) -> None:
    """One catalogue per room, found beside its code."""
    folders = sorted(str(folder) for folder in _PACKAGE.glob("*/translations"))
    app.config["BABEL_TRANSLATION_DIRECTORIES"] = ";".join(folders)
    app.config["BABEL_DOMAIN"] = ";".join(["messages"] * max(1, len(folders)))
    Babel(app, locale_selector=chosen_locale)
    app.jinja_env.globals.update(_=words, gettext=words)
    app.register_blueprint(pages)


_said: dict[tuple[str, str, bool], str] = {}


@pass_eval_context
def words(context: EvalContext, sentence: str, /, **values: Any) -> str:
    """What a template says, in the language of the page; each sentence is looked up once.

    A page says two hundred of them, and asking the catalogue for each costs more than the
    database does.
    """
    found = get_locale()
    key = found.language if found else "", sentence, context.autoescape
    said = _said.get(key)
    if said is None:
        said = get_translations().ugettext(sentence)
        said = _said[key] = Markup(said) if context.autoescape else said  # noqa: S704 - ours
    return said % values


def chosen_locale() -> str:
    """A page may impose its language through `g.locale`; then the cookie; then the browser."""
    imposed: str | None = g.get("locale")
    if imposed in LOCALES:
        return str(imposed)
    default: str = current_app.config["BABEL_DEFAULT_LOCALE"]
    if not has_request_context():  # commands and jobs have no visitor
        return default
    remembered = request.cookies.get(COOKIE)
    if remembered in LOCALES:
        return remembered
    preferred = sorted(LOCALES, key=lambda locale: locale != default)
    return request.accept_languages.best_match(preferred) or default


@pages.post("/language")
def choose() -> ResponseReturnValue:
    """Remember the language and go back to a page of ours."""
    answer = redirect(way_back(request.form.get("back", "")))
    return remember(answer, request.form.get("language", ""))


def remember(answer: Response, language: str) -> Response:
    """The same answer, after which this browser is spoken to in that language."""
    if language in LOCALES:
        answer.set_cookie(
            COOKIE,
            language,
            max_age=YEAR,
            httponly=True,
            samesite="Lax",
            secure=current_app.extensions["settings"].secure,
        )
    return answer


def way_back(path: str) -> str:
    """`path` if it is a path of this site, otherwise the first page."""
    ours = path.startswith("/") and not path.startswith(("//", "/\\")) and path.isprintable()
    return path if ours and "\\" not in path else "/"
