"""The notes of a call: their versions and files, and what agencies say of their words."""

from __future__ import annotations

from consult.synthesis.views import (
    asking_back,
    changes,
    checks,
    desk_history,
    desk_news,
    desk_pictures,
    desk_remarks,
    drafting,
    drafting_aside,
    drafting_proposal,
    laying_out,
    moving_on,
    notes,
    pressing_back,
    reading_again,
    verifying,
)
from consult.synthesis.views.shell import pages

__all__ = [
    "asking_back",
    "changes",
    "checks",
    "desk_history",
    "desk_news",
    "desk_pictures",
    "desk_remarks",
    "drafting",
    "drafting_aside",
    "drafting_proposal",
    "laying_out",
    "moving_on",
    "notes",
    "pages",
    "pressing_back",
    "reading_again",
    "verifying",
]
