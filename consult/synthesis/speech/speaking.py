"""The speaking sheet: what a delegate says aloud, and what goes when a page has no room for it.

Lists lose their end, no sentence loses a word.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from consult.synthesis.snapshot import Quote, Run

MESSAGES, FIGURES, QUOTES, QUESTIONS = 5, 3, 3, 8
ENOUGH = 4
"""How many questions are worth a smaller type."""
_LIST = re.compile(r" \(((?:[^()]|\([^()]*\))*)\)")


@dataclass(frozen=True, slots=True)
class Place:
    """Where the note says it: the number of a statement, and its chapter if it is in one."""

    point: int
    chapter: int = 0


@dataclass(frozen=True, slots=True)
class Said:
    """A sentence of the note, and where it is."""

    runs: tuple[Run, ...]
    at: Place


@dataclass(frozen=True, slots=True)
class Number:
    """A figure to remember; `split` where it tells a disagreement."""

    value: str
    said: Said
    split: bool = False


@dataclass(frozen=True, slots=True)
class Quoted:
    """Words to quote, with who wrote them."""

    quote: Quote
    at: Place


@dataclass(frozen=True, slots=True)
class Expected:
    """A question to expect, what to answer, and words that may be quoted in answer."""

    question: str
    answers: tuple[Said, ...]
    example: Quote | None = None


@dataclass(frozen=True, slots=True)
class Sheet:
    """Everything on the page."""

    messages: tuple[Said, ...]
    numbers: tuple[Number, ...]
    quotes: tuple[Quoted, ...]
    questions: tuple[Expected, ...]


@dataclass(frozen=True, slots=True)
class Room:
    """How much of each a page has room for; lists of names go first."""

    messages: int = MESSAGES
    numbers: int = FIGURES
    quotes: int = QUOTES
    questions: int = QUESTIONS
    names: bool = True
    examples: bool = True


def wide_rooms() -> Iterator[Room]:
    """In the largest type: lists of names go, then some questions, each room smaller."""
    yield Room()
    for questions in range(QUESTIONS, ENOUGH - 1, -1):
        yield Room(questions=questions, names=False)


def rooms() -> Iterator[Room]:
    """From everything to nothing, each smaller than the one before."""
    yield from wide_rooms()
    room = Room(questions=ENOUGH, names=False)
    yield (room := replace(room, examples=False))
    for name, count in _LESS:
        yield (room := replace(room, **{name: count}))  # type: ignore[arg-type]  # whole numbers


_LESS = (
    ("questions", 3),
    ("quotes", 2),
    ("questions", 2),
    ("quotes", 1),
    ("messages", 4),
    ("questions", 1),
    ("numbers", 2),
    ("messages", 3),
    ("quotes", 0),
    ("questions", 0),
    ("numbers", 1),
    ("messages", 2),
    ("messages", 1),
    ("numbers", 0),
    ("messages", 0),
)
"""What goes first when there is no room for it."""


def cut(sheet: Sheet, room: Room, names: Iterable[str] = ()) -> Sheet:
    """The sheet without the end of its lists, nor lists of names if there is no room for them."""
    known = () if room.names else tuple(names)
    questions = (
        replace(
            one,
            answers=tuple(briefly(said, known) for said in one.answers),
            example=one.example if room.examples else None,
        )
        for one in sheet.questions[: room.questions]
    )
    return Sheet(
        sheet.messages[: room.messages],
        sheet.numbers[: room.numbers],
        sheet.quotes[: room.quotes],
        tuple(questions),
    )


def briefly(said: Said, names: Sequence[str]) -> Said:
    """The sentence without the lists of agencies that follow its counts."""
    if not names:
        return said
    runs: list[Run] = []
    for run in said.runs:
        counted = bool(runs) and runs[-1].figure is not None and run.figure is None
        found = _LIST.match(run.text) if counted else None
        if found and _only_names(found[1], names):
            runs.append(replace(run, text=run.text[found.end() :]))
        else:
            runs.append(run)
    return replace(said, runs=tuple(run for run in runs if run.text))


def _only_names(text: str, names: Sequence[str]) -> bool:
    """Whether a text lists agencies and says nothing else."""
    left = re.sub(r"^(?:dont|including) ", "", text)
    for name in names:
        left = left.replace(name, "") if name else left
    return left != text and not left.strip(" ,")
