"""An assistant may propose; what it says is checked, and what leaves the machine is decided."""

from __future__ import annotations

import json
import threading
from contextlib import suppress
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from time import sleep

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from consult.analysis.figures.shared import Place
from consult.analysis.suggesting import assistant as asking
from consult.analysis.suggesting.assistant import Assistant, NoAnswer, assisted
from consult.analysis.suggesting.checking import Drop, checked
from consult.analysis.suggesting.engines import answers_to
from consult.contributions.consent import Attribution, QuotePermission
from tests.analysis.planted import everybody_says

FREIGHT = "Le fret ferroviaire manque de sillons."
LAND = "Le foncier est hors de prix dans la vallée."
GIVEN = {
    "p1": Place("A1", "needs_text", FREIGHT, 10, 10 + len(FREIGHT)),
    "p2": Place("A2", "needs_text", LAND, 0, len(LAND)),
}


def answer(*themes):
    return json.dumps({"themes": themes})


def theme(*passages, title="Fret", definition="Les trains"):
    return {
        "title": title,
        "definition": definition,
        "passages": [{"id": number, "quote": quote} for number, quote in passages],
    }


def test_a_quote_that_stands_in_its_passage_is_placed_in_its_answer():
    (found,) = checked(answer(theme(("p1", "fret ferroviaire"))), GIVEN).groupings

    (place,) = found.places
    assert (place.agency, place.start, place.end, place.text) == (
        "A1",
        13,
        29,
        "fret ferroviaire",
    )


@pytest.mark.parametrize(
    ("said", "dropped"),
    [
        ("Voici : {}", [Drop.NOT_JSON]),
        ('```json\n{"themes": []}\n```', [Drop.NOT_JSON]),
        ("[" * 100_000, [Drop.NOT_JSON]),
        ('{"themes": 3}', [Drop.NOT_JSON]),
        ("[]", [Drop.NOT_JSON]),
        (answer(3), [Drop.NO_TITLE]),
        (answer(theme(("p1", FREIGHT), title=" \n")), [Drop.NO_TITLE]),
        (answer(theme(("p1", FREIGHT), title="a" * 121)), [Drop.TOO_LONG]),
        (answer(theme(("p1", FREIGHT), definition="a" * 601)), [Drop.TOO_LONG]),
        (answer(theme(("p3", FREIGHT))), [Drop.UNKNOWN_PASSAGE, Drop.NO_PASSAGE]),
        (answer(theme((["p1"], FREIGHT))), [Drop.UNKNOWN_PASSAGE, Drop.NO_PASSAGE]),
        (answer(theme(("p2", FREIGHT))), [Drop.NOT_A_QUOTE, Drop.NO_PASSAGE]),
        (answer(theme(("p1", FREIGHT.lower()))), [Drop.NOT_A_QUOTE, Drop.NO_PASSAGE]),
        (answer(theme(("p1", None))), [Drop.NOT_A_QUOTE, Drop.NO_PASSAGE]),
        (answer(theme(("p1", ""))), [Drop.TOO_SHORT, Drop.NO_PASSAGE]),
        (answer({"title": "Fret", "passages": "p1"}), [Drop.NO_PASSAGE]),
    ],
)
def test_what_cannot_be_checked_is_dropped_with_its_reason(said, dropped):
    found = checked(said, GIVEN)

    assert (found.groupings, [one.reason for one in found.dropped]) == ((), dropped)
    assert all(len(one.told) <= 200 for one in found.dropped)


def test_a_good_quote_outlives_a_bad_one_and_titles_are_one_line_of_text():
    found = checked(
        answer(theme(("p1", FREIGHT), ("p1", "inventé"), title="<b>Fret</b>\x1b[31m\n\u202e!")),
        GIVEN,
    )

    assert [one.title for one in found.groupings] == ["<b>Fret</b> [31m !"]
    assert [one.reason for one in found.dropped] == [Drop.NOT_A_QUOTE]


@given(
    st.recursive(
        st.none() | st.text() | st.integers(),
        lambda x: (
            st.lists(x)
            | st.dictionaries(
                st.sampled_from(["themes", "title", "definition", "passages", "id", "quote"]), x
            )
        ),
        max_leaves=20,
    )
)
@settings(max_examples=60, deadline=None)
def test_whatever_it_answers_only_words_of_the_answers_are_quoted(told):
    found = checked(json.dumps({"themes": told}), GIVEN)

    for one in found.groupings:
        for place in one.places:
            assert any(place.text in passage.text for passage in GIVEN.values())


