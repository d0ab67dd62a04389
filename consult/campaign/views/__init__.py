"""Launching and following a call: letters, standings, deadline."""

from __future__ import annotations

from consult.campaign.views import (
    deadline,
    duplicates,
    history,
    home,
    jobs,
    launching,
    letter,
    outbox,
    overview,
    rehearsing,
    reminders,
    responses,
    words,
    writing,
)
from consult.campaign.views.shell import pages

__all__ = [
    "deadline",
    "duplicates",
    "history",
    "home",
    "jobs",
    "launching",
    "letter",
    "outbox",
    "overview",
    "pages",
    "rehearsing",
    "reminders",
    "responses",
    "words",
    "writing",
]
