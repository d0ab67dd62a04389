"""The notes of a call: their versions and files, and what agencies say of their words."""

from __future__ import annotations

from consult.synthesis.views import (
    asking_back,
    drafting,
    drafting_aside,
    notes,
    pressing_back,
    reading_again,
)
from consult.synthesis.views.shell import pages

__all__ = [
    "asking_back",
    "drafting",
    "drafting_aside",
    "notes",
    "pages",
    "pressing_back",
    "reading_again",
]
