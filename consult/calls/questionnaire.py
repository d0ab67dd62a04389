"""What is asked: sections and questions as plain values, and when a question is put."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from functools import cached_property
from typing import Any

Value = Any
"""The canonical JSON value of one answer; its shape depends on the kind: `contributions.values`."""

Translations = Mapping[str, Mapping[str, Any]]
"""`{language: {name of a text: the text, or {key: …}}}`, for languages other than the call's."""


class QuestionKind(StrEnum):
    """The ten kinds of question, named as in the bundle format."""

    SHORT_TEXT = "short_text"
    LONG_TEXT = "long_text"
    SINGLE_CHOICE = "single_choice"
    MULTIPLE_CHOICE = "multiple_choice"
    LIKERT = "likert"
    RANKING = "ranking"
    NUMBER = "number"
    DATE = "date"
    FILE = "file"
    REPEAT = "repeat"


OTHER = "other"
"""Key under which a free text stands in for an option."""


@dataclass(frozen=True, slots=True)
class Option:
    """One thing that can be chosen, a row to judge, or a point of a scale.

    A retired one is no longer offered; answers that hold it stay readable.
    """

    key: str
    label: str
    retired: bool = False


@dataclass(frozen=True, slots=True)
class ShowIf:
    """Put the question only when the answer to an earlier one is among `values`.

    For a multiple choice the condition holds when any chosen option is among `values`.
    """

    question: str
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Field:
    """One column of a repeated group; `kind` is never REPEAT, FILE, LIKERT or RANKING."""

    key: str
    kind: QuestionKind
    label: str
    help: str = ""
    required: bool = False
    options: tuple[Option, ...] = ()
    max_chars: int | None = None
    max_words: int | None = None
    unit: str = ""
    min: float | None = None
    max: float | None = None


@dataclass(frozen=True, slots=True)
class Question:
    """One question with everything its kind may need; what does not apply stays empty.

    `max_items` is the bundle's `max` of a repeated group; `min` and `max` bound a number.
    `translations` holds its texts in other languages: see `calls.translating`. A retired
    question is no longer asked; what was answered to it stays readable.
    """

    key: str
    kind: QuestionKind
    label: str
    help: str = ""
    required: bool = False
    options: tuple[Option, ...] = ()
    rows: tuple[Option, ...] = ()
    scale: tuple[Option, ...] = ()
    other: bool = False
    max_choices: int | None = None
    max_chars: int | None = None
    max_words: int | None = None
    unit: str = ""
    min: float | None = None
    max: float | None = None
    accept: tuple[str, ...] = ()
    max_mb: float | None = None
    fields: tuple[Field, ...] = ()
    max_items: int | None = None
    item_label: str = ""
    show_if: ShowIf | None = None
    translations: Translations = field(default_factory=dict, hash=False)
    retired: bool = False


@dataclass(frozen=True, slots=True)
class Section:
    """A part of the questionnaire, with the sentence that introduces it."""

    key: str
    title: str
    intro: str = ""
    questions: tuple[Question, ...] = ()
    translations: Translations = field(default_factory=dict, hash=False)


@dataclass(frozen=True)
class Questionnaire:
    """Everything a call asks or asked, in order. Question keys are unique across sections."""

    sections: tuple[Section, ...]

    def __iter__(self) -> Iterator[Question]:
        for section in self.sections:
            yield from section.questions

    @cached_property
    def by_key(self) -> Mapping[str, Question]:
        """Every question under its key."""
        return {question.key: question for question in self}

    @cached_property
    def retired(self) -> frozenset[str]:
        """Keys of the questions that are no longer asked."""
        return frozenset(question.key for question in self if question.retired)

    @property
    def asked(self) -> Questionnaire:
        """What is still asked: without retired questions, nor sections that hold no other."""
        return self.asking(frozenset())

    @property
    def blank(self) -> Questionnaire:
        """What is offered to somebody who said nothing yet: without retired options either."""
        if "blank" not in self.derived:
            self.derived["blank"] = Questionnaire(
                tuple(
                    replace(section, questions=tuple(map(_offered, section.questions)))
                    for section in self.asked.sections
                )
            )
        found: Questionnaire = self.derived["blank"]
        return found

    def asking(self, besides: frozenset[str]) -> Questionnaire:
        """What is still asked, and the retired questions named: a form may be older than that."""
        left_out = self.retired - besides
        if not left_out:
            return self
        key = "asking", left_out
        if key not in self.derived:
            self.derived[key] = self._without(left_out)
        found: Questionnaire = self.derived[key]
        return found

    def _without(self, keys: frozenset[str]) -> Questionnaire:
        kept = (
            replace(section, questions=tuple(q for q in section.questions if q.key not in keys))
            for section in self.sections
        )
        pairs = zip(self.sections, kept, strict=True)
        return Questionnaire(
            tuple(now for before, now in pairs if now.questions or not before.questions)
        )

    @cached_property
    def derived(self) -> dict[Any, Any]:
        """What others make of it and may use again, for as long as it lives."""
        return {}

    def shown(self, values: Mapping[str, Value]) -> frozenset[str]:
        """Keys of the questions put to somebody who answered `values`.

        A question whose condition rests on a question that is itself not put is not put; a
        retired one was put to those who answered it.
        """
        put: set[str] = set()
        for question in self:
            condition = question.show_if
            if question.retired:
                if values.get(question.key) is not None:
                    put.add(question.key)
            elif condition is None or (
                condition.question in put and holds(condition, values.get(condition.question))
            ):
                put.add(question.key)
        return frozenset(put)


def _offered(question: Question) -> Question:
    if not any(one.retired for one in (*question.options, *question.rows)):
        return question
    return replace(
        question,
        options=tuple(one for one in question.options if not one.retired),
        rows=tuple(one for one in question.rows if not one.retired),
    )


def holds(condition: ShowIf, value: Value) -> bool:
    """Whether an answer satisfies a condition; no answer never does."""
    if isinstance(value, Mapping):
        return any(key in condition.values for key in value)
    if isinstance(value, list):
        return any(holds(condition, one) for one in value)
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return value is not None and str(value) in condition.values


# Settings: what only some kinds need, as the JSON object kept beside a question.
