"""The figures of every question as a page shows them: what is drawn, and what is told of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from consult.analysis.figures.tally import counted, given
from consult.analysis.figures.theme_table import Taken, taken
from consult.analysis.material import Material
from consult.analysis.themes import Row, Table
from consult.calls.questionnaire import OTHER, Question, QuestionKind, Questionnaire, Value
from consult.charts.calendar import calendar
from consult.charts.figures import (
    Bar,
    Bars,
    Figure,
    Held,
    Judged,
    Multiples,
    Opinions,
    Ranked,
    Ranking,
    Stances,
)
from consult.charts.spread import spread
from consult.contributions.values import said_options

# Below that many answers a percentage says more than is known.
PERCENT_FROM = 30
TEXTS = frozenset({QuestionKind.SHORT_TEXT, QuestionKind.LONG_TEXT, QuestionKind.REPEAT})
"""Answers that are read: their themes are drawn, not they."""


@dataclass(frozen=True, slots=True)
class Panel:
    """One question with its figures; only what its kind has is there."""

    key: str
    label: str
    kind: QuestionKind
    shown: int
    answered: int
    missing: int
    retired: bool = False
    figure: Figure | None = None
    measures: tuple[tuple[str, Any], ...] = ()

    @property
    def read(self) -> bool:
        """Whether its answers are texts, to be read and coded."""
        return self.kind in TEXTS


@dataclass(frozen=True, slots=True)
class Part:
    """A section of the questionnaire with its panels."""

    title: str
    panels: tuple[Panel, ...]


def parts(
    material: Material, figures: Mapping[str, Any], themes: Table, other: str
) -> Iterator[Part]:
    """Every section in order; `other` is how a free choice is called."""
    _, values = given(material, counted(material))
    for section in material.questionnaire.sections:
        panels = (
            panel(
                question,
                figures["questions"][question.key],
                values[question.key],
                other,
                themes.of(question.key) if question.kind in TEXTS else (),
            )
            for question in section.questions
            if figures["questions"][question.key]["answered"] or not question.retired
        )
        if drawn := tuple(panels):
            yield Part(section.title, drawn)


def across(themes: Table, title: str) -> Stances | None:
    """The themes of every question, over all that was said; None where there are none."""
    rows = (row for row in themes.rows if not row.theme.question)
    return positions(title, rows, len(themes.agencies))


def panel(
    question: Question,
    counted: Mapping[str, Any],
    values: Sequence[Value],
    other: str,
    rows: Sequence[Row] = (),
) -> Panel:
    """One question and what its kind shows."""
    maker = FIGURES.get(question.kind)
    drawn: Figure | None = positions(question.label, rows, counted["answered"])
    if maker and counted["answered"]:
        drawn = maker(question, counted, values, other)
    return Panel(
        key=question.key,
        label=question.label,
        kind=question.kind,
        shown=counted["shown"],
        answered=counted["answered"],
        missing=counted["missing"],
        retired=question.retired,
        figure=drawn,
        measures=tuple((name, counted[name]) for name in MEASURES if name in counted),
    )


MEASURES = ("words", "items", "mean", "sum")
"""What is told beside the drawing."""


def bars(
    question: Question, counted: Mapping[str, Any], values: Sequence[Value], other: str
) -> Bars:
    """A bar for each option offered, zero included."""
    labels = {option.key: option.label for option in question.options}
    several = counted["answered"] >= PERCENT_FROM
    drawn = tuple(
        Bar(
            labels.get(key, other if key == OTHER else key),
            one["count"],
            one["pct"] if several else None,
        )
        for key, one in counted["options"].items()
    )
    many = question.kind is QuestionKind.MULTIPLE_CHOICE
    return Bars(question.label, drawn, counted["answered"], many)


def opinions(
    question: Question, counted: Mapping[str, Any], values: Sequence[Value], other: str
) -> Opinions:
    """A line for each row judged."""
    labels = {row.key: row.label for row in question.rows}
    rows = tuple(
        Judged(labels[key], tuple(one["counts"]), one["mean"])
        for key, one in counted["rows"].items()
    )
    points = tuple(point.label for point in question.scale)
    return Opinions(question.label, points, rows, counted["answered"])


def ranking(question: Question, values: Sequence[Value]) -> Ranking:
    """Subjects by their points: as many as there are subjects ranked after, agency by agency."""
    number = len(question.options)
    ranks = {option.key: [0] * number for option in question.options}
    for value in values:
        for place, key in enumerate(said_options(question, value)):
            ranks[key][place] += 1
    subjects = [
        _ranked(option.label, tuple(ranks[option.key]), number) for option in question.options
    ]
    subjects.sort(key=lambda one: (-one.points, one.label))
    return Ranking(question.label, tuple(subjects), len(values))


def _ranked(label: str, ranks: tuple[int, ...], number: int) -> Ranked:
    total = sum(ranks)
    summed = sum(rank * count for rank, count in enumerate(ranks, start=1))
    # Two decimals, half up, as the tally has it.
    mean = (200 * summed + total) // (2 * total) / 100 if total else None
    points = sum((number - rank) * count for rank, count in enumerate(ranks, start=1))
    return Ranked(label, ranks, mean, points)


FIGURES: Mapping[
    QuestionKind, Callable[[Question, Mapping[str, Any], Sequence[Value], str], Figure | None]
] = {
    QuestionKind.SINGLE_CHOICE: bars,
    QuestionKind.MULTIPLE_CHOICE: bars,
    QuestionKind.LIKERT: opinions,
    QuestionKind.RANKING: lambda question, _counted, values, _other: ranking(question, values),
    QuestionKind.NUMBER: lambda question, _counted, values, _other: spread(
        question.label, values, unit=question.unit
    ),
    QuestionKind.DATE: lambda question, _counted, values, _other: calendar(
        question.label, map(date.fromisoformat, values)
    ),
}


def positions(title: str, rows: Iterable[Row], agencies: int) -> Stances | None:
    """Themes with where agencies stand, the most spoken of first; None where nothing was coded."""
    held = [_held(row) for row in rows if row.agencies]
    held.sort(key=lambda one: (-one.total, one.label))
    return Stances(title, tuple(held), agencies) if held else None


def _held(row: Row) -> Held:
    """Each agency once: under its position, among the mixed if it takes several, or under none."""
    stands = Counter(taken(row, agency) for agency in row.agencies)
    return Held(
        row.theme.label,
        support=stands[Taken.SUPPORT],
        nuance=stands[Taken.NUANCE],
        mixed=stands[Taken.MIXED],
        oppose=stands[Taken.OPPOSE],
        silent=stands[Taken.NONE],
    )


def by_group(
    panel: Panel,
    question: Question,
    groups: Sequence[tuple[str, Mapping[str, Any]]],
    other: str,
) -> Panel:
    """The panel of a choice drawn group by group; any other as it was."""
    if not isinstance(panel.figure, Bars) or len(groups) < 2:
        return panel
    drawn = (
        (name, bars(question, figures["questions"][question.key], (), other))
        for name, figures in groups
    )
    return replace(panel, figure=Multiples(question.label, tuple(drawn)))


def lines(
    questionnaire: Questionnaire, figures: Mapping[str, Any]
) -> Iterator[tuple[str, str, str, str, Any]]:
    """Every figure as (question, label, item, measure, value), for a spreadsheet."""
    for question in questionnaire:
        counted = figures["questions"][question.key]
        for item, measure, value in _flat(counted):
            yield question.key, question.label, item, measure, value


def _flat(counted: Mapping[str, Any]) -> Iterator[tuple[str, str, Any]]:
    for name, value in counted.items():
        if not isinstance(value, Mapping):
            yield "", name, value
            continue
        for key, one in value.items():
            inner = one.items() if isinstance(one, Mapping) else [(name, one)]
            for measure, figure in inner:
                if isinstance(figure, list):
                    for place, each in enumerate(figure, start=1):
                        yield key, f"{measure} {place}", each
                else:
                    yield key, measure, figure
