"""A letter as it will look, on a page of its own that nothing of ours trusts."""

from __future__ import annotations

from flask import Response, current_app

from consult.post import html_of
from consult.web.links import LINK_MARK

POLICY = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'self'; sandbox"
HIDDEN = "••••••••"


def masked(body: str) -> str:
    """The body with its link in the place where it will stand, its secret hidden."""
    return body.replace(LINK_MARK, _link())


def framed(subject: str, body: str, language: str) -> Response:
    """The letter as a mail program shows it, to be put in a frame: it can run and fetch nothing."""
    base = current_app.extensions["settings"].base_url
    html = html_of(masked(body), title=subject, language=language, base=base, link=_link())
    response = Response(html, mimetype="text/html")
    response.headers["Content-Security-Policy"] = POLICY
    response.headers["X-Frame-Options"] = "SAMEORIGIN"
    return response


def _link() -> str:
    base: str = current_app.extensions["settings"].base_url
    return f"{base}/r/{HIDDEN}"
