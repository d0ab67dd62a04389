"""What the queue runs for the notes."""

from __future__ import annotations

from consult.jobs import Handler

HANDLERS: dict[str, Handler] = {}
