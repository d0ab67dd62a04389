"""An answer as people read it: labels instead of keys, for receipts, copies and staff."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from markupsafe import Markup

from consult.calls.questionnaire import OTHER, Option, Question, QuestionKind, Questionnaire, Value
from consult.contributions.texts import rich
from consult.contributions.texts.rich_html import to_html
from consult.contributions.values import as_question, is_blank

K = QuestionKind


@dataclass(frozen=True, slots=True)
class Shown:
    """One answer ready to be drawn: `shape` says which part is filled.

    `text` for a text, a number, a day or one choice, with `html` too for a text that has some
    formatting; `lines` for several choices, an order or files; `pairs` for a grid; `items` for
    a repeated group, each a tuple of label and answer.
    """

    shape: str
    text: str = ""
    html: Markup = field(default=Markup())
    lines: tuple[str, ...] = ()
    pairs: tuple[tuple[str, str], ...] = ()
    items: tuple[tuple[tuple[str, Shown], ...], ...] = ()


@dataclass(frozen=True, slots=True)
class Entry:
    """A question with its answer, or with none."""

    question: Question
    answer: Shown | None
    confidential: bool = False
    number: int = 0


@dataclass(frozen=True, slots=True)
class Part:
    """A section with the questions that were put."""

    title: str
    entries: tuple[Entry, ...] = field(default=())


def shown(question: Question, value: Value) -> Shown | None:
    """An answer with words in place of keys; None when nothing was answered."""
    if is_blank(value):
        return None
    if question.kind is not K.SINGLE_CHOICE and (isinstance(value, str) or rich.is_rich(value)):
        return _text(question, value)
    if question.kind is K.SINGLE_CHOICE:
        return Shown("text", text=_choice(question.options, value))
    if question.kind is K.MULTIPLE_CHOICE and isinstance(value, list):
        return Shown("list", lines=tuple(_choice(question.options, one) for one in value))
    if question.kind is K.RANKING:
        order = value if isinstance(value, list) else sorted(value, key=value.__getitem__)
        return Shown("order", lines=tuple(_choice(question.options, one) for one in order))
    if question.kind is K.LIKERT and isinstance(value, Mapping):
        pairs = ((row.label, value.get(row.key)) for row in question.rows)
        return Shown(
            "pairs",
            pairs=tuple((row, _choice(question.scale, point)) for row, point in pairs if point),
        )
    if question.kind is K.NUMBER:
        return Shown("number", text=_figures(value))
    if question.kind is K.FILE and isinstance(value, list):
        return Shown("files", lines=tuple(one.get("filename", "") for one in value))
    if question.kind is K.REPEAT and isinstance(value, list):
        return Shown("items", items=tuple(_item(question, one) for one in value))
    return Shown("text", text=str(value))


def parts(
    questionnaire: Questionnaire,
    values: Mapping[str, Value],
    confidential: Sequence[str] | frozenset[str],
) -> Iterator[Part]:
    """Every question that was put with its answer, section by section, numbered throughout."""
    put = questionnaire.shown(values)
    number = 0
    for section in questionnaire.sections:
        entries = []
        for question in section.questions:
            if question.key not in put:
                continue
            number += 1
            answer = shown(question, values.get(question.key))
            secret = question.key in confidential
            entries.append(Entry(question, answer, secret, number))
        if entries:
            yield Part(section.title, tuple(entries))


def grouped(digest: str, *, signs: int = 16) -> str:
    """The beginning of a fingerprint in groups of four, for people to compare."""
    return " ".join(digest[start : start + 4] for start in range(0, signs, 4))


def _text(question: Question, value: Value) -> Shown:
    drawn = question.kind is K.LONG_TEXT and rich.is_formatted(value)
    return Shown("text", rich.plain(value), to_html(value) if drawn else Markup())


def _item(question: Question, item: Value) -> tuple[tuple[str, Shown], ...]:
    if not isinstance(item, Mapping):
        return ()
    answers = (
        (column.label, shown(as_question(column), item.get(column.key)))
        for column in question.fields
    )
    return tuple((label, answer) for label, answer in answers if answer is not None)


def _choice(options: Sequence[Option], value: Value) -> str:
    if isinstance(value, Mapping):
        return str(value.get(OTHER, ""))
    return next((option.label for option in options if option.key == value), str(value))


def _figures(value: Value) -> str:
    """A number with a comma or a point as its own digits stand; the page adds the unit."""
    return repr(value)
