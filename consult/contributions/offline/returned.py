"""What is found in a document that came back, before anybody says what it is worth."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any


class Trouble(StrEnum):
    """Why nothing at all can be read in a document."""

    UNREADABLE = "unreadable"
    TOO_LARGE = "too_large"
    TOO_LONG = "too_long"
    ENCRYPTED = "encrypted"
    FORMAT = "format"
    OPEN_DOCUMENT = "open_document"
    OLD_WORD = "old_word"
    ONLINE_FORM = "online_form"
    NO_FIELDS = "no_fields"


class Unreadable(Exception):
    """Raised by the readers; carries which sentence explains it."""

    def __init__(self, trouble: Trouble) -> None:
        super().__init__(trouble.value)
        self.trouble = trouble


@dataclass(frozen=True, slots=True)
class Stray:
    """A text found outside every place, and the mark of the place it stands near; "" if none."""

    text: str
    near: str = ""


@dataclass(frozen=True, slots=True)
class Known:
    """What a reader must know of the questionnaire to tell answers from printed words.

    `bookmarks` and `tags` lead to marks; `printed` are the paragraphs of the blank document in
    every language, as `bare` gives them; `headings` are those of the questions.
    """

    bookmarks: Mapping[str, str]
    tags: Mapping[str, str]
    printed: frozenset[str]
    headings: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Found:
    """Every place that was filled, under its mark; a box ticked has no text of its own."""

    kind: str
    identity: str = ""
    marks: Mapping[str, str] = field(default_factory=dict)
    stray: tuple[Stray, ...] = ()
    flattened: bool = False

    @property
    def plain(self) -> dict[str, Any]:
        """As it comes out of the process that read it."""
        return {
            "kind": self.kind,
            "identity": self.identity,
            "marks": dict(self.marks),
            "stray": [[one.text, one.near] for one in self.stray],
            "flattened": self.flattened,
        }

    @classmethod
    def read(cls, plain: Mapping[str, Any]) -> Found:
        """The same again on the other side."""
        return cls(
            kind=plain["kind"],
            identity=plain["identity"],
            marks=plain["marks"],
            stray=tuple(Stray(*one) for one in plain["stray"]),
            flattened=plain["flattened"],
        )


def bare(text: str) -> str:
    """A printed text without its white space and its boxes, for comparing."""
    return "".join(sign for sign in text if not sign.isspace() and sign not in BOXES)


BOXES = "☐☒☑✓✔\u200b\ufeff"
"""Boxes to tick as Word and LibreOffice draw them; the first is the empty one."""

TICKED = "☒☑✓✔"
