"""Two questions crossed, or a question and a level, a region or the themes of a question.

Every count rests on a rule, so that a cell can be kept, and says which agencies it counts. The
base of the table are the agencies that said something on both sides.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import reduce

from consult.analysis.disclosure.naming import CROWD
from consult.analysis.disclosure.withholding import Kind
from consult.analysis.figures.panels import PERCENT_FROM
from consult.analysis.figures.rule_tree import (
    ANYWHERE,
    Answer,
    Answered,
    AnsweredQuestion,
    Both,
    Coded,
    First,
    Judged,
    Narrowed,
    Rule,
    Trait,
    spelled,
)
from consult.analysis.figures.rules import Resolver
from consult.analysis.figures.tally import percent
from consult.analysis.material import Material
from consult.calls.questionnaire import OTHER, Question, QuestionKind
from consult.errors import NotFound


@dataclass(frozen=True, slots=True)
class Category:
    """One row or column: its label, empty where nothing was said, and its rule."""

    label: str
    rule: Rule
    agencies: frozenset[str]


@dataclass(frozen=True, slots=True)
class Side:
    """What makes the rows, or the columns; `questions` are those that an agency answered for it."""

    name: str
    title: str
    questions: tuple[str, ...]
    kind: Kind
    base: frozenset[str]
    base_rule: Rule
    categories: tuple[Category, ...]


@dataclass(frozen=True, slots=True)
class Cell:
    """The agencies of a row and a column, in the order of the call; `share` is of its row."""

    agencies: tuple[str, ...]
    rule: str
    share: float | None = None

    @property
    def count(self) -> int:
        """How many agencies."""
        return len(self.agencies)

    @property
    def small(self) -> bool:
        """Whether so few are not printed outside."""
        return 0 < self.count < CROWD


@dataclass(frozen=True, slots=True)
class Crossing:
    """Cells with a last row and a last column of totals."""

    rows: Side
    columns: Side
    cells: tuple[tuple[Cell, ...], ...]

    @property
    def total(self) -> Cell:
        """Everybody counted."""
        return self.cells[-1][-1]


def offered(material: Material) -> Iterator[tuple[str, str, str]]:
    """What can be crossed, with the section it is from, or none: (name, title, section)."""
    for section in material.questionnaire.sections:
        for question in section.questions:
            if question.kind is QuestionKind.LIKERT:
                for row in question.rows:
                    title = f"{question.label} – {row.label}"
                    yield f"likert:{question.key}.{row.key}", title, section.title
            elif question.kind in WORDS:
                yield f"{WORDS[question.kind]}:{question.key}", question.label, section.title
            if any(theme.question == question.key for theme in material.themes):
                yield f"theme:{question.key}", question.label, section.title
    if any(not theme.question for theme in material.themes):
        yield f"theme:{ANYWHERE}", "", ""


def cross(material: Material, rows: Side, columns: Side) -> Crossing:
    """Count every row against every column."""
    order = [one.acronym for one in material.agencies]
    base = rows.base & columns.base

    def cell(agencies: frozenset[str], rule: Rule, of: int) -> Cell:
        held = tuple(name for name in order if name in agencies)
        share = percent(len(held), of) if of >= PERCENT_FROM else None
        return Cell(held, spelled(rule), share)

    def line(agencies: frozenset[str], rule: Rule) -> tuple[Cell, ...]:
        of = len(agencies & base)
        cells = [
            cell(agencies & one.agencies & base, both(rule, one.rule), of)
            for one in columns.categories
        ]
        return (*cells, cell(agencies & base, both(rule, columns.base_rule), of))

    lines = [line(one.agencies, one.rule) for one in rows.categories]
    return Crossing(rows, columns, (*lines, line(base, rows.base_rule)))


def both(one: Rule, other: Rule) -> Rule:
    """One rule and the other, as shortly as it can be said."""
    if isinstance(one, Answered) or one == other:
        return other
    match other:
        case Answered():
            return one
        case Narrowed(Answered(), trait, name):
            return Narrowed(one, trait, name)
    if isinstance(one, Narrowed) and isinstance(one.rule, Answered):
        return Narrowed(other, one.trait, one.name)
    return Both(one, other)


def side(material: Material, resolver: Resolver, name: str, other: str) -> Side:
    """The rows or columns of that name; `other` is how the page calls a free choice.

    Raises:
        NotFound: Nothing of the call can be crossed under that name.
    """
    word, _, key = name.partition(":")
    if name in tuple(Trait):
        return _places(material, resolver, Trait(name))
    if name == f"theme:{ANYWHERE}":
        return _themes(material, resolver, name, None)
    key, _, row = key.partition(".")
    question = material.questionnaire.by_key.get(key)
    if question is None:
        raise NotFound(name)
    if word == "theme":
        return _themes(material, resolver, name, question)
    if word == WORDS.get(question.kind) and bool(row) == (word == "likert"):
        return CLOSED[word](resolver, name, question, row, other)
    raise NotFound(name)


def _places(material: Material, resolver: Resolver, trait: Trait) -> Side:
    names = dict.fromkeys(getattr(one, trait) for one in material.agencies)
    rules = [(name, Narrowed(Answered(), trait, name)) for name in names]
    made = _side(resolver, trait.value, "", (), Kind.PARTITION, Answered(), rules)
    # A level or region from which nobody answered says nothing here.
    return replace(made, categories=tuple(one for one in made.categories if one.agencies))


def _themes(material: Material, resolver: Resolver, name: str, question: Question | None) -> Side:
    key = question.key if question else ""
    themes = [theme for theme in material.themes if theme.question == key]
    if not themes:
        raise NotFound(name)
    rules = [(one.label, Coded(key or ANYWHERE, one.key)) for one in themes]
    title = question.label if question else ""
    questions = (key,) if question else tuple(one.key for one in material.questionnaire)
    return _side(resolver, name, title, questions, Kind.LOOSE, Answered(), rules)


def _choices(resolver: Resolver, name: str, question: Question, row: str, other: str) -> Side:
    options = [(one.label, one.key) for one in question.options]
    if question.other and OTHER not in (key for _, key in options):
        options.append((other, OTHER))
    rules = [(label, Answer(question.key, key)) for label, key in options]
    kind = Kind.PARTITION if question.kind is QuestionKind.SINGLE_CHOICE else Kind.COVER
    base = AnsweredQuestion(question.key)
    return _side(resolver, name, question.label, (question.key,), kind, base, rules)


def _firsts(resolver: Resolver, name: str, question: Question, row: str, other: str) -> Side:
    rules = [(one.label, First(question.key, one.key)) for one in question.options]
    base = AnsweredQuestion(question.key)
    return _side(resolver, name, question.label, (question.key,), Kind.PARTITION, base, rules)


def _judged(resolver: Resolver, name: str, question: Question, row: str, other: str) -> Side:
    labels = {one.key: one.label for one in question.rows}
    if row not in labels:
        raise NotFound(name)
    rules = [(one.label, Judged(question.key, row, "=", one.key)) for one in question.scale]
    base = Judged(question.key, row, ">=", question.scale[0].key)
    title = f"{question.label} – {labels[row]}"
    return _side(resolver, name, title, (question.key,), Kind.PARTITION, base, rules)


def _side(
    resolver: Resolver,
    name: str,
    title: str,
    questions: tuple[str, ...],
    kind: Kind,
    base_rule: Rule,
    rules: Sequence[tuple[str, Rule]],
) -> Side:
    """Answers that fit no category (an option since withdrawn) make the counts fall short."""
    categories = tuple(
        Category(label, rule, frozenset(resolver.resolve(rule).agencies)) for label, rule in rules
    )
    base = frozenset(resolver.resolve(base_rule).agencies)
    covered = reduce(frozenset.union, (one.agencies for one in categories), frozenset[str]())
    return Side(
        name,
        title,
        questions,
        kind if base <= covered else Kind.LOOSE,
        base,
        base_rule,
        categories,
    )


WORDS: Mapping[QuestionKind, str] = {
    QuestionKind.SINGLE_CHOICE: "answer",
    QuestionKind.MULTIPLE_CHOICE: "answer",
    QuestionKind.RANKING: "first",
    QuestionKind.LIKERT: "likert",
}
"""The word of the rules that cross each closed kind of question."""

CLOSED: Mapping[str, Callable[[Resolver, str, Question, str, str], Side]] = {
    "answer": _choices,
    "first": _firsts,
    "likert": _judged,
}
