"""A letter as it is read back: two parts that say the same, nothing fetched, no forged header."""

from __future__ import annotations

from email import message_from_bytes, policy

import pytest
from bs4 import BeautifulSoup

from consult.errors import Invalid
from consult.post import OutboxLetter, html_of, message_of
from tests.mail import body_of

BASE = "https://fed.example"
LINK = f"{BASE}/r/abc"
BODY = f"Bonjour,\n\nVotre lien\u00a0:\n{LINK}\n\nHors ligne\u00a0:\n{LINK}/questionnaire.pdf\n"


def row(**facts):
    given = {
        "id": 7,
        "kind": "invitation",
        "recipient": "anna@agence.example",
        "reply_to": "",
        "subject": "Réponse attendue",
        "body": BODY,
        "language": "fr",
        "attachments": [],
        **facts,
    }
    return OutboxLetter(**given)


def read_back(letter, **options):
    message = message_of(
        letter, sender="c@fed.example", domain="fed.example", base=BASE, link=LINK, **options
    )
    return message_from_bytes(message.as_bytes(), policy=policy.SMTP)


def html(body=BODY, **options):
    given = {"title": "T", "language": "fr", "base": BASE, "link": LINK, **options}
    return BeautifulSoup(html_of(body, **given), "html.parser")


def test_text_and_page_say_the_same_words():
    read = read_back(row())
    page = BeautifulSoup(read.get_body(("html",)).get_content(), "html.parser")

    assert read.get_content_type() == "multipart/alternative"
    assert body_of(read) == BODY
    said = page.body.get_text(" ").replace("Ouvrir votre lien personnel", "")
    assert said.split() == BODY.split()


def test_the_page_says_its_language_and_fetches_nothing():
    page = html()

    assert page.html["lang"] == "fr"
    assert page.find_all(["img", "link", "script", "iframe", "object"]) == []
    assert not [tag for tag in page.find_all(True) if tag.has_attr("src")]
    assert "url(" not in str(page)
    assert page.find("meta", attrs={"name": "color-scheme"})["content"] == "light dark"


def test_the_personal_link_is_a_button_with_its_address_in_sight():
    button, address, offline = html().find_all("a")

    assert (button["href"], button.text) == (LINK, "Ouvrir votre lien personnel")
    assert (address["href"], address.text) == (LINK, LINK)
    assert offline["href"] == f"{LINK}/questionnaire.pdf"
    assert html(language="en").find("a").text == "Open your personal link"


@pytest.mark.parametrize(
    "hostile",
    [
        "https://evil.example/r/abc",
        "https://fed.example.evil/r/abc",
        "<a href='https://evil.example'>x</a>",
        'x" onclick="y',
        "javascript:alert(1)",
    ],
)
def test_only_our_own_addresses_become_links(hostile):
    page = html(f"Agence {hostile}\n\n{LINK}\n")

    assert {a["href"] for a in page.find_all("a")} == {LINK}
    assert hostile in page.body.get_text()


def test_the_end_of_a_sentence_is_no_part_of_an_address():
    assert html(f"Voir {BASE}/staff/x.").find("a")["href"] == f"{BASE}/staff/x"


@pytest.mark.parametrize(
    ("own", "usual", "read"),
    [
        ("claire@fed.example", "office@fed.example", "claire@fed.example"),
        ("", "office@fed.example", "office@fed.example"),
        ("", "", None),
        ("", "no address", None),
    ],
)
def test_answers_go_to_the_call_or_else_to_the_federation(own, usual, read):
    assert read_back(row(reply_to=own), reply_to=usual)["Reply-To"] == read


def test_what_is_enclosed_arrives_whole():
    attachments = [
        {
            "filename": "echeance.ics",
            "media_type": "text/calendar",
            "content": "BEGIN:VCALENDAR\r\n",
            "params": {"method": "PUBLISH"},
            "made": "",
        },
        {
            "filename": "questionnaire.pdf",
            "media_type": "application/pdf",
            "content": "",
            "params": {},
            "made": "pdf",
        },
    ]
    read = read_back(
        row(attachments=attachments), make=lambda letter, name: b"%PDF-" + name.encode()
    )
    first, second = read.iter_attachments()

    assert read.get_content_type() == "multipart/mixed"
    assert (first.get_content_type(), first.get_param("method")) == ("text/calendar", "PUBLISH")
    assert (second.get_filename(), second.get_content()) == ("questionnaire.pdf", b"%PDF-pdf")
    assert body_of(read) == BODY


def test_a_document_that_cannot_be_made_stays_behind_and_the_letter_leaves():
    attachments = [
        {
            "filename": "q.pdf",
            "media_type": "application/pdf",
            "content": "",
            "params": {},
            "made": "pdf",
        }
    ]
    read = read_back(row(attachments=attachments), make=lambda letter, name: None)

    assert list(read.iter_attachments()) == []


def test_a_letter_says_its_language_and_that_a_machine_sent_it():
    read = read_back(row(language="en"))

    assert (read["Content-Language"], read["Auto-Submitted"]) == ("en", "auto-generated")


@pytest.mark.parametrize(
    "facts",
    [
        {"recipient": "a@b.example\r\nBcc: x@y.example"},
        {"reply_to": "a@b.example\nBcc: x@y.example"},
        {"subject": "S\r\nBcc: x@y.example"},
    ],
)
def test_a_header_that_would_make_another_never_leaves(facts):
    with pytest.raises((Invalid, ValueError)):
        read_back(row(**facts))
