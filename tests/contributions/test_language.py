from dataclasses import replace

import pytest
import time_machine

from consult.calls.questionnaire import Questionnaire
from consult.contributions.models import Answer
from tests.browser import fields
from tests.contributions.world import DURING, EVERYTHING, call_of, invited, link_to

HERE = "/contribution/publicABC/"
FORM = "form.sheet"


def translated():
    """The questionnaire with a French title for its first section and its first question."""
    first, *others = EVERYTHING.sections
    team, *rest = first.questions
    team = replace(team, translations={"fr": {"label": "Équipe"}})
    first = replace(first, questions=(team, *rest), translations={"fr": {"title": "Qui vous êtes"}})
    return Questionnaire((first, *others))


@pytest.fixture
def during():
    with time_machine.travel(DURING, tick=False):
        yield


@pytest.fixture
def call(session):
    call = call_of(session, translated())
    call.translations = {"fr": {"title": "L’audition d’automne"}}
    return call


@pytest.fixture
def invitation(session, call):
    return invited(session, call)


@pytest.fixture
def form(client, session, invitation, during):
    return client.get(f"/r/{link_to(session, invitation)}")


def test_a_page_speaks_the_language_of_the_call_at_first(form):
    assert (form.html["lang"], form.h1.text) == ("en", "Autumn hearing")


def test_the_other_language_shows_the_call_s_own_words_where_it_has_them(client, form):
    page = client.send(form, form=FORM, beyond={"language": "fr", "act": None})

    assert (page.html["lang"], page.h1.text) == ("fr", "L’audition d’automne")
    assert [one.text for one in page.select(".sheet-section h2")][:2] == [
        "Qui vous êtes",
        "What you think",
    ]
    assert "Équipe" in page.select_one("[data-question=team]").text


def test_changing_the_language_keeps_what_was_typed_and_the_place(client, session, form):
    sent = {**fields(form.select_one(FORM)), "q.team": "Pôle", "place": "s.what", "language": "fr"}
    answer = client.client.post(HERE, data={**sent, "act": ""})

    assert answer.location == f"{HERE}#s.what"
    assert [one.value for one in session.query(Answer)] == ["Pôle"]


def test_the_agency_is_remembered_and_its_own_browser_too(client, session, invitation, form):
    client.send(form, form=FORM, beyond={"language": "fr", "act": None})
    session.refresh(invitation)

    assert invitation.language == "fr"
    assert client.client.get_cookie("language").value == "fr"


def test_a_colleague_opens_the_form_in_the_language_of_the_agency(client, session, invitation):
    invitation.language = "fr"
    with time_machine.travel(DURING, tick=False):
        page = client.get(f"/r/{link_to(session, invitation)}")

    assert page.html["lang"] == "fr"


def test_a_page_without_text_changes_its_language_too(client, session, invitation, form):
    page = client.get(f"{HERE}decline")
    page = client.send(page, form=".masthead form")
    session.refresh(invitation)

    assert (page.path, page.html["lang"]) == (f"{HERE}decline", "fr")
    assert invitation.language == "fr"


def test_a_language_we_do_not_speak_is_refused(client, form):
    page = client.get(f"{HERE}decline")

    client.send(page, form=".masthead form", beyond={"language": "xx"}, status=422)


def test_the_enter_key_saves_and_does_not_change_the_language(form):
    first = form.select("button[form=sheet], form.sheet button")[0]

    assert (first["name"], first["value"]) == ("act", "save")


def test_answers_do_not_depend_on_the_language_they_were_given_in(client, session, form):
    page = client.send(form, form=FORM, beyond={"language": "fr", "act": None})
    client.send(page, form=FORM, button="save", **{"q.scale": "land"})

    assert [one.value for one in session.query(Answer)] == ["land"]
