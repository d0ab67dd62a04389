"""What a call lacks before it opens."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from consult.calls.holidays import easter, holidays, is_holiday, working_day_after
from consult.calls.questionnaire import (
    Option,
    Question,
    QuestionKind,
    Questionnaire,
    Section,
    ShowIf,
)
from consult.calls.readiness import (
    BLOCKING,
    Lack,
    Line,
    Prepared,
    blocking,
    can_hold,
    checklist,
    lacks,
    never_put,
)

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


# The whole check-list.

PARIS = ZoneInfo("Europe/Paris")
WHOLE = asking("attribution", "quote_permission")


def prepared(**said):
    """A call that lacks nothing, on a Thursday at six in the evening, but for what is said."""
    given = {
        "closes_at": datetime(2026, 3, 12, 18, tzinfo=PARIS),
        "timezone": "Europe/Paris",
        "questionnaire": WHOLE,
        "invited": 3,
        "rehearsed": True,
        **said,
    }
    return Prepared(**given)


def found(**said):
    return [line.lack for line in checklist(prepared(**said), at=AT)]


def test_a_call_that_lacks_nothing_has_an_empty_list():
    assert checklist(prepared(), at=AT) == ()


def test_what_blocks_comes_before_what_is_only_advice():
    lines = checklist(
        prepared(questionnaire=NOTHING, invited=0, closes_at=AT, rehearsed=False), at=AT
    )

    assert [(line.lack, line.blocks) for line in lines] == [
        (Lack.NO_QUESTION, True),
        (Lack.NOBODY_INVITED, True),
        (Lack.DEADLINE_IS_PAST, True),
        (Lack.NOT_REHEARSED, False),
    ]
    assert {Lack.NO_QUESTION, Lack.NOBODY_INVITED, Lack.DEADLINE_IS_PAST} == BLOCKING


def test_agencies_without_an_address_are_named():
    lines = checklist(prepared(without_address=("ADN", "BRE")), at=AT)

    assert lines == (Line(Lack.WITHOUT_ADDRESS, ("ADN", "BRE"), 2),)


def test_texts_to_translate_are_counted_by_language():
    lines = checklist(prepared(untranslated={"en": 4, "fr": 0}), at=AT)

    assert lines == (Line(Lack.UNTRANSLATED, count=4, language="en"),)


def test_an_empty_section_is_named_unless_there_is_no_question_at_all():
    empty = Section("empty", "Vide", "", ())

    assert checklist(prepared(questionnaire=Questionnaire((*WHOLE.sections, empty))), at=AT) == (
        Line(Lack.EMPTY_SECTION, ("Vide",), 1),
    )
    assert found(questionnaire=Questionnaire((empty,))) == [Lack.NO_QUESTION]


def test_a_retired_question_asks_nothing():
    retired = Question("a", QuestionKind.SHORT_TEXT, "A", retired=True)

    assert found(questionnaire=Questionnaire((Section("s", "S", "", (retired,)),))) == [
        Lack.NO_QUESTION
    ]


@pytest.mark.parametrize(
    ("hours", "lack"), [(-1, [Lack.HEARING_FIRST]), (0, [Lack.HEARING_FIRST]), (1, [])]
)
def test_a_hearing_at_the_very_deadline_is_too_early(hours, lack):
    closes = datetime(2026, 3, 12, 18, tzinfo=PARIS)

    assert found(closes_at=closes, hearing_at=closes + timedelta(hours=hours)) == lack


@pytest.mark.parametrize(
    ("day", "lack"),
    [
        ((2026, 3, 13), []),
        ((2026, 3, 14), [Lack.DAY_OFF]),
        ((2026, 3, 15), [Lack.DAY_OFF]),
        ((2026, 3, 16), []),
        ((2026, 5, 14), [Lack.DAY_OFF]),
        ((2026, 7, 14), [Lack.DAY_OFF]),
        ((2026, 7, 15), []),
    ],
    ids=["friday", "saturday", "sunday", "monday", "ascension", "14 july", "15 july"],
)
def test_a_deadline_on_a_day_off_is_told(day, lack):
    assert found(closes_at=datetime(*day, 18, tzinfo=PARIS)) == lack


@pytest.mark.parametrize(
    ("hour", "lack"),
    [
        ((6, 59), [Lack.AT_NIGHT]),
        ((7, 0), []),
        ((21, 59), []),
        ((22, 0), [Lack.AT_NIGHT]),
        ((23, 59), [Lack.AT_NIGHT]),
    ],
)
def test_a_deadline_at_night_is_told(hour, lack):
    assert found(closes_at=datetime(2026, 3, 12, *hour, tzinfo=PARIS)) == lack


def test_the_hour_of_the_deadline_is_that_of_its_zone():
    closes = datetime(2026, 3, 12, 19, tzinfo=UTC)

    assert found(closes_at=closes, timezone="Pacific/Noumea") == [Lack.AT_NIGHT]
    assert found(closes_at=closes, timezone="America/Cayenne") == []


def test_a_deadline_already_past_is_not_also_on_a_sunday():
    assert found(closes_at=datetime(2026, 3, 1, tzinfo=UTC)) == [Lack.DEADLINE_IS_PAST]


# Holidays.


def test_easter_falls_where_the_calendars_print_it():
    assert [easter(year) for year in (1961, 2000, 2018, 2024, 2026, 2038)] == [
        date(1961, 4, 2),
        date(2000, 4, 23),
        date(2018, 4, 1),
        date(2024, 3, 31),
        date(2026, 4, 5),
        date(2038, 4, 25),
    ]


def test_france_has_eleven_holidays_unless_two_fall_on_one_day():
    assert [len(holidays(year)) for year in (2008, 2026)] == [10, 11]
    assert (is_holiday(date(2026, 5, 25)), is_holiday(date(2026, 5, 24))) == (True, False)


# Conditions.


def decided(key, by, *values, **more):
    return Question(key, QuestionKind.SHORT_TEXT, key, show_if=ShowIf(by, values), **more)


CHOICE = Question(
    "choice",
    QuestionKind.SINGLE_CHOICE,
    "choice",
    options=(Option("a", "A"), Option("b", "B", retired=True)),
)
NUMBER = Question("number", QuestionKind.NUMBER, "number", min=1, max=10)


@pytest.mark.parametrize(
    ("decider", "values", "holds"),
    [
        (CHOICE, ("a",), True),
        (CHOICE, ("c",), False),
        (CHOICE, ("b",), False),
        (CHOICE, ("c", "a"), True),
        (CHOICE, ("other",), False),
        (NUMBER, ("1",), True),
        (NUMBER, ("10",), True),
        (NUMBER, ("0",), False),
        (NUMBER, ("11",), False),
        (NUMBER, ("many",), False),
        (Question("t", QuestionKind.SHORT_TEXT, "t"), ("yes",), True),
        (Question("t", QuestionKind.SHORT_TEXT, "t"), (" ",), False),
    ],
)
def test_a_condition_holds_only_for_what_may_be_answered(decider, values, holds):
    assert can_hold(ShowIf(decider.key, values), decider) is holds


def test_an_other_choice_can_be_a_condition_where_it_is_offered():
    other = Question("o", QuestionKind.MULTIPLE_CHOICE, "o", other=True)

    assert can_hold(ShowIf("o", ("other",)), other) is True


def test_what_rests_on_a_question_never_put_is_never_put_either():
    asked = Questionnaire(
        (
            Section(
                "s",
                "S",
                "",
                (
                    CHOICE,
                    decided("never", "choice", "z"),
                    decided("then", "never", "anything"),
                    decided("put", "choice", "a"),
                    decided("before", "after", "a"),
                    Question("after", QuestionKind.SHORT_TEXT, "after"),
                ),
            ),
        )
    )

    assert [one.key for one in never_put(asked)] == ["never", "then", "before"]


@pytest.mark.parametrize(
    ("day", "count", "found"),
    [
        (date(2026, 4, 30), 1, date(2026, 5, 4)),
        (date(2026, 5, 5), 3, date(2026, 5, 11)),
        (date(2026, 5, 9), 0, date(2026, 5, 9)),
    ],
)
def test_working_days_leave_out_week_ends_and_holidays(day, count, found):
    assert working_day_after(day, count) == found
