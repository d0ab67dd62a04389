from __future__ import annotations

import pytest

from consult.calls.building.side_by_side import groups, progress
from consult.calls.library import TEMPLATES, questionnaire_from, template
from consult.calls.questionnaire import QuestionKind
from consult.calls.translating import texts_of_call
from consult.contributions.consent import Attribution, QuotePermission


def shape(questionnaire):
    """Everything but the words."""
    return [
        (
            section.key,
            [
                (
                    one.key,
                    one.kind,
                    one.required,
                    *(
                        tuple(option.key for option in group)
                        for group in (one.options, one.rows, one.scale)
                    ),
                    tuple((field.key, field.kind, field.required) for field in one.fields),
                    (one.other, one.max_choices, one.max_words, one.max_chars, one.min, one.max),
                    (one.accept, one.max_mb, one.max_items, one.show_if),
                )
                for one in section.questions
            ],
        )
        for section in questionnaire.sections
    ]


@pytest.mark.parametrize("name", TEMPLATES)
def test_a_template_asks_the_same_in_both_languages(name):
    assert shape(questionnaire_from(name, "fr")) == shape(questionnaire_from(name, "en"))


@pytest.mark.parametrize("name", TEMPLATES)
def test_a_template_asks_for_consent_in_words_that_can_be_understood(name):
    asked = questionnaire_from(name, "fr").by_key

    assert {one.key for one in asked["attribution"].options} == set(Attribution)
    assert {one.key for one in asked["quote_permission"].options} == set(QuotePermission)


def test_the_hearing_template_shows_every_kind_of_question():
    assert {one.kind for one in questionnaire_from("audition", "fr")} == set(QuestionKind)


@pytest.mark.parametrize(
    ("name", "questions", "minutes"),
    [("audition", 20, 25), ("draft-text", 16, 15), ("good-practices", 12, 15), ("flash", 5, 5)],
)
def test_a_template_says_how_much_it_asks(name, questions, minutes):
    for language in ("fr", "en"):
        found = template(name, language)
        assert (found.questions, found.minutes) == (questions, minutes)


@pytest.mark.parametrize("name", TEMPLATES)
def test_every_text_of_a_template_is_translated(name):
    asked = questionnaire_from(name, "fr")
    found = groups(texts_of_call("", "", ""), {}, asked, "en")

    said, texts = progress(found)
    assert said == texts


def test_there_is_no_such_template():
    with pytest.raises(LookupError):
        template("../../etc/passwd", "fr")
    with pytest.raises(LookupError):
        template("audition", "de")
