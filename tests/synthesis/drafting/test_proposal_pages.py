"""What the tool proposes on the desk, and the pages while they are written."""

from __future__ import annotations

import pytest

from consult.synthesis.drafting import queries as drafting
from tests.analysis.coded import a_call, a_theme, code, person, spot_of
from tests.counting import queries
from tests.synthesis.drafting.test_desk_pages import HOSTILE, Hand

from tests import office  # isort: skip

TEXT = f"Nous voulons une eau propre dans chaque commune du bassin, et vite. {HOSTILE}"


@pytest.fixture
def call(session):
    made = a_call(session, audience=4, text=TEXT)
    theme = a_theme(session, made, "eau", claim="L’eau doit être gratuite")
    for number in range(3):
        spot = spot_of(session, made, rank=number)
        code(session, made, person(session, f"Max{number}"), theme, (0, 67), spot=spot)
    return made


@pytest.fixture
def hand(client, session, call):
    office.sign_in(client, session)
    return Hand(client, call)


def propose(hand, status=200, **fields):
    sent = {"csrf_token": hand.token["value"], **fields}
    answer = hand.client.request("POST", f"{hand.here}/propose", data=sent)
    assert answer.status_code == status, answer.text
    return answer


def blocks(session, call):
    session.expire_all()
    found = drafting.manuscript(session, call)
    return list(found.blocks) if found else []


def test_one_press_on_an_empty_desk_proposes_the_note(hand, session, call):
    propose(hand)
    found = blocks(session, call)

    assert len(found) > 10
    assert all(one.proposed for one in found)
    page = hand.client.get(hand.here)
    assert len(page.select("[data-block]")) == len([one for one in found if not one.annex])


def test_a_desk_with_blocks_is_replaced_only_when_that_is_said_and_can_be_had_back(
    hand, session, call
):
    hand.add("text", {"content": [{"text": "Écrit à la main."}]})
    answer = propose(hand, status=409)

    assert "Remplacer le texte présent" in answer.text
    assert [one.text for one in blocks(session, call)] == ["Écrit à la main."]
    propose(hand, replace="1")
    assert len(blocks(session, call)) > 10
    hand.post("/undo", since=0)
    assert [one.text for one in blocks(session, call)] == ["Écrit à la main."]


def test_one_theme_comes_behind_the_block_one_works_in_and_its_words(hand, session, call):
    head = hand.add("chapter", {"title": "L’eau"})["added"]
    told = hand.post("/propose", about="needs/eau", after=head, since=0)

    claim = told["added"]
    found = blocks(session, call)
    assert [one.id for one in found][:2] == [head, claim]
    again = hand.post("/propose", about="needs/eau", after=claim, since=0)["added"]
    quoted = [one.kind for one in found].count("quote")
    assert [one.id for one in blocks(session, call)].index(again) == 2 + quoted


def test_what_nobody_spoke_of_is_not_proposed(hand, session, call):
    assert "said" in hand.post("/propose", status=409, about="needs/rien", since=0)
    assert "Rien ne peut être proposé" in propose(hand, status=409, about="moon").text
    assert blocks(session, call) == []


def test_who_codes_blind_is_not_shown_what_others_coded(hand, client, session, call):
    sent = {"csrf_token": hand.token["value"], "blind": "1"}
    client.request("POST", f"/staff/calls/{call.slug}/coding/blind", data=sent)

    assert "sans voir le codage" in client.request("GET", f"{hand.here}/propose").text
    assert "said" in hand.post("/propose", status=409, about="needs/eau", since=0)
    assert blocks(session, call) == []


def test_the_preview_shows_each_block_in_its_place_and_runs_nothing(hand, session, call):
    hand.add("chapter", {"title": HOSTILE})
    key = hand.add("claim", {"content": [{"text": f"Oui. {HOSTILE}"}]})["added"]
    answer = hand.client.request("GET", f"{hand.here}/preview")

    assert "sandbox" in answer.headers["Content-Security-Policy"]
    assert answer.headers["X-Frame-Options"] == "SAMEORIGIN"
    assert "<script" not in answer.text
    assert f'<span id="block-{key}"></span>' in answer.text
    assert "Annexe B" not in answer.text


def test_the_preview_asks_as_much_for_many_blocks_as_for_one(hand, app):
    counting = queries(app.extensions["database"])
    hand.add("text", {"content": [{"text": "Un."}]})
    with counting(14):
        hand.client.request("GET", f"{hand.here}/preview")
    propose(hand, replace="1")
    with counting(13):
        hand.client.request("GET", f"{hand.here}/preview")


def test_the_note_is_composed_of_what_was_written_or_automatically(hand, session, call):
    page = hand.client.get(f"/staff/calls/{call.slug}/note")
    assert page.select("[name=text]") == []

    hand.add("chapter", {"title": "Écrit à la main"})
    page = hand.client.get(f"/staff/calls/{call.slug}/note")
    assert [one["value"] for one in page.select("[name=text][checked]")] == ["written"]
