"""Pictures through the desk: sent, shown to who may see them, replaced and taken back."""

from __future__ import annotations

import io

import pytest
from sqlalchemy import select

from consult.accounts.models import Role
from consult.synthesis.models import NotePicture
from consult.synthesis.pictures import keeping
from tests import office
from tests.browser import Browser
from tests.synthesis.drafting.test_desk_pages import Hand
from tests.synthesis.pictures.drawn import SAID, file


@pytest.fixture
def call(session):
    return office.call(session, audience=1)


@pytest.fixture
def hand(client, session, call):
    office.sign_in(client, session)
    return Hand(client, call)


def sent(hand, content: bytes, *, name="carte.png", block="", status=200):
    answer = hand.client.request(
        "POST",
        f"{hand.here}/pictures",
        data={"picture": (io.BytesIO(content), name), "block": block},
        headers={"X-CSRFToken": hand.token["value"]},
    )
    assert answer.status_code == status, answer.text
    return answer.get_json()


@pytest.fixture
def kept(app):
    return app.extensions["storage"]


def shown(hand, content: bytes, **more):
    """A block that shows a picture; gives its key and what it holds."""
    picture = sent(hand, content)["picture"]
    held = {"picture": picture, "title": "Une carte", "alternative": SAID} | more
    return hand.add("picture", held)["added"], held


def test_a_picture_that_is_sent_stands_in_the_block_and_on_the_page(hand, kept):
    key, held = shown(hand, file(), credit="CNER", breadth="half")
    page = hand.client.get(hand.here)
    drawn = page.select_one(f"#block-{key}")

    address = f"{hand.here}/pictures/{held['picture']['digest']}"
    assert drawn.select_one("img")["src"] == address
    assert drawn.select_one("img")["alt"] == SAID
    assert drawn.select_one("[data-field=credit]")["value"] == "CNER"
    assert drawn.select_one("option[selected]")["value"] == "half"

    answer = hand.client.request("GET", address)
    assert answer.data == kept.read(held["picture"]["digest"])
    assert answer.content_type == "image/png"
    assert answer.headers["Content-Disposition"].startswith("attachment;")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"


def test_a_picture_of_one_call_is_no_picture_of_another_nor_is_any_other_file(hand, session, kept):
    _, held = shown(hand, file())
    other = Hand(hand.client, office.call(session, audience=1, title="Un autre appel"))
    elsewhere = kept.put(b"what an agency attached in confidence")

    for here, digest in (
        (other.here, held["picture"]["digest"]),
        (hand.here, elsewhere),
        (hand.here, "0" * 64),
    ):
        assert hand.client.request("GET", f"{here}/pictures/{digest}").status_code == 404
    other.post("/blocks", 422, kind="picture", content=held, after=None)
    stolen = {**held["picture"], "digest": elsewhere}
    hand.post("/blocks", 422, kind="picture", content={"picture": stolen}, after=None)
    larger = {**held["picture"], "width": 9_000}
    hand.post("/blocks", 422, kind="picture", content={"picture": larger}, after=None)


def test_who_only_reads_sees_pictures_and_sends_none(client, session, call, hand):
    _, held = shown(hand, file())
    office.sign_in(client, session, role=Role.READER, email="lecteur@federation.example")
    reader = Hand(client, call)

    sent(reader, file(), status=403)
    address = f"{hand.here}/pictures/{held['picture']['digest']}"
    assert client.request("GET", address).status_code == 200


def test_a_stranger_never_sees_one(app, hand, kept):
    _, held = shown(hand, file())
    answer = Browser(app).request("GET", f"{hand.here}/pictures/{held['picture']['digest']}")

    assert answer.mimetype == "text/html"
    assert kept.read(held["picture"]["digest"]) not in answer.data


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "Ce fichier est vide\u00a0: choisissez une image."),
        (b"<svg onload='alert(1)'/>", "Ce n’est ni une image PNG ni une image JPEG."),
        (
            file()[:60],
            "L’image ne peut pas être lue\u00a0: exportez-la de nouveau en PNG ou en JPEG.",
        ),
    ],
)
def test_what_is_not_taken_is_told_in_a_sentence_and_leaves_nothing(hand, session, content, said):
    assert sent(hand, content, status=422) == {"said": said}
    assert session.scalars(select(NotePicture)).all() == []


def test_a_picture_is_replaced_taken_back_and_told_in_the_history(hand):
    key, held = shown(hand, file())
    other = sent(hand, file(colour="red"), block=key, name="autre.png")["picture"]
    revision = hand.news(0)["revision"]
    hand.post(f"/blocks/{key}", content={**held, "picture": other}, revision=revision)

    history = hand.client.get(f"{hand.here}/history")
    assert "Image remplacée" in history.text
    (edit, *_) = history.select("td a[href*='/history/']")
    pictures = [one["src"] for one in hand.client.get(edit["href"]).select(".nd-sides img")]
    digests = (held["picture"]["digest"], other["digest"])
    assert pictures == [f"{hand.here}/pictures/{one}" for one in digests]

    hand.post("/undo")
    drawn = hand.client.get(hand.here).select_one(f"#block-{key} img")
    assert drawn["src"] == f"{hand.here}/pictures/{held['picture']['digest']}"


def test_pictures_together_weigh_no_more_than_a_note_can_carry(hand, session, monkeypatch):
    key, held = shown(hand, file())
    monkeypatch.setattr(keeping, "MOST", held["picture"]["size_bytes"] + 10)

    told = sent(hand, file(colour="red"), status=422)
    assert told["said"].startswith("Les images de la note pèseraient ensemble plus de")
    assert len(session.scalars(select(NotePicture)).all()) == 1
    assert sent(hand, file(colour="red"), block=key)["picture"]
    sent(hand, file())
