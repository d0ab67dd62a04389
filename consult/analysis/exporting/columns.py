"""The columns of answers for a spreadsheet: the same for every contribution, and stable.

A column has a key, which no translation changes, and a label. A choice has one column for the
answer and one for each option; a likert one for each row, a ranking one for each option, with
its rank; a repeated group one for each field of each item. What was not put to an agency is
told from what it left empty, and « RAS » from both.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass

from consult.analysis.material import Material, Reply
from consult.calls.building.columns import as_question
from consult.calls.questionnaire import OTHER, Option, Question, QuestionKind, Value
from consult.contributions.values import (
    is_blank,
    judged,
    plain_text,
    said_options,
    without_marks,
)

Cell = str | int | float | None
MOST_ITEMS = 50
"""So many items of a repeated group have columns, whatever the question allows."""


@dataclass(frozen=True, slots=True)
class Words:
    """What is said in the language of whoever reads."""

    not_put: str
    other: str
    rank_of: str
    retired: str


@dataclass(frozen=True, slots=True)
class Column:
    """One column of one question; `read` makes its cell of the value that was answered."""

    key: str
    label: str
    question: Question
    read: Callable[[Value], Cell]


def columns(material: Material, words: Words) -> list[Column]:
    """Every column, in the order of the questionnaire; retired questions and options too."""
    return [
        column
        for question in material.questionnaire
        for column in COLUMNS[question.kind](_named(question, words), material, words)
    ]


def cells(found: Iterable[Column], reply: Reply, put: frozenset[str], not_put: str) -> list[Cell]:
    """The cells of one contribution; `put` are the questions that were put to it."""
    return [
        not_put
        if column.question.key not in put
        else column.read(reply.values.get(column.question.key))
        for column in found
    ]


@dataclass(frozen=True, slots=True)
class _Named:
    """A question with the label that heads its columns."""

    question: Question
    label: str

    def column(self, key: str, label: str, read: Callable[[Value], Cell]) -> Column:
        told = f"{self.label} – {label}" if label else self.label
        whole = f"{self.question.key}.{key}" if key else self.question.key
        return Column(whole, told, self.question, read)


def _named(question: Question, words: Words) -> _Named:
    label = " ".join(question.label.split())
    return _Named(question, f"{label} ({words.retired})" if question.retired else label)


def _text(named: _Named, material: Material, words: Words) -> Iterator[Column]:
    yield named.column("", "", lambda value: plain_text(named.question, value) or None)


def _plain(named: _Named, material: Material, words: Words) -> Iterator[Column]:
    yield named.column(
        "", "", lambda value: value if isinstance(value, str | int | float) else None
    )


def _choice(named: _Named, material: Material, words: Words) -> Iterator[Column]:
    question = named.question
    labels = {option.key: option.label for option in question.options}

    def said(value: Value) -> Cell:
        told = [labels.get(key) for key in said_options(question, value) if key != OTHER]
        other = plain_text(question, value)
        return " | ".join([one for one in told if one] + ([other] if other else [])) or None

    yield named.column("", "", said)
    for option in question.options:
        yield named.column(option.key, _label(option, words), _ticked(question, option.key))
    if question.other:
        yield named.column(OTHER, words.other, lambda value: plain_text(question, value) or None)


def _ticked(question: Question, key: str) -> Callable[[Value], Cell]:
    def read(value: Value) -> Cell:
        if is_blank(value):
            return None
        return int(key in said_options(question, value))

    return read


def _likert(named: _Named, material: Material, words: Words) -> Iterator[Column]:
    question = named.question

    def of_row(key: str) -> Callable[[Value], Cell]:
        def read(value: Value) -> Cell:
            point = judged(question, value).get(key)
            return question.scale[point - 1].label if point else None

        return read

    for row in question.rows:
        yield named.column(row.key, _label(row, words), of_row(row.key))


def _ranking(named: _Named, material: Material, words: Words) -> Iterator[Column]:
    question = named.question

    def of_option(key: str) -> Callable[[Value], Cell]:
        def read(value: Value) -> Cell:
            said = said_options(question, value)
            return said.index(key) + 1 if key in said else None

        return read

    for option in question.options:
        label = words.rank_of.replace("{option}", _label(option, words))
        yield named.column(option.key, label, of_option(option.key))


def _files(named: _Named, material: Material, words: Words) -> Iterator[Column]:
    def names(value: Value) -> Cell:
        given = value if isinstance(value, list) else ()
        told = [str(one.get("filename", "")) for one in given if isinstance(one, Mapping)]
        return " | ".join(filter(None, told)) or None

    yield named.column("", "", names)


def _repeat(named: _Named, material: Material, words: Words) -> Iterator[Column]:
    question = named.question
    given = (reply.values.get(question.key) for reply in material.replies)
    most = max((len(value) for value in given if isinstance(value, list)), default=0)
    allowed = question.max_items or most

    def of_field(rank: int, inner: Question) -> Callable[[Value], Cell]:
        def read(value: Value) -> Cell:
            item = value[rank - 1] if isinstance(value, list) and rank <= len(value) else None
            inside = item.get(inner.key) if isinstance(item, Mapping) else None
            return _said(inner, inside)

        return read

    item_label = question.item_label or "#"
    for rank in range(1, min(MOST_ITEMS, max(allowed, most)) + 1):
        for field in question.fields:
            label = f"{item_label} {rank} – {field.label}"
            yield named.column(f"{rank}.{field.key}", label, of_field(rank, as_question(field)))


def _said(inner: Question, value: Value) -> Cell:
    """The value of a field in one cell."""
    if value is None or isinstance(value, bool):
        return None
    if inner.options:
        labels = {option.key: option.label for option in inner.options}
        return " | ".join(labels.get(key, key) for key in said_options(inner, value)) or None
    said = without_marks(inner, value)
    return said if isinstance(said, int | float) else str(said) or None


def _label(option: Option, words: Words) -> str:
    return f"{option.label} ({words.retired})" if option.retired else option.label


Maker = Callable[[_Named, Material, Words], Iterator[Column]]
COLUMNS: Mapping[QuestionKind, Maker] = {
    QuestionKind.SHORT_TEXT: _text,
    QuestionKind.LONG_TEXT: _text,
    QuestionKind.SINGLE_CHOICE: _choice,
    QuestionKind.MULTIPLE_CHOICE: _choice,
    QuestionKind.LIKERT: _likert,
    QuestionKind.RANKING: _ranking,
    QuestionKind.NUMBER: _plain,
    QuestionKind.DATE: _plain,
    QuestionKind.FILE: _files,
    QuestionKind.REPEAT: _repeat,
}
