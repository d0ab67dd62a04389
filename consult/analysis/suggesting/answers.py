"""The open answers of a consultation as plain texts, those that say nothing set aside."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from consult.analysis.figures.shared import Place
from consult.analysis.material import Material, Reply
from consult.analysis.suggesting.passages import passages
from consult.calls.questionnaire import Question, QuestionKind
from consult.contributions.values import is_answer, is_blank, plain_text, says_something

TEXTS = (QuestionKind.SHORT_TEXT, QuestionKind.LONG_TEXT)


@dataclass(frozen=True)
class Answers:
    """What was said to one open question: `places` hold whole texts, in the order of the call.

    `set_aside` agencies wrote something that says nothing, such as « RAS ».
    """

    question: Question
    places: tuple[Place, ...]
    set_aside: int

    @cached_property
    def by_agency(self) -> dict[str, str]:
        """Everything an agency says to the question, as one text."""
        said: dict[str, list[str]] = {}
        for place in self.places:
            said.setdefault(place.agency, []).append(place.text)
        return {agency: "\n".join(texts) for agency, texts in said.items()}

    @cached_property
    def passages(self) -> tuple[Place, ...]:
        """Sentences and bullets, each with its characters in the text of the answer."""
        return tuple(
            Place(
                whole.agency,
                whole.question,
                whole.text[start:end],
                start,
                end,
                whole.item,
                whole.field,
            )
            for whole in self.places
            for start, end in passages(whole.text)
        )


def is_open(question: Question) -> bool:
    """Whether people answer it in their own words, at least in a field."""
    return question.kind in TEXTS or any(field.kind in TEXTS for field in question.fields)


def open_answers(material: Material) -> tuple[Answers, ...]:
    """Every open question, in order, with what was said to it."""
    return tuple(_answers(material, one) for one in material.questionnaire if is_open(one))


def _answers(material: Material, question: Question) -> Answers:
    places: list[Place] = []
    set_aside = 0
    for reply in _replies(material):
        if question.key not in material.questionnaire.shown(reply.values):
            continue
        value = reply.values.get(question.key)
        if is_answer(question, value):
            places += _places(question, reply)
        elif not is_blank(value):
            set_aside += 1
    return Answers(question, tuple(places), set_aside)


def _replies(material: Material) -> Iterator[Reply]:
    for member in material.agencies:
        if member.acronym in material.reply:
            yield material.reply[member.acronym]


def _places(question: Question, reply: Reply) -> Iterator[Place]:
    value = reply.values.get(question.key)
    where: list[tuple[int | None, str | None]] = [(None, None)]
    if question.kind is QuestionKind.REPEAT:
        number = len(value) if isinstance(value, list) else 0
        fields = [field.key for field in question.fields if field.kind in TEXTS]
        where = [(item, field) for item in range(1, number + 1) for field in fields]
    for item, field in where:
        text = plain_text(question, value, item, field)
        if says_something(text):
            yield Place(reply.agency, question.key, text, 0, len(text), item, field)
