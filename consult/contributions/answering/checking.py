"""Which rules a canonical value breaks, one check per kind of question."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace

from consult.calls.building.columns import as_question
from consult.calls.questionnaire import OTHER, Option, Question, QuestionKind, Value
from consult.contributions.answering.problems import Code, Problem
from consult.contributions.reading import is_date, is_number
from consult.contributions.texts import rich
from consult.contributions.texts.words import word_count

MEGABYTE = 1024 * 1024
"""The larger reading of « Mo », so that a file its owner's computer calls 10 MB passes."""

UNSTORABLE = re.compile("[\x00\ud800-\udfff]")
"""What neither database keeps: U+0000, and halves of characters."""

Problems = Iterator[Problem]


def text(question: Question, value: Value) -> Problems:
    """A text within its limits, in characters (code points) and in words."""
    if not isinstance(value, str):
        yield Problem(Code.WRONG_SHAPE)
        return
    if UNSTORABLE.search(value):
        yield Problem(Code.UNREADABLE)
    if question.max_chars is not None and len(value) > question.max_chars:
        yield _too_many(Code.TOO_MANY_CHARS, len(value), question.max_chars)
    if question.max_words is not None and (words := word_count(value)) > question.max_words:
        yield _too_many(Code.TOO_MANY_WORDS, words, question.max_words)


def long_text(question: Question, value: Value) -> Problems:
    """The same of the plain text; its marks are where `rich.canonical` puts them."""
    if isinstance(value, Mapping) and rich.canonical(value) != value:
        yield Problem(Code.WRONG_SHAPE)
    else:
        yield from text(question, rich.plain(value) if rich.is_rich(value) else value)


def single_choice(question: Question, value: Value) -> Problems:
    """One option, or a text beside them where the question takes one."""
    if isinstance(value, Mapping):
        yield from _other(question, value)
    elif not isinstance(value, str):
        yield Problem(Code.WRONG_SHAPE)
    else:
        yield from _unknown(question.options, [value])


def multiple_choice(question: Question, value: Value) -> Problems:
    """Options each once, one text beside them at most, no more than the limit."""
    if not isinstance(value, list):
        yield Problem(Code.WRONG_SHAPE)
        return
    keys = [one for one in value if isinstance(one, str)]
    others = [one for one in value if not isinstance(one, str)]
    yield from _unknown(question.options, keys)
    yield from _repeated(keys)
    for other in others[:1]:
        yield from _other(question, other)
    if len(others) > 1:
        yield Problem(Code.REPEATED_OPTION, {"option": OTHER})
    if question.max_choices is not None and len(value) > question.max_choices:
        yield _too_many(Code.TOO_MANY_CHOICES, len(value), question.max_choices)


def likert(question: Question, value: Value) -> Problems:
    """A point of the scale for each row that is judged; which rows must be is `gaps`' affair."""
    if not isinstance(value, Mapping):
        yield Problem(Code.WRONG_SHAPE)
        return
    rows = {row.key for row in question.rows}
    for row, point in value.items():
        if row not in rows:
            yield Problem(Code.UNKNOWN_ROW, {"row": row}, row=str(row))
        elif not isinstance(point, str):
            yield Problem(Code.WRONG_SHAPE, row=row)
        else:
            yield from (replace(one, row=row) for one in _unknown(question.scale, [point]))


def ranking(question: Question, value: Value) -> Problems:
    """Options each once, the highest first; one may stop before the last."""
    if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
        yield Problem(Code.WRONG_SHAPE)
        return
    yield from _unknown(question.options, value)
    yield from _repeated(value)


def number(question: Question, value: Value) -> Problems:
    """A finite number between its bounds, which are allowed."""
    if not is_number(value):
        yield Problem(Code.NOT_A_NUMBER)
    elif question.min is not None and value < question.min:
        yield Problem(Code.TOO_SMALL, {"limit": _plain(question.min)})
    elif question.max is not None and value > question.max:
        yield Problem(Code.TOO_LARGE, {"limit": _plain(question.max)})


def day(_: Question, value: Value) -> Problems:
    """A day of the calendar."""
    if not is_date(value):
        yield Problem(Code.NOT_A_DATE)


