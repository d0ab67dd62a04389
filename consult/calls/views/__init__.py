"""A call before it opens: its facts, its questionnaire, its audience, its opening."""

from __future__ import annotations

from consult.calls.views import (
    audience,
    building,
    opening,
    starting,
    translations,
)
from consult.calls.views.shell import pages

__all__ = [
    "audience",
    "building",
    "opening",
    "pages",
    "starting",
    "translations",
]
