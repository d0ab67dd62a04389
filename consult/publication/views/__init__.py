"""Giving a note to a delegate, and the quiet page where they find it."""

from __future__ import annotations

from consult.publication.views import delivering, opening, recognising
from consult.publication.views.shell import pages

__all__ = ["delivering", "opening", "pages", "recognising"]
