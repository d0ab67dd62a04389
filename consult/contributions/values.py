r"""The canonical JSON value of an answer, kind by kind, and everything known about one.

| kind                  | canonical value                                                        |
|-----------------------|------------------------------------------------------------------------|
| short_text            | text, verbatim but for its newlines, which are `\n`                    |
| long_text             | the same, or `{"text", "marks"}` once formatted: see `rich`            |
| single_choice         | an option's key, or `{"other": text}`                                  |
| multiple_choice       | list of keys in the order given, with at most one `{"other": text}`    |
| likert                | `{row key: scale key}`                                                 |
| ranking               | list of option keys, first = highest; it may stop before the last      |
| number                | whole or decimal, finite                                               |
| date                  | `"YYYY-MM-DD"`                                                         |
| file                  | list of `{"filename", "path", "size_bytes", "digest", "media_type"}`;  |
|                       | only the first is always there                                         |
| repeat                | list of `{field key: value}`                                           |
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import PurePosixPath

from consult.calls.building.columns import as_question
from consult.calls.questionnaire import OTHER, Question, QuestionKind, Questionnaire, Value
from consult.contributions.answering.checking import CHECKS, MEGABYTE
from consult.contributions.answering.problems import SENTENCES, Code, Problem
from consult.contributions.reading import (
    ANSWERS,
    is_answer,
    items,
    judged,
    plain_text,
    real_items,
    said_options,
    without_marks,
    words_of,
)
from consult.contributions.texts import rich
from consult.contributions.texts.words import one_newline, says_something, word_count

__all__ = [
    "KINDS",
    "MEGABYTE",
    "SENTENCES",
    "Code",
    "Problem",
    "as_question",
    "canonical",
    "check",
    "gaps",
    "is_answer",
    "is_blank",
    "items",
    "judged",
    "missing",
    "one_newline",
    "plain_text",
    "real_items",
    "said_options",
    "says_something",
    "without_marks",
    "word_count",
    "words_of",
]


@dataclass(frozen=True, slots=True)
class Kind:
    """What is known of the values of one kind of question."""

    canonical: Callable[[Question, Value], Value]
    check: Callable[[Question, Value], Iterator[Problem]]
    is_answer: Callable[[Question, Value], bool]


def canonical(question: Question, value: Value) -> Value:
    r"""The canonical spelling of a value; what has not the right shape comes back as it is.

    Newlines become `\n`, whole numbers lose their point, days become text, keys that YAML
    read as numbers become text, the bare path of a file becomes an object. Nothing else of
    what was written changes. Canonical values come back equal.
    """
    return KINDS[question.kind].canonical(question, value)


def check(question: Question, value: Value) -> list[Problem]:
    """Every rule that a canonical value breaks; whether it may be absent is `gaps`' affair."""
    return list(KINDS[question.kind].check(question, value))


def is_blank(value: Value) -> bool:
    """Whether nothing at all was given; « RAS » is no answer, yet something was typed."""
    if isinstance(value, str):
        return not value.strip()
    if isinstance(value, Mapping):
        return all(is_blank(one) for one in value.values())
    if isinstance(value, list):
        return all(is_blank(one) for one in value)
    return value is None


def gaps(question: Question, value: Value) -> list[Problem]:
    """What a question that is put still needs, each with its row, or its item and field.

    A required likert needs every row. An item begun needs its required fields, even when
    the group itself may stay empty.
    """
    inside = [
        Problem(Code.REQUIRED, item=rank, field=field.key)
        for rank, item in real_items(question, value)
        for field in question.fields
        if field.required and not is_answer(as_question(field), item.get(field.key))
    ]
    if inside or not question.required:
        return inside
    if question.kind is QuestionKind.LIKERT:
        done = judged(question, value)
        return [
            Problem(Code.REQUIRED, row=row.key)
            for row in question.rows
            if not row.retired and row.key not in done
        ]
    return [] if is_answer(question, value) else [Problem(Code.REQUIRED)]


def missing(questionnaire: Questionnaire, values: Mapping[str, Value]) -> tuple[str, ...]:
    """Keys of the questions that are put and still need something before sending, in order."""
    shown = questionnaire.shown(values)
    return tuple(
        question.key
        for question in questionnaire
        if question.key in shown and gaps(question, values.get(question.key))
    )


def _text(_: Question, value: Value) -> Value:
    return one_newline(value) if isinstance(value, str) else value


def _long_text(_: Question, value: Value) -> Value:
    return rich.canonical(value)


def _key(value: Value) -> Value:
    """A key that YAML took for a number is text again; a text beside the options is a text."""
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    if isinstance(value, Mapping) and isinstance(value.get(OTHER), str):
        return {**value, OTHER: one_newline(value[OTHER])}
    return value


def _keys(_: Question, value: Value) -> Value:
    return [_key(one) for one in value] if isinstance(value, list) else _key(value)


def _rows(_: Question, value: Value) -> Value:
    if not isinstance(value, Mapping):
        return value
    return {_key(row): _key(point) for row, point in value.items()}


def _number(_: Question, value: Value) -> Value:
    return int(value) if isinstance(value, float) and value.is_integer() else value


def _day(_: Question, value: Value) -> Value:
    is_day = isinstance(value, date) and not isinstance(value, datetime)
    return value.isoformat() if is_day else value


def _files(_: Question, value: Value) -> Value:
    if not isinstance(value, list):
        return value
    return [
        {"filename": PurePosixPath(one).name, "path": one} if isinstance(one, str) else one
        for one in value
    ]


def _items(question: Question, value: Value) -> Value:
    if not isinstance(value, list):
        return value
    fields = {field.key: as_question(field) for field in question.fields}
    return [
        {
            key: canonical(fields[key], inside) if key in fields else inside
            for key, inside in item.items()
        }
        if isinstance(item, Mapping)
        else item
        for item in value
    ]


SPELLINGS: Mapping[QuestionKind, Callable[[Question, Value], Value]] = {
    QuestionKind.SHORT_TEXT: _text,
    QuestionKind.LONG_TEXT: _long_text,
    QuestionKind.SINGLE_CHOICE: _keys,
    QuestionKind.MULTIPLE_CHOICE: _keys,
    QuestionKind.LIKERT: _rows,
    QuestionKind.RANKING: _keys,
    QuestionKind.NUMBER: _number,
    QuestionKind.DATE: _day,
    QuestionKind.FILE: _files,
    QuestionKind.REPEAT: _items,
}

KINDS: Mapping[QuestionKind, Kind] = {
    kind: Kind(SPELLINGS[kind], CHECKS[kind], ANSWERS[kind]) for kind in QuestionKind
}
