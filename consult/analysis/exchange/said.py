"""What a file says of themes and codings, whatever kind of file it is, before it is placed."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from typing import Any

from consult.analysis.material import Stance

MOST_THEMES, MOST_CODINGS = 1_000, 20_000
"""More in one file would keep the others who code waiting while it is imported."""

MOST_TEXT = 20_000_000
"""Characters of all its passages: a hundred times those of a large consultation."""

LONGEST_NAME = 200


class Note(StrEnum):
    """What does not fit, or is worth knowing before it is imported."""

    OTHER_CALL = "other_call"
    UNKNOWN_QUESTION = "unknown_question"
    REPEATED = "repeated"
    UNREADABLE_LINE = "unreadable_line"
    FLATTENED = "flattened"
    OTHER_SOURCES = "other_sources"
    UNMATCHED_SOURCE = "unmatched_source"
    CODERS = "coders"


@dataclass(frozen=True, slots=True)
class SaidTheme:
    """A theme of a file. `ref` is how its codings name it; what is None is not said there.

    `question` is a key, empty for a theme of every question, None where the file does not know.
    `named` says that the label is one, and not the key for want of better.
    """

    ref: str
    label: str
    question: str | None = None
    key: str = ""
    claim: str | None = None
    description: str | None = None
    colour: int | None = None
    parent: str | None = None
    named: bool = True


@dataclass(frozen=True, slots=True)
class SaidCoding:
    """A passage of a file under a theme, or under none. `agency` may be empty: it is looked for."""

    theme: str | None
    agency: str
    question: str
    text: str
    start: int | None = None
    item: int | None = None
    field: str | None = None
    stance: Stance | None = None
    comment: str = ""
    confidential: bool = False


@dataclass(frozen=True, slots=True)
class Told:
    """A note, with what its sentence names."""

    note: Note
    params: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Sheet:
    """Everything that a file says."""

    name: str
    themes: tuple[SaidTheme, ...] = ()
    codings: tuple[SaidCoding, ...] = ()
    notes: tuple[Told, ...] = ()

    def as_text(self) -> str:
        """The sheet as a page carries it from the preview to the import."""
        return json.dumps(asdict(self), ensure_ascii=False, separators=(",", ":"))


def from_text(text: str) -> Sheet:
    """The sheet that `as_text` wrote; the page that carried it was signed."""
    told = json.loads(text)
    return Sheet(
        told["name"],
        tuple(SaidTheme(**one) for one in told["themes"]),
        tuple(
            SaidCoding(**{**one, "stance": Stance(one["stance"]) if one["stance"] else None})
            for one in told["codings"]
        ),
        tuple(Told(Note(one["note"]), one["params"]) for one in told["notes"]),
    )
