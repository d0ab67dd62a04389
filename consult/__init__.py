"""Consult: from a call for contributions to the synthesis note handed over at the hearing."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from flask import Flask

    from config import Settings


def create_app(settings: Settings) -> Flask:
    """The application. The house is loaded only now: a process apart needs no room of it."""
    from consult.house import built  # noqa: PLC0415  # see above

    return built(settings)
