"""The page of the reading desk put together: which answers are on it, and what stands around."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, NamedTuple, TypeVar

from consult.analysis.reading.counts import Progress, Shelf
from consult.analysis.reading.filters import Criteria
from consult.analysis.reading.lines import Pile
from consult.calls.models import Call, Question
from consult.calls.questionnaire import Question as Asked
from consult.calls.questionnaire import QuestionKind
from consult.contributions.reading import TEXTS
from consult.contributions.shown import Shown, shown

OPEN = frozenset({*TEXTS, QuestionKind.REPEAT})
"""Kinds whose answers are read rather than counted."""

LONG = frozenset({QuestionKind.LONG_TEXT, QuestionKind.REPEAT})
MOST_SIDES = 3
LONGEST_LIST = 300
"""Of more agencies than that, a page lists those around the one it shows."""

Listing = TypeVar("Listing")


class Listed(NamedTuple):
    """A question in the list at the left."""

    question: Question
    shelf: Shelf
    open: bool


class Part(NamedTuple):
    """A section of the questionnaire with the questions that have their place at the left."""

    title: str
    listed: tuple[Listed, ...]


def parts(call: Call, shelves: Mapping[str, Shelf]) -> list[Part]:
    """Every question that is asked or was answered; those that are read before the closed ones."""
    found = []
    for section in call.sections:
        listed = [
            Listed(one, shelves.get(one.key, Shelf()), one.kind in OPEN)
            for one in section.questions
            if one.retired_at is None or one.key in shelves
        ]
        if listed:
            listed.sort(key=lambda one: not one.open)
            found.append(Part(section.title, tuple(listed)))
    return found


def in_order(listed: Sequence[Part]) -> list[Question]:
    """The questions as they are listed, for going to the next one."""
    return [one.question for part in listed for one in part.listed]


def first_to_read(listed: Sequence[Part]) -> Question | None:
    """Where reading goes on: long answers before short ones, what is to read before the rest."""
    every = [one for part in listed for one in part.listed]
    found = min(
        every,
        key=lambda one: (
            one.question.kind not in LONG,
            not one.open,
            not one.shelf.unread,
            not one.shelf.answers,
        ),
        default=None,
    )
    return found.question if found else None


def neighbours(
    questions: Sequence[Question], here: Question
) -> tuple[Question | None, Question | None]:
    """The questions before and after one, where there are."""
    place = next(rank for rank, one in enumerate(questions) if one.id == here.id)
    before = questions[place - 1] if place else None
    return before, questions[place + 1] if place + 1 < len(questions) else None


def around(listed: Sequence[Listing], here: int) -> Sequence[Listing]:
    """As much of a long list as one can go through, with where one is in the middle."""
    start = max(0, min(here - LONGEST_LIST // 2, len(listed) - LONGEST_LIST))
    return listed[start : start + LONGEST_LIST]


def beside(question: Asked, value: Any) -> Shown | None:
    """What an answer says besides its texts: what was chosen, ordered, judged, given."""
    if question.kind in TEXTS:
        return None
    if question.kind is QuestionKind.REPEAT:
        columns = tuple(one for one in question.fields if one.kind not in TEXTS)
        told = shown(replace(question, fields=columns), value) if columns else None
        return told if told and any(told.items) else None
    if question.kind is QuestionKind.MULTIPLE_CHOICE and isinstance(value, list):
        value = [one for one in value if isinstance(one, str)]
    if question.kind is QuestionKind.SINGLE_CHOICE and not isinstance(value, str):
        return None
    return shown(question, value)


@dataclass(frozen=True, slots=True)
class Facets:
    """What the list can be narrowed by: only what occurs in it."""

    levels: tuple[str, ...] = ()
    regions: tuple[str, ...] = ()
    readers: tuple[int, ...] = ()
    consents: tuple[str, ...] = ()


def facets(pile: Pile) -> Facets:
    """Each in its alphabetical order."""
    key = pile.question.key
    return Facets(
        tuple(sorted({one.level for one in pile.sent} - {""})),
        tuple(sorted({one.region for one in pile.sent} - {""})),
        tuple(sorted(set(pile.said.readers.values()))),
        tuple(sorted({one.consent(key).value for one in pile.sent})),
    )


def chosen(criteria: Criteria) -> Iterator[tuple[str, str]]:
    """Everything that narrows, one by one: the group and the value."""
    for group, values in criteria.address.items():
        for value in values:
            yield group, value


class Share(NamedTuple):
    """How many answers a reader was given, how many of them they read, and question by question."""

    reader: int
    given: int
    read: int
    questions: Mapping[str, tuple[int, int]]


def shares(progress: Sequence[Progress]) -> list[Share]:
    """By reader."""
    found: dict[int, dict[str, tuple[int, int]]] = {}
    for one in progress:
        found.setdefault(one.reader, {})[one.question] = (one.given, one.read)
    return [
        Share(
            reader,
            sum(given for given, _ in questions.values()),
            sum(read for _, read in questions.values()),
            questions,
        )
        for reader, questions in found.items()
    ]


def every_question(call: Call) -> list[Question]:
    """Every question of the call, in order; the call comes with them."""
    return [one for section in call.sections for one in section.questions]
