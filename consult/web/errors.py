"""One table makes pages of refusals; each says what happened and keeps the way back."""

from __future__ import annotations

import logging
import re

from flask import Flask, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy.exc import DataError, InterfaceError, OperationalError
from werkzeug.exceptions import HTTPException, SecurityError

from consult import errors

STATUS: dict[type[errors.Refusal], int] = {
    errors.NotFound: 404,
    errors.Forbidden: 403,
    errors.LinkExpired: 410,
    errors.CallNotOpen: 403,
    errors.NotReady: 409,
    errors.StaleRevision: 409,
    errors.NotApproved: 409,
    errors.Withheld: 409,
    errors.TooManyAttempts: 429,
    errors.Invalid: 422,
}

PLAIN = {"Content-Type": "text/plain; charset=utf-8"}
_PLACES = re.compile(r"/contribution/[^/]+/|/note/[^/]+/|/staff/calls/(?!new\b)[^/]+|/staff/")

log = logging.getLogger(__name__)


def init_app(app: Flask) -> None:
    """Every refusal, HTTP error and outage gets a page in the visitor's language."""
    app.register_error_handler(errors.Refusal, refused)
    app.register_error_handler(HTTPException, failed)
    app.register_error_handler(OperationalError, unavailable)
    app.register_error_handler(InterfaceError, unavailable)
    app.register_error_handler(OverflowError, nowhere)
    app.register_error_handler(DataError, nowhere)


def refused(refusal: errors.Refusal) -> ResponseReturnValue:
    """A rule said no."""
    kind = next(one for one in type(refusal).__mro__ if one in STATUS or one is errors.Refusal)
    if kind is errors.CallNotOpen:
        return page(
            403,
            _("This call is not open"),
            _("It takes no answers at this time. What was saved before stays readable."),
        )
    if kind is errors.Withheld:
        return page(
            409,
            _("This file cannot be downloaded"),
            _("The virus scanner has not found it clean, or has not seen it yet."),
        )
    if kind is errors.Invalid and str(refusal):
        return page(422, _("This cannot be done"), str(refusal))
    return page(STATUS.get(kind, 400), *words(STATUS.get(kind, 400)))


def failed(problem: HTTPException) -> ResponseReturnValue:
    """An HTTP error of Flask's own, a redirect of the router included."""
    if isinstance(problem, SecurityError):  # no page: its links would carry the forged name
        return "This service is not known under that name.\n", 400, PLAIN
    if problem.response is not None or problem.code is None or problem.code < 400:
        return problem.get_response()
    body, status = page(problem.code, *words(problem.code))
    headers = [
        (name, value) for name, value in problem.get_headers() if name in ("Allow", "Retry-After")
    ]
    return body, status, headers


def unavailable(problem: Exception) -> ResponseReturnValue:
    """The database is away, full or read-only: nothing was written, and it may come back."""
    log.error("The database is unavailable: %s", type(problem).__name__)
    body, status = page(503, *words(503))
    return body, status, [("Retry-After", "30")]


def nowhere(problem: Exception) -> ResponseReturnValue:
    """A number beyond what a database counts to: no page of ours leads there."""
    log.warning("Asked for what no database holds: %s", type(problem).__name__)
    return page(404, *words(404))


def page(status: int, title: str, text: str) -> tuple[str, int]:
    """The page of an error; it needs no database."""
    html = render_template(
        "errors/error.html",
        status=status,
        title=title,
        text=text,
        back=way_back(request.path, status),
    )
    return html, status


def way_back(path: str, status: int) -> str:
    """The nearest place that is likely to open: the form, the note, the call, the first page.

    A place that is itself not there, or not for the visitor, is no way back.
    """
    place = _PLACES.match(path)
    if place is None or (place.group() == path and status in (403, 404, 410)):
        return "/"
    return place.group()


def words(status: int) -> tuple[str, str]:
    """What an HTTP status means to the person who meets it."""
    back = _("Go back to the page before: what you typed is still in its fields.")
    table = {
        400: (_("This page was open for too long"), back),
        403: (_("This page is not for this account"), _("Ask a colleague who manages this call.")),
        404: (
            _("There is nothing at this address"),
            _("Check the link in your message, or ask for a new one."),
        ),
        405: (_("This page cannot be used that way"), back),
        409: (_("Somebody was faster"), back),
        410: (
            _("This link no longer opens anything"),
            _("It has expired or was withdrawn. Ask the person who sent it for a new one."),
        ),
        413: (
            _("What you sent is too large"),
            _(
                "Nothing was saved. Go back and choose smaller files, or shorten a text; what you "
                "typed is still there."
            ),
        ),
        422: (_("This cannot be done"), back),
        429: (
            _("Too many attempts"),
            _("Wait a quarter of an hour, then try again, or ask for a sign-in link."),
        ),
        503: (
            _("The service is away for a moment"),
            _("Nothing was lost, but this request saved nothing. Try again in a minute."),
        ),
    }
    wrong = (
        _("Something went wrong on our side"),
        _("The error was recorded. Try again; if it happens again, tell the federation."),
    )
    return table.get(status, wrong if status >= 500 else table[400])
