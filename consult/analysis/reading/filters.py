"""Which answers of the reading desk are kept: any of what is chosen within a group, all groups.

Everything here works on lines without a text, and the choice stands in an address.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import datetime
from enum import StrEnum
from typing import Generic, NamedTuple, Protocol, TypeVar

from consult.calls.questionnaire import OTHER, Question, QuestionKind, Questionnaire
from consult.contributions.consent import Attribution

CLOSED = (QuestionKind.SINGLE_CHOICE, QuestionKind.MULTIPLE_CHOICE)
"""Kinds of question by whose answers other answers can be narrowed."""

MINE, NOBODY = "me", "nobody"


class Mark(StrEnum):
    """What a reader says of an answer, for everyone to see."""

    FLAGGED = "flagged"
    GOOD_PRACTICE = "good_practice"
    TO_CHECK = "to_check"


class State(StrEnum):
    """How far one reader is with an answer; CHANGED when another version came since."""

    UNREAD = "unread"
    CHANGED = "changed"
    READ = "read"


class Line(NamedTuple):
    """One answer as the desk lists it, without its text.

    `seen` is the number of the version that the reader who asks read last, `reader` the id of
    whom it was given to, `marks` what any reader said, with their ids; `closed` what the agency
    chose at the questions by which answers are narrowed.
    """

    contribution: int
    question: int
    acronym: str
    name: str
    level: str
    region: str
    version: int
    sent_at: datetime
    late: bool = False
    on_behalf: bool = False
    to_confirm: bool = False
    attribution: Attribution = Attribution.CONFIDENTIAL
    confidential: bool = False
    closed: Mapping[str, frozenset[str]] = {}
    seen: int | None = None
    marks: tuple[tuple[int, Mark], ...] = ()
    reader: int | None = None
    themes: frozenset[int] = frozenset()

    @property
    def pair(self) -> tuple[int, int]:
        """What names the answer: its contribution and its question."""
        return self.contribution, self.question

    @property
    def state(self) -> State:
        """How far the reader who asks is."""
        if self.seen is None:
            return State.UNREAD
        return State.READ if self.seen >= self.version else State.CHANGED

    @property
    def consent(self) -> Attribution:
        """How these words may be attributed: an answer may be kept closer than the rest."""
        return Attribution.CONFIDENTIAL if self.confidential else self.attribution


@dataclass(frozen=True, slots=True, kw_only=True)
class Criteria:
    """What narrows the list; an empty group narrows nothing."""

    level: tuple[str, ...] = ()
    region: tuple[str, ...] = ()
    theme: tuple[str, ...] = ()
    mark: tuple[str, ...] = ()
    state: tuple[str, ...] = ()
    to: tuple[str, ...] = ()
    consent: tuple[str, ...] = ()
    answer: tuple[str, ...] = ()

    @classmethod
    def read(cls, given: Mapping[str, Sequence[str]], questionnaire: Questionnaire) -> Criteria:
        """The choice in an address; what means nothing is left out, and each counts once."""
        means: Mapping[str, Callable[[str], bool]] = {
            "theme": _is_number,
            "mark": {*Mark}.__contains__,
            "state": {*State}.__contains__,
            "to": lambda one: one in (MINE, NOBODY) or _is_number(one),
            "consent": {*Attribution}.__contains__,
            "answer": lambda one: is_offered(one, questionnaire),
        }
        return cls(
            **{
                field.name: tuple(
                    one
                    for one in dict.fromkeys(given.get(field.name, ()))
                    if one and means.get(field.name, bool)(one)
                )
                for field in fields(cls)
            }
        )

    @property
    def address(self) -> dict[str, list[str]]:
        """The same as it stands in an address, without what narrows nothing."""
        said = {field.name: list(getattr(self, field.name)) for field in fields(self)}
        return {name: chosen for name, chosen in said.items() if chosen}

    def without(self, name: str, value: str) -> Criteria:
        """The same with one thing less."""
        left = tuple(one for one in getattr(self, name) if one != value)
        return replace(self, **{name: left})

    @property
    def answers(self) -> Mapping[str, frozenset[str]]:
        """The options chosen at closed questions, by the key of the question."""
        found: defaultdict[str, set[str]] = defaultdict(set)
        for one in self.answer:
            question, _, option = one.partition(":")
            found[question].add(option)
        return {question: frozenset(options) for question, options in found.items()}


def _is_number(one: str) -> bool:
    """Whether a text names a row: digits, as many as any database counts to."""
    return one.isascii() and one.isdecimal() and len(one) < 10


def closed_questions(questionnaire: Questionnaire) -> tuple[Question, ...]:
    """Those by whose answers the list can be narrowed, in order."""
    return tuple(question for question in questionnaire if question.kind in CLOSED)


def is_offered(one: str, questionnaire: Questionnaire) -> bool:
    """Whether `question:option` names an option of a closed question."""
    key, _, option = one.partition(":")
    question = questionnaire.by_key.get(key)
    if question is None or question.kind not in CLOSED:
        return False
    known = {offered.key for offered in question.options}
    return option in known or (question.other and option == OTHER)


def predicate(criteria: Criteria, *, reader: int) -> Callable[[Line], bool]:
    """Whether the criteria keep a line; `reader` is who asks."""
    tests = tuple(_tests(criteria, reader))
    return lambda line: all(test(line) for test in tests)


def _tests(criteria: Criteria, reader: int) -> Iterable[Callable[[Line], bool]]:
    """One test for each group in which something is chosen."""
    levels, regions = {*criteria.level}, {*criteria.region}
    marks, states, consents = {*criteria.mark}, {*criteria.state}, {*criteria.consent}
    themes = {int(one) for one in criteria.theme}
    if levels:
        yield lambda line: line.level in levels
    if regions:
        yield lambda line: line.region in regions
    if themes:
        yield lambda line: not themes.isdisjoint(line.themes)
    if marks:
        yield lambda line: any(mark in marks for _, mark in line.marks)
    if states:
        yield lambda line: line.state in states
    if criteria.to:
        readers = {_reader(one, reader) for one in criteria.to}
        yield lambda line: line.reader in readers
    if consents:
        yield lambda line: line.consent in consents
    for question, options in criteria.answers.items():
        yield _chose(question, options)


def _chose(question: str, options: frozenset[str]) -> Callable[[Line], bool]:
    return lambda line: not options.isdisjoint(line.closed.get(question, ()))


def _reader(one: str, me: int) -> int | None:
    return {MINE: me, NOBODY: None}[one] if one in (MINE, NOBODY) else int(one)


class Placed(Protocol):
    """Whatever is listed by contribution."""

    @property
    def contribution(self) -> int:
        """Its id."""


Listed = TypeVar("Listed", bound=Placed)


@dataclass(frozen=True, slots=True)
class Stretch(Generic[Listed]):
    """Some answers in a row, where they stand among those kept, and where the next ones begin.

    `before` and `after` name a contribution rather than a number of page: what is read drops out
    of the unread without the next stretch leaping over anything.
    """

    items: Sequence[Listed]
    first: int
    total: int
    before: int | None
    after: int | None

    @property
    def last(self) -> int:
        """The rank of the last one."""
        return self.first + len(self.items) - 1


def stretch(
    everything: Sequence[Listed], chosen: Sequence[Listed], start: int | None, *, size: int = 25
) -> Stretch[Listed]:
    """Those chosen from a contribution on, or from the next one chosen after it.

    `everything` is the whole list in its order; a contribution not in it is the beginning.
    """
    begin = 0
    if start is not None:
        rank = {one.contribution: place for place, one in enumerate(everything)}
        begin = bisect_left([rank[one.contribution] for one in chosen], rank.get(start, 0))
    if begin >= len(chosen):
        begin = max(0, len(chosen) - size)
    end = begin + size
    return Stretch(
        chosen[begin:end],
        begin + 1,
        len(chosen),
        chosen[max(0, begin - size)].contribution if begin else None,
        chosen[end].contribution if end < len(chosen) else None,
    )
