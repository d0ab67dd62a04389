"""What each choice of consent gives in print."""

import pytest
from flask_babel import force_locale

from consult.calls.questionnaire import Option, Question, QuestionKind, Questionnaire, Section
from consult.contributions.consent import (
    ATTRIBUTION_QUESTION,
    QUOTE_QUESTION,
    Attribution,
    Consent,
    QuotePermission,
)
from consult.contributions.examples import choices_of, examples, holding, lines_of

NAMED = Consent(Attribution.NAMED, QuotePermission.ALLOWED)


@pytest.fixture(autouse=True)
def speaking(app):
    with app.test_request_context(), force_locale("fr"):
        yield


def asked(*keys, **facts):
    return Question(
        ATTRIBUTION_QUESTION,
        QuestionKind.SINGLE_CHOICE,
        "Attribution",
        options=tuple(Option(key, f"Choix {key}") for key in keys),
        **facts,
    )


def test_every_choice_has_an_example():
    known = examples("EX-JURA")
    assert set(known[ATTRIBUTION_QUESTION]) == set(Attribution)
    assert set(known[QUOTE_QUESTION]) == set(QuotePermission)


def test_the_agency_reads_its_own_name_where_it_would_be_printed_and_nowhere_else():
    known = examples("EX-JURA")
    printed = {
        key: [value for value, one in lines.items() if "EX-JURA" in one.printed + one.signed]
        for key, lines in known.items()
    }
    assert printed == {
        ATTRIBUTION_QUESTION: [Attribution.NAMED],
        QUOTE_QUESTION: [QuotePermission.ALLOWED, QuotePermission.AFTER_REVIEW],
    }
    assert known[ATTRIBUTION_QUESTION][Attribution.NAMED].printed == (
        "3 agences sur 10 (dont EX-JURA et deux autres) demandent un interlocuteur unique."
    )


def test_what_holds_is_said_in_a_few_words():
    assert holding(NAMED, examples("A")) == "sinon\u00a0: agence nommée, citations permises"


def test_a_call_without_these_questions_offers_every_choice():
    lines = choices_of(Questionnaire(()), NAMED, "A")
    assert [(one.value, one.chosen) for one in lines[ATTRIBUTION_QUESTION]] == [
        (Attribution.NAMED, True),
        (Attribution.ANONYMOUS, False),
        (Attribution.CONFIDENTIAL, False),
    ]


def test_the_most_protective_choice_and_the_present_one_are_always_there():
    questionnaire = Questionnaire((Section("s", "S", "", (asked("anonymous"),)),))
    lines = choices_of(questionnaire, NAMED, "A")[ATTRIBUTION_QUESTION]
    assert [(one.value, one.label) for one in lines] == [
        ("anonymous", "Choix anonymous"),
        (Attribution.NAMED, "Nommément"),
        (Attribution.CONFIDENTIAL, "De façon confidentielle"),
    ]


@pytest.mark.parametrize(
    "question",
    [
        asked("named", "ask-me"),
        asked("named", other=True),
        Question(ATTRIBUTION_QUESTION, QuestionKind.LONG_TEXT, "Attribution"),
    ],
)
def test_a_question_that_asks_something_else_has_no_example(question):
    assert lines_of(question, (), examples("A")[ATTRIBUTION_QUESTION]) == ()
