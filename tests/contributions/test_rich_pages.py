"""A formatted answer on its way: pages draw it, everything that counts and codes reads its text."""

from __future__ import annotations

import json

import pytest
import time_machine
from sqlalchemy import select

from consult.analysis import queries as analysis
from consult.contributions.models import Answer, Version
from tests.contributions.world import DURING, call_of, invited, link_to

HERE = "/contribution/publicABC/"
TEXT = "Deux demandes :\n• un délai\n• un interlocuteur"
VALUE = {
    "text": TEXT,
    "marks": [
        {"kind": "bold", "start": 5, "end": 13},
        {"kind": "link", "start": 21, "end": 26, "href": "https://example.org/?a&b"},
    ],
}
DRAWN = (
    "<p>Deux <strong>demandes</strong> :</p><ul><li>un "
    '<a href="https://example.org/?a&amp;b" rel="noopener noreferrer nofollow">délai</a></li>'
    "<li>un interlocuteur</li></ul>"
)


@pytest.fixture
def form(client, session):
    with time_machine.travel(DURING, tick=False):
        yield client.get(f"/r/{link_to(session, invited(session, call_of(session)))}")


def sent(client, page, **data):
    hidden = page.select("form.sheet input[type=hidden]")
    data = {one["name"]: one.get("value", "") for one in hidden} | {"q.team": "Pôle"} | data
    return client.request("POST", HERE, data=data)


def test_a_formatted_answer_is_kept_drawn_and_counted_as_its_text(client, session, form):
    told = {"q.text": TEXT.replace("\n", "\r\n"), "q.text.rich": json.dumps(VALUE)}
    sent(client, form, act="send", **told)

    (version,) = session.scalars(select(Version)).all()
    material = analysis.material(session, "autumn-2026")
    page = client.get(HERE)
    receipt = client.get(f"{HERE}receipt")
    assert version.content["answers"]["text"] == VALUE
    assert page.select_one("[id='q.text']").text.strip("\n") == TEXT
    assert json.loads(page.select_one("[name='q.text.rich']")["value"]) == VALUE
    assert receipt.select_one(".rich").decode_contents() == DRAWN
    assert material.replies[0].values["text"] == TEXT
    assert client.request("GET", f"{HERE}copy.pdf").data.startswith(b"%PDF")


@pytest.mark.parametrize(
    "kept",
    [
        "<b>mot</b>",
        "[]",
        json.dumps({"text": "autre", "marks": [{"kind": "script", "start": 0, "end": 5}]}),
        json.dumps(
            {
                "text": TEXT,
                "marks": [{"kind": "link", "start": 0, "end": 4, "href": "javascript:x"}],
            }
        ),
    ],
)
def test_formatting_that_is_not_ours_is_left(client, session, form, kept):
    sent(client, form, act="save", **{"q.text": TEXT, "q.text.rich": kept})

    values = [one.value for one in session.scalars(select(Answer)).all()]
    assert TEXT in values


def test_saving_the_same_formatted_answer_again_changes_nothing(client, session, form):
    told = {"q.text": TEXT, "q.text.rich": json.dumps(VALUE)}
    sent(client, form, act="save", **told)
    page = client.get(HERE)
    revision = page.select_one("[name=revision]")["value"]
    sent(client, page, act="save", **told)

    assert client.get(HERE).select_one("[name=revision]")["value"] == revision
