"""Whatever is typed or sent, the text stays: kept as it is, or shown again with what to do."""

from __future__ import annotations

import json
from urllib.parse import urlencode

import pytest
import time_machine
from sqlalchemy import select
from werkzeug.test import encode_multipart

from consult.contributions.models import Answer, Version
from tests.browser import fields
from tests.contributions.world import CLOSES, DURING, GRACE, call_of, invited, link_to, read_over

HERE = "/contribution/publicABC/"
FORM = "form.sheet"
URLENCODED = "application/x-www-form-urlencoded"
UNUSUAL = {
    "decomposed": "e\u0301tude de l’i\u0302le",
    "right to left": "مساهمة الوكالة \u200fשלום",
    "bidi controls": "avant \u202etxet\u202c \u2066après\u2069",
    "zero width": "zéro\u200blargeur\u200d\ufeff\u2060",
    "emoji": "👩🏽\u200d🏭 🇫🇷 🏳️\u200d🌈 𝔘",
    "private and unassigned": "a\ue000 \U0010fffd \ufffe",
    "controls": "a\x01b\x7fc\x85d\u2028e",
    "markup": "</textarea><script>alert(1)</script>{{ 7*7 }} &amp;",
}


@pytest.fixture
def form(client, session):
    with time_machine.travel(DURING, tick=False):
        yield client.get(f"/r/{link_to(session, invited(session, call_of(session)))}")


def autosaved(client, form, **typed):
    return client.request("POST", f"{HERE}draft", data={**fields(form.select_one(FORM)), **typed})


def shown(page, key="text"):
    """What the field of a question holds, as a browser reads it."""
    return fields(page.select_one(FORM))[f"q.{key}"]


def kept(session, key="text"):
    session.expire_all()
    return {row.question.key: row.value for row in session.scalars(select(Answer))}.get(key)


@pytest.mark.parametrize("text", UNUSUAL.values(), ids=UNUSUAL)
def test_an_unusual_text_is_kept_shown_and_sent_as_it_was_typed(client, session, form, text):
    answer = autosaved(client, form, **{"q.team": "A", "q.text": text})
    assert (answer.status_code, answer.json["state"], kept(session)) == (200, "saved", text)
    page = client.send(client.get(HERE), form=FORM, button="save", **{"q.team": text[:20]})
    assert (kept(session), shown(page), shown(page, "team")) == (text, text, text[:20])
    assert read_over(client, page).h1.text == "Your contribution has been received"
    assert session.scalar(select(Version)).content["answers"]["text"] == text


def test_a_text_with_nul_is_shown_again_with_what_to_do(client, session, form):
    page = client.send(
        form, status=422, form=FORM, button="save", **{"q.team": "Pôle", "q.text": "a\0b"}
    )
    assert " ".join(page.select_one("#problems").get_text(" ").split()) == (
        "Nothing was saved: one answer holds characters that cannot be kept "
        "What you typed is still in the form below. "
        "Your view : Each “�” stands for a character that cannot be kept: type it again or take "
        "it out, then save."
    )
    assert (shown(page, "team"), shown(page), "\0" in page.response.text) == ("Pôle", "a�b", False)
    page = client.send(page, form=FORM, button="save", **{"q.text": "ab"})
    assert (kept(session), kept(session, "team")) == ("ab", "Pôle")


def test_half_a_character_in_a_formatting_is_no_outage(client, session, form):
    half = json.dumps(
        {
            "text": "see",
            "marks": [{"kind": "link", "start": 0, "end": 3, "href": "https://x/\ud800"}],
        }
    )
    typed = {"q.text": "see", "q.text.rich": half}
    answer = autosaved(client, form, **typed)
    assert (answer.status_code, answer.json["state"]) == (200, "saved")
    page = client.send(client.get(HERE), form=FORM, button="save", beyond=typed)
    assert (kept(session), shown(page)) == ("see", "see")


@pytest.mark.parametrize("where", [HERE, f"{HERE}draft"])
def test_bytes_that_are_no_text_are_shown_as_such_and_break_nothing(client, session, form, where):
    typed = {
        "q.text": "%ED%A0%80",
        "q.team": "%FF%FE",
        "q.share": "%C3",
        "q.actions.0.title": "%E9t%E9",
    }
    rest = {k: v for k, v in fields(form.select_one(FORM), "save").items() if k not in typed}
    body = "&".join((urlencode(rest), *(f"{name}=Oui+{raw}" for name, raw in typed.items())))
    answer = client.request("POST", where, data=body, content_type=URLENCODED)
    assert answer.status_code == 200
    assert [kept(session, key) for key in ("text", "team", "share", "actions")] == [
        "Oui %ED%A0%80",
        "Oui %FF%FE",
        "Oui %C3",
        [{"title": "Oui %E9t%E9"}],
    ]
    assert shown(client.get(HERE)) == "Oui %ED%A0%80"


