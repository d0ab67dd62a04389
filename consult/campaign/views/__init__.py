"""Launching and following a call: letters, standings, deadline."""

from __future__ import annotations

from consult.campaign.views import (
    deadline,
    home,
    outbox,
    overview,
    responses,
    writing,
)
from consult.campaign.views.shell import pages

__all__ = [
    "deadline",
    "home",
    "outbox",
    "overview",
    "pages",
    "responses",
    "writing",
]
