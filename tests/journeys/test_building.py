"""A questionnaire of all ten kinds, built by keyboard, previewed, undone, opened, worded live."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest

from consult import clock
from consult.calls import service as calls
from consult.calls.queries import call_with_questions
from consult.calls.questionnaire import QuestionKind
from tests import office
from tests.live import axe

pytestmark = pytest.mark.journey

TYPED = {
    "short_text": {},
    "long_text": {"max_words": "200"},
    "single_choice": {"options": "La Région\nL’État"},
    "multiple_choice": {"options": "Eau\nSol\nAir"},
    "likert": {
        "rows": "Le foncier\nLes délais",
        "scale": "Faible\nMoyen\nFort",
    },
    "ranking": {"options": "Un\nDeux\nTrois"},
    "number": {"unit": "%"},
    "date": {},
    "file": {"accept": "pdf"},
    "repeat": {"item_label": "Pratique"},
}


@pytest.fixture
def staff(page, session):
    return office.signed_in(page, session)


def enter(page, words):
    """Press a button with the keyboard."""
    page.get_by_role("button", name=words).first.press("Enter")


def test_a_questionnaire_is_built_by_keyboard(staff, session):
    page = staff
    call = office.call(
        session, opened=False, closes_at=clock.now() + timedelta(days=10), title="Bâtir"
    )
    slug = call.slug
    session.commit()
    page.goto(f"/staff/calls/{slug}/questionnaire")
    axe(page)

    page.get_by_role("link", name="Ajouter une rubrique").press("Enter")
    page.get_by_label("Titre", exact=True).fill("Tout")
    axe(page)
    enter(page, "Enregistrer la rubrique")
    for kind in QuestionKind:
        page.locator("#kind-tout").select_option(kind.value)
        page.locator("#kind-tout").locator("xpath=..").get_by_role("button").press("Enter")
        page.get_by_label("Question", exact=True).fill(f"Question {kind.value}")
        for name, text in TYPED[kind.value].items():
            page.locator(f"#{name}").fill(text)
        if kind is QuestionKind.REPEAT:
            enter(page, "Ajouter une colonne")
            page.get_by_label("Colonne", exact=True).fill("Titre")
            axe(page)
        enter(page, "Enregistrer la question")
        page.wait_for_url("**/questionnaire#question-*")
    assert page.locator("[data-question]").count() == 12

    frame = page.frame_locator("iframe[name=preview]")
    frame.locator(".of-repeat").wait_for()
    assert frame.locator("[data-question]").count() == 14
    page.get_by_role("button", name="Téléphone").press("Enter")
    assert page.locator("iframe").bounding_box()["width"] == 360

    first = page.locator("#question-question_short_text")
    first.get_by_role("button", name="Descendre").press("Enter")
    page.wait_for_url("**#question-question_short_text")
    enter(page, re.compile("^Annuler"))
    page.get_by_role("button", name=re.compile("^Rétablir")).wait_for()
    session.expire_all()
    asked = call_with_questions(session, slug).questionnaire
    assert [question.kind for question in asked.sections[1].questions] == list(QuestionKind)
    session.rollback()  # a test that reads would keep everybody else from writing

    page.goto(f"/staff/calls/{slug}/questionnaire/questions/question_ranking")
    axe(page)
    page.get_by_label("Question", exact=True).fill("Classez ces besoins")
    frame = page.frame_locator("iframe[name=preview]")
    frame.get_by_text("Classez ces besoins", exact=True).wait_for()
    assert "preview" not in page.url
    enter(page, "Enregistrer la question")
    page.wait_for_url("**/questionnaire#question-*")

    calls.open_call(
        session, call=call_with_questions(session, slug), actor=office.STAFF, at=clock.now()
    )
    session.commit()
    page.goto(f"/staff/calls/{slug}/questionnaire/questions/needs")
    page.get_by_label("Question", exact=True).fill("Quels besoins aujourd’hui ?")
    enter(page, "Enregistrer la question")
    page.wait_for_url("**/questionnaire#question-*")
    page.locator("#question-needs").get_by_role("button", name="Retirer").press("Enter")
    page.get_by_role("heading", name="Avant de continuer").wait_for()
    axe(page)
    enter(page, "Modifier l’appel ouvert")
    page.get_by_role("heading", name="Questions retirées").wait_for()
    axe(page)
    page.get_by_role("link", name="Historique du questionnaire").press("Enter")
    axe(page)
