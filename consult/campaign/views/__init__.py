"""Launching and following a call: letters, standings, deadline."""

from __future__ import annotations

from consult.campaign.views import (
    deadline,
    duplicates,
    history,
    home,
    launching,
    outbox,
    overview,
    rehearsing,
    reminders,
    responses,
    writing,
)
from consult.campaign.views.shell import pages

__all__ = [
    "deadline",
    "duplicates",
    "history",
    "home",
    "launching",
    "outbox",
    "overview",
    "pages",
    "rehearsing",
    "reminders",
    "responses",
    "writing",
]