def file(question: Question, value: Value) -> Problems:
    """Files with a name, of an accepted type and size; their bytes are checked elsewhere."""
    if not isinstance(value, list):
        yield Problem(Code.WRONG_SHAPE)
        return
    for rank, one in enumerate(value, start=1):
        for problem in _one_file(question, one):
            yield replace(problem, item=rank)


def repeat(question: Question, value: Value) -> Problems:
    """Items whose every field passes its own check, no more than the limit."""
    if not isinstance(value, list):
        yield Problem(Code.WRONG_SHAPE)
        return
    for rank, item in enumerate(value, start=1):
        if not isinstance(item, Mapping):
            yield Problem(Code.WRONG_SHAPE, item=rank)
            continue
        fields = {field.key: as_question(field) for field in question.fields}
        for key, inside in item.items():
            if key not in fields:
                yield Problem(Code.UNKNOWN_FIELD, {"field": key}, item=rank, field=str(key))
                continue
            for problem in CHECKS[fields[key].kind](fields[key], inside):
                yield replace(problem, item=rank, field=key)
    if question.max_items is not None and len(value) > question.max_items:
        yield _too_many(Code.TOO_MANY_ITEMS, len(value), question.max_items)


CHECKS: Mapping[QuestionKind, Callable[[Question, Value], Problems]] = {
    QuestionKind.SHORT_TEXT: text,
    QuestionKind.LONG_TEXT: long_text,
    QuestionKind.SINGLE_CHOICE: single_choice,
    QuestionKind.MULTIPLE_CHOICE: multiple_choice,
    QuestionKind.LIKERT: likert,
    QuestionKind.RANKING: ranking,
    QuestionKind.NUMBER: number,
    QuestionKind.DATE: day,
    QuestionKind.FILE: file,
    QuestionKind.REPEAT: repeat,
}


def _one_file(question: Question, value: Value) -> Problems:
    if not isinstance(value, Mapping):
        yield Problem(Code.WRONG_SHAPE)
        return
    name = value.get("filename")
    if not isinstance(name, str) or not name.strip():
        yield Problem(Code.NO_FILENAME)
        return
    if UNSTORABLE.search(name):
        yield Problem(Code.UNREADABLE)
    accepted = [one.lower().lstrip(".") for one in question.accept]
    if accepted and name.rpartition(".")[2].lower() not in accepted:
        yield Problem(Code.REFUSED_TYPE, {"filename": name, "accepted": ", ".join(accepted)})
    size = value.get("size_bytes", 0)
    if not is_number(size) or size < 0:
        yield Problem(Code.WRONG_SHAPE)
    elif question.max_mb is not None and size > question.max_mb * MEGABYTE:
        yield Problem(Code.FILE_TOO_LARGE, {"filename": name, "limit": _plain(question.max_mb)})


def _other(question: Question, value: Value) -> Problems:
    if not isinstance(value, Mapping) or set(value) != {OTHER} or not _is_text(value[OTHER]):
        yield Problem(Code.WRONG_SHAPE)
    elif not question.other:
        yield Problem(Code.UNKNOWN_OPTION, {"option": OTHER})
    elif not value[OTHER].strip():
        yield Problem(Code.OTHER_UNSAID)
    else:
        yield from text(question, value[OTHER])


def _unknown(options: Sequence[Option], keys: Sequence[str]) -> Problems:
    known = {option.key for option in options}
    for key in keys:
        if key not in known:
            yield Problem(Code.UNKNOWN_OPTION, {"option": key})


def _repeated(keys: Sequence[str]) -> Problems:
    for key, times in Counter(keys).items():
        if times > 1:
            yield Problem(Code.REPEATED_OPTION, {"option": key})


def _too_many(code: Code, count: int, limit: int) -> Problem:
    return Problem(code, {"count": count, "limit": limit})


def _is_text(value: Value) -> bool:
    return isinstance(value, str)


def _plain(limit: float) -> float:
    """Ten, rather than 10.0, in a sentence."""
    return int(limit) if limit == int(limit) else limit
