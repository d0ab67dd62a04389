"""Invented answers: plausible, of every kind, the same each time, and never beyond a limit."""

from __future__ import annotations

import io
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pypdf import PdfReader

from consult.calls.library import TEMPLATES, questionnaire_from
from consult.calls.questionnaire import Question, QuestionKind, Questionnaire, Section
from consult.contributions.answering.progress import judged
from consult.contributions.inventing import _WAYS, document, invented
from tests.contributions.world import EVERYTHING

TODAY = date(2026, 3, 2)


def unfit(questionnaire, rank, language="fr"):
    values = invented(questionnaire, rank, language=language, today=TODAY)
    shown = questionnaire.shown(values)
    return [
        one.key
        for one in questionnaire
        if one.key in shown
        and one.kind is not QuestionKind.FILE
        and judged(one, values.get(one.key), {}).is_lacking
    ]


def test_every_kind_of_question_can_be_answered():
    assert set(_WAYS) == set(QuestionKind)


@pytest.mark.parametrize("name", TEMPLATES)
@pytest.mark.parametrize("language", ["fr", "en"])
def test_invented_answers_fit_every_question_of_every_template(name, language):
    asked = questionnaire_from(name, language)

    assert [unfit(asked, rank, language) for rank in range(12)] == [[]] * 12


@given(rank=st.integers(0, 500))
def test_they_fit_whatever_the_agency(rank):
    assert unfit(EVERYTHING, rank) == []


@given(
    low=st.integers(-5000, 5000),
    width=st.integers(0, 10_000),
    rank=st.integers(0, 20),
)
def test_a_number_stays_between_its_bounds(low, width, rank):
    question = Question("n", QuestionKind.NUMBER, "N", required=True, min=low, max=low + width)
    asked = Questionnaire((Section("s", "S", "", (question,)),))
    found = invented(asked, rank, language="fr", today=TODAY)["n"]

    assert low <= found <= low + width


@given(most=st.integers(1, 60), rank=st.integers(0, 20))
def test_a_text_stays_within_its_words(most, rank):
    question = Question("t", QuestionKind.LONG_TEXT, "T", required=True, max_words=most)
    asked = Questionnaire((Section("s", "S", "", (question,)),))

    assert unfit(asked, rank) == []


def test_the_same_agency_says_the_same_again_and_another_says_otherwise():
    first, again, other = (
        invented(EVERYTHING, rank, language="fr", today=TODAY) for rank in (0, 0, 1)
    )

    assert first == again
    assert first != other


def test_every_choice_of_consent_is_made_by_somebody():
    asked = questionnaire_from("flash", "fr")
    made = {
        (values["attribution"], values["quote_permission"])
        for rank in range(6)
        for values in [invented(asked, rank, language="fr", today=TODAY)]
    }

    assert made == {
        ("named", "allowed"),
        ("named", "after_review"),
        ("anonymous", "allowed"),
        ("confidential", "refused"),
    }


def test_a_long_text_says_that_it_is_invented():
    asked = questionnaire_from("audition", "fr")
    said = invented(asked, 0, language="fr", today=TODAY)["needs_text"]

    assert said.startswith("Texte inventé pour la répétition.")


def test_the_document_is_a_pdf_that_says_what_it_is():
    page = PdfReader(io.BytesIO(document("3"))).pages[0]

    assert page.extract_text().strip() == "SPECIMEN - 3"
