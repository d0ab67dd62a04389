"""What a value says: options, rows, items, words, and whether it answers at all.

Nothing here fails, whatever the shape of the value: what is not understood says nothing.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from typing import Any

from consult.calls.building.columns import as_question
from consult.calls.questionnaire import OTHER, Question, QuestionKind, Value
from consult.contributions.texts import rich
from consult.contributions.texts.words import says_something, word_count

TEXTS = (QuestionKind.SHORT_TEXT, QuestionKind.LONG_TEXT)
LARGEST = 10**15
"""Beyond it, whole numbers are no longer exact in JSON nor in a browser."""

DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


def is_number(value: Value) -> bool:
    """Whether a value is a number that one can reckon with; true and false are none."""
    whole_or_decimal = isinstance(value, int | float) and not isinstance(value, bool)
    return whole_or_decimal and -LARGEST <= value <= LARGEST


def is_date(value: Value) -> bool:
    """Whether a value is a day of the calendar written YYYY-MM-DD."""
    if not (isinstance(value, str) and DATE.fullmatch(value)):
        return False
    try:
        date.fromisoformat(value)
    except ValueError:
        return False
    return True


def is_answer(question: Question, value: Value) -> bool:
    """Whether a value answers: « RAS », punctuation, an unknown option or an empty list do not.

    Zero does. A likert answers with one row, a repeated group with one field of one item.
    """
    return ANSWERS[question.kind](question, value)


def said_options(question: Question, value: Value) -> tuple[str, ...]:
    """Keys of the options a choice or a ranking holds, each once, in the order given.

    `other` stands for a text that says something; what the question does not offer is left out.
    """
    known = {option.key for option in question.options}
    found: dict[str, None] = {}
    for one in value if isinstance(value, list) else (value,):
        if isinstance(one, str):
            if one in known:
                found[one] = None
        elif question.other and isinstance(one, Mapping) and says(one.get(OTHER)):
            found[OTHER] = None
    return tuple(found)


def judged(question: Question, value: Value) -> dict[str, int]:
    """The rows of a likert that were judged, each with its point of the scale, from 1."""
    if not isinstance(value, Mapping):
        return {}
    points = {point.key: rank for rank, point in enumerate(question.scale, start=1)}
    chosen = ((row.key, value.get(row.key)) for row in question.rows)
    return {row: points[key] for row, key in chosen if isinstance(key, str) and key in points}


def real_items(question: Question, value: Value) -> Iterator[tuple[int, Mapping[str, Any]]]:
    """The items of a repeated group in which some field answers, with their rank from 1."""
    for rank, item in enumerate(value if isinstance(value, list) else (), start=1):
        if isinstance(item, Mapping) and any(
            is_answer(as_question(field), item.get(field.key)) for field in question.fields
        ):
            yield rank, item


def items(question: Question, value: Value) -> int:
    """How many files were given, or how many items of a repeated group say something."""
    if question.kind is QuestionKind.REPEAT:
        return sum(1 for _ in real_items(question, value))
    if question.kind is QuestionKind.FILE and isinstance(value, list):
        return sum(1 for one in value if isinstance(one, Mapping) and one.get("filename"))
    return 0


def plain_text(
    question: Question, value: Value, item: int | None = None, field: str | None = None
) -> str:
    """The text in which the offsets of an excerpt are counted, in characters; "" when none.

    `item` counts from 1. The text of `{"other": …}` counts as the text of its question.
    """
    if question.kind is QuestionKind.REPEAT:
        column = next((one for one in question.fields if one.key == field), None)
        if column is None or not (isinstance(value, list) and item and 0 < item <= len(value)):
            return ""
        inside = value[item - 1]
        return plain_text(as_question(column), inside.get(field)) if _is_item(inside) else ""
    if question.kind in TEXTS:
        return rich.plain(value)
    for one in value if isinstance(value, list) else (value,):
        if question.other and isinstance(one, Mapping) and isinstance(one.get(OTHER), str):
            return str(one[OTHER])
    return ""


def without_marks(question: Question, value: Value) -> Value:
    """A value with the plain text of its long answers, for whatever reads words alone."""
    if question.kind is QuestionKind.LONG_TEXT and rich.is_rich(value):
        return rich.plain(value)
    if question.kind is not QuestionKind.REPEAT or not isinstance(value, list):
        return value
    return [
        {key: rich.plain(inside) if rich.is_rich(inside) else inside for key, inside in one.items()}
        if isinstance(one, Mapping)
        else one
        for one in value
    ]


def words_of(question: Question, value: Value) -> int:
    """How many words a text answer has, or all the texts of a repeated group together."""
    if question.kind in TEXTS:
        return word_count(rich.plain(value))
    if question.kind is not QuestionKind.REPEAT or not isinstance(value, list):
        return 0
    return sum(
        words_of(as_question(field), item.get(field.key))
        for item in value
        if isinstance(item, Mapping)
        for field in question.fields
    )


def says(value: Value) -> bool:
    """Whether a value is a text that says something."""
    return isinstance(value, str) and says_something(value)


def _is_item(value: Value) -> bool:
    return isinstance(value, Mapping)


ANSWERS: Mapping[QuestionKind, Callable[[Question, Value], bool]] = {
    QuestionKind.SHORT_TEXT: lambda _, value: says(value),
    QuestionKind.LONG_TEXT: lambda _, value: says_something(rich.plain(value)),
    QuestionKind.SINGLE_CHOICE: lambda question, value: (
        not isinstance(value, list) and bool(said_options(question, value))
    ),
    QuestionKind.MULTIPLE_CHOICE: lambda question, value: (
        isinstance(value, list) and bool(said_options(question, value))
    ),
    QuestionKind.LIKERT: lambda question, value: bool(judged(question, value)),
    QuestionKind.RANKING: lambda question, value: (
        isinstance(value, list) and bool(said_options(question, value))
    ),
    QuestionKind.NUMBER: lambda _, value: is_number(value),
    QuestionKind.DATE: lambda _, value: is_date(value),
    QuestionKind.FILE: lambda question, value: items(question, value) > 0,
    QuestionKind.REPEAT: lambda question, value: items(question, value) > 0,
}
