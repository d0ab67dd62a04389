"""The places to fill in a questionnaire taken away, each under a mark that never changes.

A mark is the name that the web form gives the same input, so that whatever comes back is read
by the same rules: `q.KEY`, `q.KEY.ROW`, `q.KEY.0.FIELD`. A box to tick adds the option it
stands for: `q.KEY=OPTION`.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from enum import StrEnum

from consult.calls.questionnaire import OTHER, Question, QuestionKind, Questionnaire
from consult.contributions.answering.typed import name_of
from consult.contributions.consent import ATTRIBUTION_QUESTION, QUOTE_QUESTION
from consult.contributions.values import as_question

K = QuestionKind
WORDS = frozenset({"label", "help", "item_label", "unit", "translations"})
BLOCKS = 3
"""How many blocks of a repeated group are drawn when the call sets no limit."""

MOST_BLOCKS = 10
LONGEST_TAG = 64
"""Word refuses to open a document whose control has a longer tag."""


class Fill(StrEnum):
    """What a place takes."""

    LINE = "line"
    LINES = "lines"
    TICK = "tick"


@dataclass(frozen=True, slots=True)
class Slot:
    """One place: the name it answers to, the value of a tick, and the words that say it aloud."""

    name: str
    fill: Fill
    label: str
    value: str = ""
    exclusive: bool = False

    @property
    def mark(self) -> str:
        """What the place is known by, in every document and for ever."""
        return f"{self.name}={self.value}" if self.fill is Fill.TICK else self.name


def slots(questionnaire: Questionnaire) -> Iterator[Slot]:
    """Every place of a questionnaire in the order it is read."""
    for question in questionnaire:
        yield from slots_of(question)
        if question.kind is not K.FILE and can_be_secret(question):
            yield secret_of(question)


def slots_of(question: Question, name: str = "", said: str = "") -> Iterator[Slot]:
    """The places of one question, or of one field of a block."""
    spoken = f"{said} – {question.label}" if said else question.label
    return PLACES[question.kind](question, name or name_of(question), spoken)


def _line(question: Question, name: str, said: str) -> Iterator[Slot]:
    yield Slot(name, Fill.LINE, said)


def _lines(question: Question, name: str, said: str) -> Iterator[Slot]:
    yield Slot(name, Fill.LINES, said)


def _options(question: Question, name: str, said: str) -> Iterator[Slot]:
    alone = question.kind is K.SINGLE_CHOICE
    for option in question.options:
        yield Slot(name, Fill.TICK, f"{said} – {option.label}", option.key, exclusive=alone)
    if question.other:
        yield Slot(f"{name}.{OTHER}", Fill.LINE, said)


def _grid(question: Question, name: str, said: str) -> Iterator[Slot]:
    for row in question.rows:
        for point in question.scale:
            words = f"{said} – {row.label} – {point.label}"
            yield Slot(f"{name}.{row.key}", Fill.TICK, words, point.key, exclusive=True)


def _ranks(question: Question, name: str, said: str) -> Iterator[Slot]:
    for option in question.options:
        yield Slot(f"{name}.{option.key}", Fill.LINE, f"{said} – {option.label}")


def _blocks(question: Question, name: str, said: str) -> Iterator[Slot]:
    for rank in range(blocks_of(question)):
        for field in question.fields:
            place = f"{name}.{rank}.{field.key}"
            yield from slots_of(as_question(field), place, f"{said} {rank + 1}")


def _none(question: Question, name: str, said: str) -> Iterator[Slot]:
    return iter(())


def can_be_secret(question: Question) -> bool:
    """Whether an answer may be kept confidential on its own: what is said of consent may not."""
    return question.key not in (ATTRIBUTION_QUESTION, QUOTE_QUESTION)


def secret_of(question: Question) -> Slot:
    """The box that keeps one answer confidential."""
    return Slot(f"secret.{question.key}", Fill.TICK, question.label, "1")


def blocks_of(question: Question) -> int:
    """How many blocks of a repeated group there is room for."""
    return min(question.max_items or BLOCKS, MOST_BLOCKS)


def bookmark_of(mark: str) -> str:
    """The mark as a bookmark of Word, which has forty letters and figures at most."""
    return f"q_{hashlib.sha256(mark.encode()).hexdigest()[:24]}"


def tag_of(mark: str) -> str:
    """The mark as the tag of a control of Word."""
    return mark if len(mark) <= LONGEST_TAG else bookmark_of(mark)


def field_of(mark: str) -> str:
    """The mark as the name of a PDF field, in which a point would make a family."""
    return mark.replace(".", ":")


def mark_of_field(name: str) -> str:
    """The mark that a PDF field was named after."""
    return name.replace(":", ".")


def sent_of(marks: Mapping[str, str]) -> dict[str, list[str]]:
    """What a browser would have sent: each name with all its values."""
    sent: dict[str, list[str]] = {}
    for mark, text in marks.items():
        name, tick, value = mark.partition("=")
        sent.setdefault(name, []).append(value if tick else text)
    return sent


EVERY_AGENCY = "*"
"""Stands for the agency in a document that is the same for all of them."""


@dataclass(frozen=True, slots=True)
class Identity:
    """What a document taken away remembers: its call, its agency, the questions it was made from.

    None of it opens anything: the personal link stands in no document.
    """

    call: str
    agency: str
    fingerprint: str

    @property
    def words(self) -> str:
        """As printed at the foot of the document, and read again from there."""
        return " · ".join((self.call, self.agency, self.fingerprint))

    def is_for(self, other: Identity) -> bool:
        """Whether a document of this identity may be handed in for that agency."""
        return self.call == other.call and self.agency in (other.agency, EVERY_AGENCY)

    @classmethod
    def read(cls, words: str) -> Identity | None:
        """The identity printed in a document, or None where there is none to read."""
        parts: Sequence[str] = [part.strip() for part in words.split("·")]
        if len(parts) < 3 or not all(parts):
            return None
        return cls(parts[0], " · ".join(parts[1:-1]), parts[-1])


def fingerprint_of(questionnaire: Questionnaire) -> str:
    """The same as long as the same places are asked for, in whatever words or language."""
    places = _without_words([asdict(question) for question in questionnaire])
    bare = json.dumps(places, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(bare.encode()).hexdigest()[:12]


def _without_words(value: object) -> object:
    if isinstance(value, Mapping):
        return {name: _without_words(one) for name, one in value.items() if name not in WORDS}
    if isinstance(value, list | tuple):
        return [_without_words(one) for one in value]
    return value


PLACES: Mapping[QuestionKind, Callable[[Question, str, str], Iterator[Slot]]] = {
    K.SHORT_TEXT: _line,
    K.LONG_TEXT: _lines,
    K.SINGLE_CHOICE: _options,
    K.MULTIPLE_CHOICE: _options,
    K.LIKERT: _grid,
    K.RANKING: _ranks,
    K.NUMBER: _line,
    K.DATE: _line,
    K.FILE: _none,
    K.REPEAT: _blocks,
}
