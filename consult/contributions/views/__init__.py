"""The agency's pages: its form, its receipt, its files; and the same as staff read them."""

from __future__ import annotations

from typing import Any

from consult.contributions.views import (
    answering,
    behalf,
    calendar,
    conflicts,
    consent,
    declaring,
    entering,
    giving,
    hands,
    language,
    offline,
    opened,
    previewing,
    receipts,
    reviewing,
    signing,
    staff,
    versions,
)
from consult.contributions.views.shell import pages

__all__ = [
    "answering",
    "behalf",
    "calendar",
    "conflicts",
    "consent",
    "declaring",
    "entering",
    "giving",
    "hands",
    "language",
    "offline",
    "opened",
    "pages",
    "previewing",
    "receipts",
    "reviewing",
    "signing",
    "staff",
    "versions",
]


@pages.record_once
def give_text_back(state: Any) -> None:
    """The form checks its own token, so that an old page's text is shown again and not lost."""
    for view in (
        answering.answer,
        answering.autosave,
        giving.give,
        reviewing.send_reviewed,
        conflicts.settle,
    ):
        state.app.extensions["csrf"].exempt(view)
