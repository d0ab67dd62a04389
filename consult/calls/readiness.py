"""What a call lacks before it can open, and what would be better seen to first."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, time
from enum import StrEnum
from zoneinfo import ZoneInfo

from consult.calls.holidays import is_holiday
from consult.calls.questionnaire import (
    Question,
    QuestionKind,
    Questionnaire,
    ShowIf,
)
from consult.calls.soundness import values_of

# The keys under which the questionnaire asks what may be done with an agency's words.
CONSENT_QUESTIONS = ("attribution", "quote_permission")
MORNING, NIGHT = time(7), time(22)
"""Between the two somebody can still be reached for help."""


class Lack(StrEnum):
    """One thing that is missing or doubtful; the sentences are in the page of the opening."""

    DEADLINE_IS_PAST = "deadline_is_past"
    NO_QUESTION = "no_question"
    NOBODY_INVITED = "nobody_invited"
    CONSENT_NOT_ASKED = "consent_not_asked"
    EMPTY_SECTION = "empty_section"
    NEVER_PUT = "never_put"
    WITHOUT_ADDRESS = "without_address"
    UNTRANSLATED = "untranslated"
    HEARING_FIRST = "hearing_first"
    DAY_OFF = "day_off"
    AT_NIGHT = "at_night"
    NOT_REHEARSED = "not_rehearsed"


BLOCKING = frozenset({Lack.DEADLINE_IS_PAST, Lack.NO_QUESTION, Lack.NOBODY_INVITED})
"""Without these nobody could answer; everything else can be lived with."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Prepared:
    """A call as it stands before it opens. `untranslated` counts texts by language."""

    closes_at: datetime
    timezone: str
    questionnaire: Questionnaire
    invited: int
    without_address: tuple[str, ...] = ()
    hearing_at: datetime | None = None
    untranslated: Mapping[str, int] = field(default_factory=dict)
    rehearsed: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the check-list: what it is about, by name, and how many or which language."""

    lack: Lack
    names: tuple[str, ...] = ()
    count: int = 0
    language: str = ""

    @property
    def blocks(self) -> bool:
        """Whether the call cannot open before this is seen to."""
        return self.lack in BLOCKING


def lacks(
    *, closes_at: datetime, questionnaire: Questionnaire, invited: int, at: datetime
) -> tuple[Lack, ...]:
    """What the call itself lacks at `at`, in the order a person would repair it."""
    return tuple(_lacks(closes_at, questionnaire, invited, at))


def blocking(found: tuple[Lack, ...]) -> tuple[Lack, ...]:
    """What forbids the opening, among what is missing."""
    return tuple(lack for lack in found if lack in BLOCKING)


def checklist(prepared: Prepared, *, at: datetime) -> tuple[Line, ...]:
    """Everything to see to before the call opens: what blocks first, then what is only advice."""
    found = (
        *map(
            Line,
            lacks(
                closes_at=prepared.closes_at,
                questionnaire=prepared.questionnaire,
                invited=prepared.invited,
                at=at,
            ),
        ),
        *_of_questions(prepared.questionnaire),
        *_of_audience(prepared),
        *_of_dates(prepared, at),
    )
    return tuple(sorted(found, key=lambda line: not line.blocks))


def _lacks(
    closes_at: datetime, questionnaire: Questionnaire, invited: int, at: datetime
) -> Iterator[Lack]:
    asked = questionnaire.asked.by_key
    if not asked:
        yield Lack.NO_QUESTION
    elif not set(CONSENT_QUESTIONS) <= set(asked):
        yield Lack.CONSENT_NOT_ASKED
    if not invited:
        yield Lack.NOBODY_INVITED
    if closes_at <= at:
        yield Lack.DEADLINE_IS_PAST


def _of_questions(questionnaire: Questionnaire) -> Iterator[Line]:
    empty = [section.title for section in questionnaire.sections if not section.questions]
    if empty and len(empty) < len(questionnaire.sections):
        yield Line(Lack.EMPTY_SECTION, tuple(empty), len(empty))
    never = never_put(questionnaire.asked)
    if never:
        yield Line(Lack.NEVER_PUT, tuple(one.label for one in never), len(never))


def _of_audience(prepared: Prepared) -> Iterator[Line]:
    if prepared.without_address:
        names = prepared.without_address
        yield Line(Lack.WITHOUT_ADDRESS, names, len(names))
    for language, count in sorted(prepared.untranslated.items()):
        if count:
            yield Line(Lack.UNTRANSLATED, count=count, language=language)
    if not prepared.rehearsed:
        yield Line(Lack.NOT_REHEARSED)


def _of_dates(prepared: Prepared, at: datetime) -> Iterator[Line]:
    if prepared.hearing_at is not None and prepared.hearing_at <= prepared.closes_at:
        yield Line(Lack.HEARING_FIRST)
    if prepared.closes_at <= at:
        return
    closes = prepared.closes_at.astimezone(ZoneInfo(prepared.timezone))
    if closes.weekday() >= 5 or is_holiday(closes.date()):
        yield Line(Lack.DAY_OFF)
    if not MORNING <= closes.time() < NIGHT:
        yield Line(Lack.AT_NIGHT)


# Conditions.


def never_put(questionnaire: Questionnaire) -> tuple[Question, ...]:
    """The questions whose condition no answer can fulfil; those that rest on one never are put."""
    earlier: dict[str, Question] = {}
    never: list[Question] = []
    for question in questionnaire:
        condition = question.show_if
        if condition is not None:
            decider = earlier.get(condition.question)
            if decider is None or not can_hold(condition, decider):
                never.append(question)
                continue
        earlier[question.key] = question
    return tuple(never)


def can_hold(condition: ShowIf, decider: Question) -> bool:
    """Whether some answer to the earlier question would fulfil the condition."""
    if decider.kind in (QuestionKind.SINGLE_CHOICE, QuestionKind.MULTIPLE_CHOICE):
        return not values_of(decider).isdisjoint(condition.values)
    if decider.kind is QuestionKind.NUMBER:
        return any(_within(value, decider) for value in condition.values)
    return any(value.strip() for value in condition.values)


def _within(written: str, decider: Question) -> bool:
    try:
        number = float(written)
    except ValueError:
        return False
    low, high = decider.min, decider.max
    return (low is None or low <= number) and (high is None or number <= high)
