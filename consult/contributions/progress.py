"""How much of a questionnaire is answered, for the person who is answering it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from consult.calls.questionnaire import Question, Section, Value
from consult.contributions.values import check, gaps, is_answer


class SectionState(StrEnum):
    """Where one part of the questionnaire stands."""

    EMPTY = "empty"
    STARTED = "started"
    WRONG = "wrong"
    DONE = "done"


@dataclass(frozen=True, slots=True)
class Progress:
    """Questions answered out of those that are put.

    `lacking` still forbid sending, `wrong` of them because of what was typed; `required` must
    be answered.
    """

    answered: int
    shown: int
    lacking: int = 0
    wrong: int = 0
    required: int = 0

    @property
    def state(self) -> SectionState:
        """Done once nothing is lacking, and everything is said where nothing is required."""
        if self.wrong:
            return SectionState.WRONG
        if not self.answered:
            return SectionState.EMPTY
        done = self.required or self.answered == self.shown
        return SectionState.DONE if done and not self.lacking else SectionState.STARTED


def is_fit(question: Question, value: Value) -> bool:
    """Whether an answer may be sent as it is, or its question left without one."""
    return not gaps(question, value) and not is_wrong(question, value)


def is_wrong(question: Question, value: Value) -> bool:
    """Whether what was typed breaks a rule of its question."""
    return value is not None and bool(check(question, value))


def progress_of(section: Section, values: Mapping[str, Value], shown: frozenset[str]) -> Progress:
    """How far one section is."""
    put = [(one, values.get(one.key)) for one in section.questions if one.key in shown]
    wrong = [is_wrong(question, value) for question, value in put]
    return Progress(
        sum(is_answer(question, value) for question, value in put),
        len(put),
        sum(bad or bool(gaps(*one)) for bad, one in zip(wrong, put, strict=True)),
        sum(wrong),
        sum(question.required for question, _ in put),
    )


def overall(parts: Iterable[Progress]) -> Progress:
    """How far the whole is: « 7 questions sur 24 »."""
    every = list(parts)
    return Progress(
        sum(part.answered for part in every),
        sum(part.shown for part in every),
        sum(part.lacking for part in every),
        sum(part.wrong for part in every),
        sum(part.required for part in every),
    )
