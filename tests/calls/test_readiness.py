"""What a call lacks before it opens."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from consult.calls.questionnaire import Question, QuestionKind, Questionnaire, Section
from consult.calls.readiness import Lack, blocking, lacks

AT = datetime(2026, 3, 1, tzinfo=UTC)
NOTHING = Questionnaire(())


def asking(*keys):
    questions = tuple(Question(key, QuestionKind.SHORT_TEXT, key) for key in keys)
    return Questionnaire((Section("s", "S", "", questions),))


def test_an_empty_call_lacks_everything_at_once():
    found = lacks(closes_at=AT, questionnaire=NOTHING, invited=0, at=AT)

    assert found == (Lack.NO_QUESTION, Lack.NOBODY_INVITED, Lack.DEADLINE_IS_PAST)


def test_a_deadline_one_instant_away_is_not_past():
    later = AT + timedelta(microseconds=1)
    whole = asking("attribution", "quote_permission")

    assert lacks(closes_at=later, questionnaire=whole, invited=1, at=AT) == ()


def test_consent_that_is_not_asked_is_advice_and_forbids_nothing():
    later = AT + timedelta(days=1)
    found = lacks(closes_at=later, questionnaire=asking("attribution"), invited=1, at=AT)

    assert found == (Lack.CONSENT_NOT_ASKED,)
    assert blocking(found) == ()