@pytest.fixture
def server():
    """An assistant of ours: says what it is told to say, and keeps what it was asked."""

    class Handler(BaseHTTPRequestHandler):
        status, said, heard, place, wait = 200, "", [], "", 0.0

        def do_POST(self):
            body = self.rfile.read(int(self.headers["Content-Length"]))
            Handler.heard.append((self.path, self.headers["Authorization"], json.loads(body)))
            sleep(Handler.wait)
            self.send_response(Handler.status)
            if Handler.place:
                self.send_header("Location", Handler.place)
            self.end_headers()
            with suppress(OSError):  # whoever asked may have left
                self.wfile.write(Handler.said.encode())

        do_GET = do_POST  # noqa: N815 - the name that http.server calls

        def log_message(self, *told):
            pass

    Handler.heard = []
    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as held:
        thread = threading.Thread(target=held.serve_forever)
        thread.start()
        Handler.url = f"http://127.0.0.1:{held.server_port}/v1"
        yield Handler
        held.shutdown()
        thread.join()


def chat(content):
    return json.dumps({"choices": [{"message": {"content": content}}]})


def ask(server, material, **facts):
    one = Assistant(server.url, "a-model", "a-key")
    passages = answers_to(material, "needs_text").passages
    return assisted(replace(one, **facts), material, "needs_text", passages)


def test_an_assistant_on_this_machine_is_told_passages_without_names(server):
    material = everybody_says([FREIGHT, LAND])
    server.said = chat(answer(theme(("p1", FREIGHT), ("p2", "vallée"))))

    found = ask(server, material)

    ((path, key, body),) = server.heard
    assert (path, key, body["model"]) == ("/v1/chat/completions", "Bearer a-key", "a-model")
    assert "AGENCE" not in json.dumps(body)
    assert [one.title for one in found.checked.groupings] == ["Fret"]
    assert [one.reason for one in found.checked.dropped] == [Drop.TOO_SHORT]
    assert (found.sent, found.withheld) == (2, 0)


@pytest.mark.parametrize(
    "kept",
    [
        {"attribution": Attribution.CONFIDENTIAL},
        {"confidential": frozenset({"needs_text"})},
        {"quotes": QuotePermission.REFUSED},
        {"quotes": QuotePermission.AFTER_REVIEW},
    ],
)
def test_what_is_confidential_or_not_to_be_quoted_never_leaves_the_machine(
    server, monkeypatch, kept
):
    material = everybody_says([FREIGHT, LAND])
    open_, secret = (
        replace(
            one,
            quotes=QuotePermission.ALLOWED,
            attribution=Attribution.NAMED,
            confidential=frozenset(),
        )
        for one in material.replies
    )
    material = replace(material, replies=(open_, replace(secret, **kept)))
    server.said = chat(answer())
    assert (ask(server, material).sent, ask(server, material).withheld) == (2, 0)

    monkeypatch.setattr(Assistant, "is_here", False)
    server.heard.clear()
    found = ask(server, material)

    ((_, _, body),) = server.heard
    assert (found.sent, found.withheld) == (1, 1)
    assert "foncier" not in json.dumps(body, ensure_ascii=False)


@pytest.mark.parametrize(
    ("url", "here"),
    [
        ("http://127.0.0.1:11434/v1", True),
        ("http://[::1]:8080", True),
        ("http://localhost/v1", True),
        ("https://127.0.0.1.example.org/v1", False),
        ("https://localhost.example.org/v1", False),
        ("https://10.0.0.1/v1", False),
    ],
)
def test_only_this_very_machine_is_here(url, here):
    assert Assistant(url, "m").is_here is here


@pytest.mark.parametrize(
    ("status", "said"),
    [
        (500, "{}"),
        (200, "no JSON"),
        (200, '{"choices": []}'),
        (200, '{"choices": [{"message": {"content": 3}}]}'),
        (200, "[" * 100_000),
        (200, '"' + "a" * 600_000),
    ],
)
def test_an_answer_that_is_none_is_said_to_be_none(server, status, said):
    server.status, server.said = status, said

    with pytest.raises(NoAnswer):
        ask(server, everybody_says([FREIGHT]))


def test_nobody_is_followed_elsewhere(server):
    server.status, server.place = 302, f"{server.url}/elsewhere"

    with pytest.raises(NoAnswer, match="HTTP 302"):
        ask(server, everybody_says([FREIGHT]))
    assert [path for path, *_ in server.heard] == ["/v1/chat/completions"]


def test_a_server_that_is_slow_or_away_is_left(server, monkeypatch):
    monkeypatch.setattr(asking, "SECONDS", 0.1)
    server.wait = 0.5
    with pytest.raises(NoAnswer):
        ask(server, everybody_says([FREIGHT]))
    with pytest.raises(NoAnswer):
        ask(server, everybody_says([FREIGHT]), url="http://127.0.0.1:9/v1")


def test_no_more_is_told_than_an_assistant_reads_at_once(server, monkeypatch):
    monkeypatch.setattr(asking, "MOST_CHARACTERS", len(FREIGHT) + len(LAND))
    server.said = chat(answer())

    found = ask(server, everybody_says([FREIGHT, LAND, "Un peu plus."]))

    assert (found.sent, found.withheld) == (2, 1)
