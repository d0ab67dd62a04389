"""What is said to whom: letters as plain values, and what may stand in their headers."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

_ADDRESS = re.compile(r"[^\s@<>,;:\"()\[\]\\]+@[^\s@<>,;:\"()\[\]\\]+\.[^\s@<>,;:\"()\[\]\\]+")


@dataclass(frozen=True, slots=True)
class Enclosure:
    """What goes with a letter: a small text file, such as a date for a calendar.

    `params` are those of its media type, besides the charset. `made` names a document that is
    made only as the letter leaves, such as the blank questionnaire; its content is empty here.
    """

    filename: str
    media_type: str
    content: str
    params: Mapping[str, str] = field(default_factory=dict)
    made: str = ""


@dataclass(frozen=True, slots=True)
class Letter:
    """What is to be said to whom; `key` makes the same letter twice one letter.

    `call_id` and `invitation_id` say what it is about, where it is about a call; `again_of` is
    the letter that it repeats.
    """

    key: str
    kind: str
    to: str
    subject: str
    body: str
    reply_to: str = ""
    enclosures: tuple[Enclosure, ...] = ()
    language: str = "fr"
    call_id: int | None = None
    invitation_id: int | None = None
    again_of: int | None = None


def paragraphs(*said: str) -> str:
    """The body of a letter: its paragraphs, each after an empty line."""
    return "\n\n".join(said) + "\n"


def is_address(text: str) -> bool:
    """Whether `text` can stand as one e-mail address in a header."""
    return len(text) <= 254 and text.isprintable() and _ADDRESS.fullmatch(text) is not None


def header_text(text: str) -> str:
    """A text fit for a header: one line, nothing that decodes into another header.

    CPython before 3.11.10 wrote a real Bcc line out of an encoded word (CVE-2024-6923).
    """
    return " ".join(text.replace("=?", "= ?").split())
