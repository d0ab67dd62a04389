"""How much of a questionnaire is answered, for the person who is answering it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from consult.calls.questionnaire import Question, Questionnaire, Section, Value
from consult.contributions.values import check, gaps, is_answer


class SectionState(StrEnum):
    """Where one part of the questionnaire stands."""

    EMPTY = "empty"
    STARTED = "started"
    DONE = "done"


@dataclass(frozen=True, slots=True)
class Progress:
    """Questions answered out of those that are put; `lacking` still forbid sending."""

    answered: int
    shown: int
    lacking: int = 0

    @property
    def state(self) -> SectionState:
        """Done once nothing is wrong or lacking and something is said."""
        if not self.answered:
            return SectionState.EMPTY
        return SectionState.STARTED if self.lacking else SectionState.DONE


def is_fit(question: Question, value: Value) -> bool:
    """Whether an answer may be sent as it is, or its question left without one."""
    return not gaps(question, value) and (value is None or not check(question, value))


def progress_of(section: Section, values: Mapping[str, Value], shown: frozenset[str]) -> Progress:
    """How far one section is."""
    put = [question for question in section.questions if question.key in shown]
    return Progress(
        sum(is_answer(question, values.get(question.key)) for question in put),
        len(put),
        sum(not is_fit(question, values.get(question.key)) for question in put),
    )


def overall(questionnaire: Questionnaire, values: Mapping[str, Value]) -> Progress:
    """How far the whole is: « 7 questions sur 24 »."""
    shown = questionnaire.shown(values)
    parts = [progress_of(section, values, shown) for section in questionnaire.sections]
    return Progress(
        sum(part.answered for part in parts),
        sum(part.shown for part in parts),
        sum(part.lacking for part in parts),
    )
