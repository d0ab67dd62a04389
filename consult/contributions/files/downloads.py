"""Files handed to a browser: always as attachments, never as pages of ours."""

from __future__ import annotations

from urllib.parse import quote

from flask import Response

SANDBOX = "default-src 'none'; sandbox"


def document(content: bytes, *, filename: str, media_type: str) -> Response:
    """A download under its own name; whatever it holds runs nowhere and is kept by nobody."""
    plain = "".join(
        s if s.isascii() and s.isprintable() and s not in '"\\' else "_" for s in filename
    )
    response = Response(content, mimetype=media_type)
    response.headers["Content-Disposition"] = (
        f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(filename, safe='')}"
    )
    response.headers["Content-Security-Policy"] = SANDBOX
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Cache-Control"] = "private, no-store"
    return response
