"""Answers as a reader sees them: labels instead of keys, paragraphs instead of values."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from typing import Any

from consult.calls.questionnaire import OTHER, Field, Question, QuestionKind, Value
from consult.contributions.values import as_question, is_answer, judged, real_items
from consult.synthesis.composing.desk import Desk


def paragraphs(desk: Desk, question: Question, value: Value) -> tuple[str, ...]:
    """The whole answer, nothing cut; empty when it is no answer."""
    if not is_answer(question, value):
        return ()
    return tuple(TELLERS[question.kind](desk, question, value))


def field_text(desk: Desk, field: Field, item: Mapping[str, Any]) -> str:
    """One field of an item as text."""
    return "\n".join(paragraphs(desk, as_question(field), item.get(field.key)))


def _text(_: Desk, __: Question, value: Value) -> Iterator[str]:
    yield from (line for line in str(value).split("\n") if line.strip())


def _options(desk: Desk, question: Question, value: Value) -> Iterator[str]:
    said: list[str] = []
    for one in value if isinstance(value, list) else [value]:
        if isinstance(one, Mapping):
            other = desk.words.gettext("Another answer: %(text)s")
            said.append(other % {"text": one.get(OTHER, "")})
        else:
            said.append(desk.label(question, str(one)))
    yield "; ".join(said) if desk.words.language == "en" else " ; ".join(said)


def _likert(_: Desk, question: Question, value: Value) -> Iterator[str]:
    points = judged(question, value)
    for row in question.rows:
        if row.key in points:
            yield f"{row.label} – {question.scale[points[row.key] - 1].label}"


def _ranking(desk: Desk, question: Question, value: Value) -> Iterator[str]:
    for rank, key in enumerate(value, start=1):
        yield f"{rank}. {desk.label(question, str(key))}"


def _number(desk: Desk, question: Question, value: Value) -> Iterator[str]:
    plain = question.unit == "" and float(value).is_integer() and 1000 <= value <= 2999
    number = str(int(value)) if plain else desk.words.number(value)
    yield f"{number} {question.unit}".strip()


def _date(desk: Desk, _: Question, value: Value) -> Iterator[str]:
    yield desk.words.day(date.fromisoformat(str(value)))


def _files(desk: Desk, _: Question, value: Value) -> Iterator[str]:
    names = (str(one["filename"]) for one in value if isinstance(one, Mapping))
    yield desk.words.gettext("Attached: %(files)s") % {"files": ", ".join(names)}


def _items(desk: Desk, question: Question, value: Value) -> Iterator[str]:
    for rank, item in real_items(question, value):
        name = question.item_label or question.label
        for place, field in enumerate(question.fields):
            text = field_text(desk, field, item)
            if not text:
                continue
            if place == 0:
                yield f"{name} {rank} – {text}"
            else:
                lines = text.split("\n")
                yield f"{field.label} – {lines[0]}"
                yield from lines[1:]


TELLERS: Mapping[QuestionKind, Callable[[Desk, Question, Value], Iterator[str]]] = {
    QuestionKind.SHORT_TEXT: _text,
    QuestionKind.LONG_TEXT: _text,
    QuestionKind.SINGLE_CHOICE: _options,
    QuestionKind.MULTIPLE_CHOICE: _options,
    QuestionKind.LIKERT: _likert,
    QuestionKind.RANKING: _ranking,
    QuestionKind.NUMBER: _number,
    QuestionKind.DATE: _date,
    QuestionKind.FILE: _files,
    QuestionKind.REPEAT: _items,
}
