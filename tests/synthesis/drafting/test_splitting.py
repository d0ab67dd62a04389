"""A statement split in two, and two joined: through the addresses, each one thing to undo."""

from __future__ import annotations

import pytest
from bs4 import BeautifulSoup

from tests import office
from tests.synthesis.drafting.test_desk_pages import Hand, said


@pytest.fixture
def hand(client, session):
    call = office.call(session, audience=1)
    office.sign_in(client, session)
    return Hand(client, call)


def shown(hand):
    page = hand.client.get(hand.here)
    return [one.get_text() for one in page.select("[data-editor]")]


def beside(hand):
    """What is said beside each block."""
    page = BeautifulSoup(hand.client.client.get(f"{hand.here}/remarks").text, "html.parser")
    return {
        one["data-thread"]: [words.get_text() for words in one.select(".preserve")]
        for one in page.select("[data-thread]")
    }


def test_a_statement_is_split_where_it_is_asked_to_be(hand):
    key = hand.add("claim", said("un"))["added"]
    hand.add("claim", said("fin"))
    parts = {"whole": said("un deux"), "before": said("un"), "after": said("deux")}

    told = hand.post(f"/blocks/{key}/split", **parts, revision=1, since=0)

    assert shown(hand) == ["un", "deux", "fin"]
    assert told["order"][1] == told["added"]
    hand.post("/undo")
    assert shown(hand) == ["un deux", "fin"]  # What was typed until then is kept.
    hand.post("/undo")
    assert shown(hand) == ["un", "fin"]
    hand.post("/redo")
    hand.post("/redo")
    assert shown(hand) == ["un", "deux", "fin"]


def test_two_statements_are_joined_and_taken_apart_again(hand):
    first = hand.add("message", said("un"))["added"]
    second = hand.add("message", said("deux"), after=first)["added"]
    both = {"first": said("un"), "first_revision": 1, "second": said("deux bis"), "revision": 2}

    joined = said("un deux bis")
    told = hand.post(f"/blocks/{second}/join", into=first, **both, joined=joined, since=0)

    assert (told["order"], shown(hand)) == ([first], ["un deux bis"])
    hand.post("/undo")
    assert shown(hand) == ["un", "deux bis"]


def test_what_was_said_beside_a_statement_follows_it_into_another_and_back(hand):
    first = hand.add("claim", said("un"))["added"]
    second = hand.add("claim", said("deux"), after=first)["added"]
    hand.post("/remarks", block=first, text="Sûr ?")
    hand.post("/remarks", block=second, text="Combien ?")
    both = {"first": said("un"), "first_revision": 1, "second": said("deux"), "revision": 2}

    hand.post(f"/blocks/{second}/join", into=first, **both, joined=said("un deux"), since=0)
    assert beside(hand) == {first: ["Sûr ?", "Combien ?"]}
    hand.post("/remarks", block=first, text="Dix.")
    hand.post("/undo")
    assert beside(hand) == {first: ["Sûr ?", "Dix."], second: ["Combien ?"]}
    hand.post("/redo")
    assert beside(hand) == {first: ["Sûr ?", "Combien ?", "Dix."]}


def test_what_cannot_be_split_or_joined_is_left_as_it_is(hand):
    text = hand.add("text", said("un"))["added"]
    first = hand.add("claim", said("deux"))["added"]
    other = hand.add("claim", said("trois"))["added"]
    last = hand.add("claim", said("quatre"))["added"]
    parts = {"whole": said("un"), "before": said("u"), "after": said("n"), "revision": 1}

    hand.post(f"/blocks/{text}/split", **parts, status=422)
    both = {"first": said("deux"), "second": said("quatre"), "joined": said("deux quatre")}
    hand.post(f"/blocks/{last}/join", into=first, **both, status=422)
    mixed = {"first": said("un"), "second": said("deux"), "joined": said("un deux")}
    hand.post(f"/blocks/{first}/join", into=text, **mixed, status=422)
    hand.post(f"/blocks/{other}", content=said("autre"), revision=3)
    stale = {"whole": said("trois ici"), "before": said("trois"), "after": said("ici")}
    assert hand.post(f"/blocks/{other}/split", **stale, revision=3, status=409)["said"]

    assert shown(hand) == ["un", "deux", "autre", "quatre"]
