"""Texts travel compressed: a form in a village hall is read over a slow line.

Nothing secret is guessed from the length of a page: a page that holds something personal is
opened by a cookie that no other site can send along (SameSite), and repeats nothing that its
address says.
"""

from __future__ import annotations

import gzip
from functools import lru_cache
from pathlib import Path

from flask import Flask, Response, current_app, request

TEXTS = frozenset(
    {
        "text/html",
        "text/css",
        "text/javascript",
        "application/javascript",
        "application/json",
        "image/svg+xml",
    }
)
WORTH_IT = 1_000
QUICKLY, WELL = 4, 9
"""A page is compressed at each visit, a file of ours once per process."""


def init_app(app: Flask) -> None:
    """Compress what is text, where the browser takes it."""
    app.after_request(compressed)


def compressed(response: Response) -> Response:
    """The same answer, smaller; what is streamed, partial or short stays as it is."""
    if response.mimetype not in TEXTS or response.status_code in (204, 206, 304):
        return response
    response.vary.add("Accept-Encoding")
    if not request.accept_encodings["gzip"] or response.content_encoding:
        return response
    if request.endpoint == "static":
        response.direct_passthrough = False
        response.response.close()  # type: ignore[union-attr]  # the file, which nobody reads now
        path = Path(current_app.static_folder or "") / (request.view_args or {})["filename"]
        response.set_data(_file(path, path.stat().st_mtime_ns))
    elif response.is_streamed or (response.content_length or 0) < WORTH_IT:
        return response
    else:
        response.set_data(gzip.compress(response.get_data(), QUICKLY, mtime=0))
    response.content_encoding = "gzip"
    etag, _ = response.get_etag()
    if etag:
        response.set_etag(etag, weak=True)
    return response


@lru_cache(maxsize=256)
def _file(path: Path, changed: int) -> bytes:
    return gzip.compress(path.read_bytes(), WELL, mtime=0)
