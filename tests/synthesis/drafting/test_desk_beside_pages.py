"""What the desk asks beside the text, through its addresses."""

from __future__ import annotations

import json

import pytest

from consult.accounts.models import Role
from tests.analysis.coded import a_call, a_theme, code, person
from tests.synthesis.drafting.test_desk_pages import HOSTILE, Hand

from tests import office  # isort: skip

TEXT = f"De l’eau 🚲 propre, vite. {HOSTILE}"


@pytest.fixture
def call(session):
    made = a_call(session, audience=4, text=TEXT)
    theme = a_theme(session, made, "eau", claim="L’eau doit être gratuite")
    code(session, made, person(session, "Max"), theme, (3, 8))
    return made


@pytest.fixture
def hand(client, session, call):
    office.sign_in(client, session)
    return Hand(client, call)


def place(**changed):
    found = {"agency": "AG0", "version": 1, "question": "needs", "start": 3, "end": 8}
    return {**found, "text": "l’eau", **changed}


def test_passages_come_character_for_character_with_what_may_be_done_with_them(hand, call):
    page = hand.client.get(f"{hand.here}/passages?about=q:needs&q=vite")
    first, *_others = page.select(".note-passage")

    assert len(_others) == 3
    assert first.select_one("[data-text]").get_text() == TEXT
    assert first.select_one("mark").get_text() == "vite"
    told = json.loads(first["data-passage"])
    assert told["place"]["text"] == TEXT
    assert (told["place"]["start"], told["place"]["end"]) == (0, len(TEXT))
    assert not page.select("script")
    assert not page.find_all(string="dans la note")


def test_what_the_note_cites_already_is_said_beside_it(hand, call):
    acronym = call.invitations[0].acronym
    hand.add("quote", {"place": place(agency=acronym)})
    page = hand.client.get(f"{hand.here}/passages?about=t:needs/eau")

    (only,) = page.select(".note-passage")
    assert only.select_one("[data-text]").get_text() == "l’eau"
    assert only.select_one(".tag").get_text() == "dans la note"


def test_many_rules_and_places_are_resolved_at_once(hand, call):
    acronym = call.invitations[0].acronym
    sent = {
        "rules": ["answered", "theme:needs/eau", "theme:needs/rien"],
        "places": [place(agency=acronym), place(agency=acronym, text="l’air")],
    }
    found = hand.post("/resolve", **sent)

    assert found["figures"]["answered"]["forms"]["of"] == "4 agences sur 4"
    assert found["figures"]["theme:needs/eau"]["forms"]["ratio"] == "1 sur 4"
    assert found["figures"]["theme:needs/rien"]["forms"] == {}
    assert found["figures"]["theme:needs/rien"]["wrong"]
    assert [one["badge"] for one in found["places"]] == ["", "altered"]
    hand.post("/resolve", status=422, rules="answered")


def test_what_is_clicked_is_joined_and_counted(hand):
    asked = f"{hand.here}/figures/joined?rule=answered&how=and&add=theme:needs/eau"
    found = hand.client.request("GET", asked).get_json()

    assert found["rule"] == "answered and theme:needs/eau"
    assert found["figure"]["forms"]["count"] == "1"


def test_statements_do_not_grow_with_what_is_asked(hand, session, queries):
    session.commit()
    for about, many in (("", 13), ("t:needs/eau", 12), ("q:needs", 12)):
        with queries(many):
            hand.client.get(f"{hand.here}/passages?about={about}")


def test_who_only_reads_finds_the_passages_without_what_writes(client, session, call):
    office.sign_in(client, session, role=Role.READER)
    page = client.get(f"/staff/calls/{call.slug}/note/desk/passages?about=t:needs/eau")

    (only,) = page.select(".note-passage")
    assert only.select("button, [draggable]") == []


def test_figures_are_offered_though_one_of_the_note_cannot_be_read(hand):
    hand.add("figure", {"rule": "theme:needs/rien"})

    (recent,) = hand.client.get(f"{hand.here}/figures").select(".menu-part [data-rule]")

    assert recent["data-rule"] == "theme:needs/rien"
