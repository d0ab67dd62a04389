"""Files made while the visitor waits."""

from __future__ import annotations

from flask import Response


def download(content: str | bytes, media_type: str, name: str) -> Response:
    """A file to be kept under `name` by whoever asked for it, and by nobody on the way."""
    response = Response(content, mimetype=media_type)
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    response.headers["Cache-Control"] = "no-store"
    return response
