"""Letters: a row written with the fact it reports, delivered by the queue afterwards."""

from __future__ import annotations

from flask import Flask

from consult.post.delivering import Whole, deliver
from consult.post.letters import (
    Enclosure,
    Letter,
    header_text,
    is_address,
    paragraphs,
)
from consult.post.messages import Make, message_id, message_of
from consult.post.outbox import (
    DELIVER,
    NO_ADDRESS,
    LetterState,
    OutboxLetter,
    enqueue,
    enqueue_all,
    ring,
)
from consult.post.paper import html_of
from consult.post.transport import UNREACHABLE, Transport, Trouble, to_folder, to_server

__all__ = [
    "DELIVER",
    "NO_ADDRESS",
    "UNREACHABLE",
    "Enclosure",
    "Letter",
    "LetterState",
    "Make",
    "OutboxLetter",
    "Transport",
    "Trouble",
    "Whole",
    "deliver",
    "enqueue",
    "enqueue_all",
    "header_text",
    "html_of",
    "init_app",
    "is_address",
    "message_id",
    "message_of",
    "paragraphs",
    "ring",
    "to_folder",
    "to_server",
]


def init_app(app: Flask, *, transport: Transport, sender: str, domain: str) -> None:
    """Tell the outbox how letters leave."""
    app.extensions["post"] = (transport, sender, domain)