def test_two_megabytes_in_a_field_are_kept_and_told_to_be_shortened(client, session, form):
    text = "mot " * 524_288
    page = client.send(form, form=FORM, button="save", **{"q.text": text})
    assert (len(kept(session)), shown(page) == text) == (len(text), True)
    assert page.select_one("[id='q.text..fault']").text.strip() == (
        "Shorten this answer to 10 words (it has 524288)."
    )
    page = client.send(page, form=FORM, button="review")
    assert [tag["href"] for tag in page.select("#problems a")] == ["#q.team", "#q.text"]


def test_two_megabytes_save_by_themselves(client, session, form):
    answer = autosaved(client, form, **{"q.text": "mot " * 524_288})
    assert (answer.status_code, answer.json["state"]) == (200, "saved")


def test_more_than_can_be_received_says_what_to_do_and_changes_nothing(client, session, form):
    client.send(form, form=FORM, button="save", **{"q.text": "Before"})
    text = "x" * (5 * 1024 * 1024)
    answer = autosaved(client, form, **{"q.text": text})
    assert (answer.status_code, answer.json) == (413, {"state": "large"})
    sent = {**fields(form.select_one(FORM), "save"), "q.text": text}
    boundary, body = encode_multipart(sent)
    kind = f"multipart/form-data; boundary={boundary}"
    page = client._read(client.request("POST", HERE, data=body, content_type=kind), 413)
    assert page.words == (
        "Erreur 413 Votre envoi est trop volumineux Rien n’a été enregistré. Revenez en arrière "
        "et choisissez des fichiers moins lourds, ou raccourcissez un texte ; ce que vous avez "
        "écrit est toujours là. Revenir à la contribution"
    )
    assert kept(session) == "Before"


def test_five_thousand_fields_hold_nothing_up(client, session, form):
    many = {f"q.unknown{n}": "x" for n in range(2_500)} | {
        f"q.actions.{n}.title": f"T{n}" for n in range(2_500)
    }
    typed = {"q.text": "Un avis"}
    answer = autosaved(client, form, **many, **typed)
    assert (answer.status_code, answer.json["state"]) == (200, "saved")
    page = client.send(client.get(HERE), form=FORM, button="save", beyond=many | typed)
    assert (kept(session), shown(page)) == ("Un avis", "Un avis")
    assert page.select_one("[id='q.actions..fault']").text.strip() == (
        "Keep at most 3 entries (there are 50)."
    )


def test_what_no_page_sends_is_not_believed(client, session, form):
    forged = {
        "remove": ["9" * 5_000, "x"],
        "sequence": "9" * 400,
        "page": "p\0" * 400,
        "revision": "-1",
        "more": "nothing\r\nX: y",
        "place": "a\r\nSet-Cookie: b",
        "language": "xx",
        "base.nothing": "\0" * 10_000,
        "q.order.one": "9" * 5_000,
        "q.actions.0..order": "²",
        "q.actions.99999999999.title": "x",
        "q.text.rich": "[" * 100_000,
    }
    for where in (f"{HERE}draft", HERE):
        sent = {**fields(client.get(HERE).select_one(FORM), "save"), "q.text": where, **forged}
        assert (client.request("POST", where, data=sent).status_code, kept(session)) == (200, where)


@pytest.mark.parametrize("number", ["99999999999999999999", "-99999999999999999999"])
def test_a_number_that_no_database_counts_to_leads_nowhere(client, form, number):
    sent = {**fields(form.select_one(FORM), "save"), "remove": number}
    assert client.request("POST", HERE, data=sent).status_code == 404
    client.get(f"{HERE}files/{number.lstrip('-')}", status=404)


def test_what_cannot_be_kept_is_given_back_with_the_page_too_old_or_too_late(client, form):
    typed = {"q.text": "a\0b"}
    page = client.send(form, status=400, form=FORM, beyond={"form_token": "old"}, **typed)
    assert (shown(page), "open for too long" in page.words) == ("a�b", True)
    with time_machine.travel(CLOSES + GRACE, tick=False):
        page = client.send(form, status=403, form=FORM, **typed)
    assert "a�b" in page.words
