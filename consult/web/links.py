"""Absolute addresses, built from BASE_URL alone: a forged Host never reaches a letter."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from flask import current_app

LINK_MARK = "⟦personal link⟧"
"""What stands for a personal link in a letter until it leaves: no database holds one."""


def plain(text: str) -> str:
    """One line of somebody's text, in which nothing can pass for a mark of ours."""
    return " ".join(text.replace("⟦", "[").replace("⟧", "]").split())


def absolute(path: str) -> str:
    """The public address of a path, for what shows no page: addresses of pages load them all."""
    base: str = current_app.extensions["settings"].base_url
    return base.rstrip("/") + path


def external(endpoint: str, **values: Any) -> str:
    """The public address of a page."""
    base: str = current_app.extensions["settings"].base_url
    parts = urlsplit(base)
    adapter = current_app.url_map.bind(
        parts.netloc, script_name=parts.path or "/", url_scheme=parts.scheme
    )
    return adapter.build(endpoint, values, force_external=True)
