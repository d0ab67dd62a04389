"""Headers that every answer carries."""

from __future__ import annotations

from urllib.parse import urlsplit

from flask import Flask, Response, request

from config import Settings

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "font-src 'self'; connect-src 'self'; frame-src 'self'; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'; manifest-src 'self'"
)


LOCAL = ("localhost", "127.0.0.1", "[::1]")
FOR_A_YEAR = "public, max-age=31536000, immutable"


def framed_by_ourselves(response: Response) -> Response:
    """The same answer, which a page of ours may show in a frame; nobody else's may."""
    ours = POLICY.replace("frame-ancestors 'none'", "frame-ancestors 'self'")
    response.headers["Content-Security-Policy"] = ours
    response.headers["X-Frame-Options"] = "SAMEORIGIN"
    return response


def init_app(app: Flask, settings: Settings) -> None:
    """No inline script or style, no framing, no referrer; nothing personal is cached.

    Only the public address and this machine's own names are answered, so that a forged Host
    goes nowhere.
    """
    app.config["TRUSTED_HOSTS"] = [*LOCAL, urlsplit(settings.base_url).hostname or "localhost"]

    @app.after_request
    def protect(response: Response) -> Response:
        response.headers.setdefault("Content-Security-Policy", POLICY)
        response.headers["X-Content-Type-Options"] = "nosniff"
        response.headers.setdefault("X-Frame-Options", "DENY")
        response.headers["Referrer-Policy"] = "no-referrer"
        response.headers["Cross-Origin-Opener-Policy"] = "same-origin"
        response.headers["Permissions-Policy"] = "camera=(), geolocation=(), microphone=()"
        if response.mimetype == "text/html":
            response.headers["Cache-Control"] = "no-store"
        elif request.endpoint == "static" and "v" in request.args:
            response.headers["Cache-Control"] = FOR_A_YEAR  # its address changes when it does
        elif request.endpoint != "static":
            response.headers.setdefault("Cache-Control", "no-store")  # a fragment, a file, a list
        if settings.secure:
            response.headers["Strict-Transport-Security"] = "max-age=31536000"
        return response
