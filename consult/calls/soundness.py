"""Whether a questionnaire can be asked: unique keys, something to choose, conditions that hold."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum

from consult.calls.questionnaire import (
    OTHER,
    Field,
    Option,
    Question,
    QuestionKind,
    Questionnaire,
    ShowIf,
)
from consult.calls.shapes import CAN_DECIDE, NEEDED, ONLY_FOR


class Why(StrEnum):
    """Why an act is refused; the sentences are in `wording`."""

    UNKNOWN = "unknown"
    KEY_TAKEN = "key_taken"
    NO_LABEL = "no_label"
    NOTHING_OFFERED = "nothing_offered"
    REPEATED_OPTION = "repeated_option"
    OTHER_TWICE = "other_twice"
    BOUNDS_CROSSED = "bounds_crossed"
    CANNOT_DECIDE = "cannot_decide"
    NOT_EARLIER = "not_earlier"
    NO_SUCH_VALUE = "no_such_value"
    CONSENT = "consent"


class CannotBuild(Exception):
    """An act that would leave a questionnaire that cannot be asked.

    `question` is the key of what cannot be asked, `by` the key that it rests on or repeats.
    """

    def __init__(self, why: Why, question: str, by: str = "") -> None:
        super().__init__(f"{why.value}: {question} {by}".rstrip())
        self.why = why
        self.question = question
        self.by = by


def sound(told: Questionnaire) -> Questionnaire:
    """The same, once everything in it can be asked; raises `CannotBuild`."""
    sections: set[str] = set()
    earlier: dict[str, Question] = {}
    for section in told.sections:
        if section.key in sections:
            raise CannotBuild(Why.KEY_TAKEN, section.key)
        if not section.title.strip():
            raise CannotBuild(Why.NO_LABEL, section.key)
        sections.add(section.key)
        for question in section.questions:
            _ensure_askable(question, earlier)
            earlier[question.key] = question
    return told


def _ensure_askable(question: Question, earlier: dict[str, Question]) -> None:
    if question.key in earlier:
        raise CannotBuild(Why.KEY_TAKEN, question.key)
    if question.retired:
        return
    if not question.label.strip():
        raise CannotBuild(Why.NO_LABEL, question.key)
    for name in set(NEEDED) & set(ONLY_FOR[question.kind]):
        _ensure_offered(question, getattr(question, name))
    for column in question.fields:
        if column.kind in (QuestionKind.SINGLE_CHOICE, QuestionKind.MULTIPLE_CHOICE):
            _ensure_offered(question, column.options)
    if question.other and any(one.key == OTHER for one in question.options):
        raise CannotBuild(Why.OTHER_TWICE, question.key)
    if _crossed(question) or any(map(_crossed, question.fields)):
        raise CannotBuild(Why.BOUNDS_CROSSED, question.key)
    if question.show_if is not None:
        _ensure_decided(question, question.show_if, earlier)


def _crossed(bounded: Question | Field) -> bool:
    least, most = bounded.min, bounded.max
    return least is not None and most is not None and least > most


def _ensure_offered(question: Question, offered: Sequence[Option | Field]) -> None:
    if all(isinstance(one, Option) and one.retired for one in offered):
        raise CannotBuild(Why.NOTHING_OFFERED, question.key)
    keys = [one.key for one in offered]
    if len(set(keys)) < len(keys):
        repeated = next(key for key in keys if keys.count(key) > 1)
        raise CannotBuild(Why.REPEATED_OPTION, question.key, repeated)


def _ensure_decided(question: Question, condition: ShowIf, earlier: dict[str, Question]) -> None:
    decider = earlier.get(condition.question)
    if decider is None or decider.retired:
        raise CannotBuild(Why.NOT_EARLIER, question.key, condition.question)
    if decider.kind not in CAN_DECIDE:
        raise CannotBuild(Why.CANNOT_DECIDE, question.key, condition.question)
    possible = values_of(decider)
    if not condition.values or (possible and not set(condition.values) <= possible):
        raise CannotBuild(Why.NO_SUCH_VALUE, question.key, condition.question)


def values_of(decider: Question) -> frozenset[str]:
    """The values that an answer may take; empty where it may be anything."""
    offered = {one.key for one in decider.options if not one.retired}
    return frozenset(offered | ({OTHER} if decider.other else set()))
