"""A call before it opens: its facts, its questionnaire, its audience, its opening."""

from __future__ import annotations

from consult.calls.views import (
    asking,
    audience,
    building,
    opening,
    parts,
    starting,
    translations,
)
from consult.calls.views.shell import pages

__all__ = [
    "asking",
    "audience",
    "building",
    "opening",
    "pages",
    "parts",
    "starting",
    "translations",
]
