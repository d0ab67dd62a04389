"""What a call lacks before it can open."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from enum import StrEnum

from consult.calls.questionnaire import Questionnaire

# The keys under which the questionnaire asks what may be done with an agency's words.
CONSENT_QUESTIONS = ("attribution", "quote_permission")


class Lack(StrEnum):
    """One thing that is missing; the sentences are in the page of the opening."""

    DEADLINE_IS_PAST = "deadline_is_past"
    NO_QUESTION = "no_question"
    NOBODY_INVITED = "nobody_invited"
    CONSENT_NOT_ASKED = "consent_not_asked"


# What is missing but can be lived with: the form then asks for consent by itself.
ADVICE = frozenset({Lack.CONSENT_NOT_ASKED})


def lacks(
    *, closes_at: datetime, questionnaire: Questionnaire, invited: int, at: datetime
) -> tuple[Lack, ...]:
    """Everything a call lacks at `at`, in the order a person would repair it."""
    return tuple(_lacks(closes_at, questionnaire, invited, at))


def blocking(found: tuple[Lack, ...]) -> tuple[Lack, ...]:
    """What forbids the opening, among what is missing."""
    return tuple(lack for lack in found if lack not in ADVICE)


def _lacks(
    closes_at: datetime, questionnaire: Questionnaire, invited: int, at: datetime
) -> Iterator[Lack]:
    if not questionnaire.by_key:
        yield Lack.NO_QUESTION
    elif not set(CONSENT_QUESTIONS) <= set(questionnaire.by_key):
        yield Lack.CONSENT_NOT_ASKED
    if not invited:
        yield Lack.NOBODY_INVITED
    if closes_at <= at:
        yield Lack.DEADLINE_IS_PAST
