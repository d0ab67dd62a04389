"""The figures of every question as a page shows them: bars, opinion bars, or a plain table."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from consult.calls.questionnaire import OTHER, Question, QuestionKind, Questionnaire

# Below that many answers a percentage says more than is known.
PERCENT_FROM = 30


@dataclass(frozen=True, slots=True)
class Bar:
    """One option with the agencies that chose it."""

    label: str
    count: int
    share: float | None


@dataclass(frozen=True, slots=True)
class Row:
    """One line of opinion bars: how many chose each point of the scale."""

    label: str
    counts: tuple[int, ...]
    base: int
    mean: float | None


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
    bars: tuple[Bar, ...] = ()
    points: tuple[str, ...] = ()
    rows: tuple[Row, ...] = ()
    measures: tuple[tuple[str, Any], ...] = ()
    ranks: tuple[tuple[str, int, float | None, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Part:
    """A section of the questionnaire with its panels."""

    title: str
    panels: tuple[Panel, ...]


def parts(questionnaire: Questionnaire, figures: Mapping[str, Any], other: str) -> Iterator[Part]:
    """Every section in order; `other` is how the page calls a free choice."""
    for section in questionnaire.sections:
        panels = (
            panel(question, figures["questions"][question.key], other)
            for question in section.questions
            if figures["questions"][question.key]["answered"] or not question.retired
        )
        if drawn := tuple(panels):
            yield Part(section.title, drawn)


def panel(question: Question, counted: Mapping[str, Any], other: str) -> Panel:
    """One question and what its kind shows."""
    return Panel(
        key=question.key,
        label=question.label,
        kind=question.kind,
        shown=counted["shown"],
        answered=counted["answered"],
        missing=counted["missing"],
        retired=question.retired,
        **SHOWN.get(question.kind, _measures)(question, counted, other),
    )


def _bars(question: Question, counted: Mapping[str, Any], other: str) -> dict[str, Any]:
    labels = {option.key: option.label for option in question.options}
    several = counted["answered"] >= PERCENT_FROM
    bars = (
        Bar(
            labels.get(key, other if key == OTHER else key),
            one["count"],
            one["pct"] if several else None,
        )
        for key, one in counted["options"].items()
    )
    return {"bars": tuple(bars)}


def _rows(question: Question, counted: Mapping[str, Any], other: str) -> dict[str, Any]:
    labels = {row.key: row.label for row in question.rows}
    rows = (
        Row(labels[key], tuple(one["counts"]), one["n"], one["mean"])
        for key, one in counted["rows"].items()
    )
    return {"points": tuple(point.label for point in question.scale), "rows": tuple(rows)}


def _ranks(question: Question, counted: Mapping[str, Any], other: str) -> dict[str, Any]:
    labels = {option.key: option.label for option in question.options}
    ranks = [
        (labels[key], one["borda"], one["mean_rank"], one["firsts"])
        for key, one in counted["options"].items()
    ]
    return {"ranks": tuple(sorted(ranks, key=lambda rank: -rank[1]))}


COMMON = ("kind", "shown", "answered", "missing")


def _measures(question: Question, counted: Mapping[str, Any], other: str) -> dict[str, Any]:
    """Whatever else was counted, by its name; years one by one."""
    plain = {name: value for name, value in counted.items() if name not in COMMON}
    years = plain.pop("by_year", {})
    bars = tuple(Bar(year, count, None) for year, count in years.items())
    return {"measures": tuple(plain.items()), "bars": bars}


SHOWN: Mapping[QuestionKind, Callable[[Question, Mapping[str, Any], str], dict[str, Any]]] = {
    QuestionKind.SINGLE_CHOICE: _bars,
    QuestionKind.MULTIPLE_CHOICE: _bars,
    QuestionKind.LIKERT: _rows,
    QuestionKind.RANKING: _ranks,
}


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
