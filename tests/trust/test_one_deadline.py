"""Wherever the deadline is told, it is told by the same sentence, and to the right agency."""

from __future__ import annotations

import io
import re
import subprocess
from datetime import timedelta

import pytest
from docx import Document
from icalendar import Calendar
from sqlalchemy import select

from consult.calls.models import Invitation
from tests import office
from tests.contributions.world import link_to
from tests.mail import body_of
from tests.office import AT, CLOSES

DAY = timedelta(days=1)
SENTENCE = {
    "fr": "jeudi 12 mars 2026 à 18 h 00 (heure de Paris), soit 14 h 00 à Cayenne",
    "en": "Thursday 12 March 2026 at 18:00 (Paris time), that is 14:00 in Cayenne",
}
LATER = "vendredi 13 mars 2026 à 18 h 00 (heure de Paris), soit 14 h 00 à Cayenne"
OTHERS = "jeudi 12 mars 2026 à 18 h 00 (heure de Paris)"
PAGES = ("", "review", "receipt", "offline", "decline")


def told(text):
    """Every deadline that a text tells, with its spaces and its lines made plain."""
    plain = re.sub(r"\s+", " ", text)
    day = r"[a-zA-Z]+ \d+ [a-zé]+ 2026|[A-Z][a-z]+ \d+ [A-Z][a-z]+ 2026"
    hour = r"\d+ h \d\d|\d\d:\d\d"
    local = r"(?:, (?:soit|that is) (?:le )?[^.,;()]*? (?:à|in) (?:Cayenne|Paris))?"
    found = re.findall(rf"(?:{day}) (?:à|at) (?:{hour}) \([^)]*\){local}", plain)
    return {one for one in found if " 12 " in one or " 13 " in one}


@pytest.fixture
def world(client, session, monkeypatch):
    monkeypatch.setattr("consult.clock.now", lambda: AT + DAY)
    office.sign_in(client, session)
    call = office.call(session, audience=2)
    guyane, other = session.scalars(select(Invitation).order_by(Invitation.position))
    guyane.department = "Guyane (973)"
    session.flush()
    return call, guyane, other


def sent(client, call, kind):
    page = client.get(f"/staff/calls/{call.slug}/letters/{kind}")
    client.send(page, form="main form.actions")


def pages_of(client, session, invitation):
    """What the agency's own pages tell, the form first."""
    form = client.get(f"/r/{link_to(session, invitation, at=AT)}")
    form = client.send(form, form="form.sheet", button="save", **{"q.needs": "De l’eau."})
    office_of = f"/contribution/{invitation.public_id}/"
    yield from told(form.get_text(" "))
    for name in PAGES[1:]:
        yield from told(client.get(f"{office_of}{name}").get_text(" "))


@pytest.mark.parametrize("language", ["fr", "en"])
def test_pages_letters_papers_and_calendars_tell_one_sentence(
    client, session, world, work, postbox, language
):
    call, guyane, _ = world
    guyane.language = language
    session.flush()
    client.client.set_cookie("language", language)
    token = link_to(session, guyane, at=AT)
    sent(client, call, "invite")

    assert set(pages_of(client, session, guyane)) == {SENTENCE[language]}

    pdf = client.request("GET", f"/r/{token}/questionnaire.pdf").data
    text = subprocess.run(["pdftotext", "-", "-"], input=pdf, capture_output=True, check=True)
    assert told(text.stdout.decode()) == {SENTENCE[language]}
    word = Document(io.BytesIO(client.request("GET", f"/r/{token}/questionnaire.docx").data))
    assert told("\n".join(word.element.body.itertext())) == {SENTENCE[language]}

    calendar = client.request("GET", f"/r/{token}/deadline.ics").data
    event = Calendar.from_ical(calendar).walk("VEVENT")[0]
    assert told(str(event["DESCRIPTION"])) == {SENTENCE[language]}
    assert event["DTSTART"].dt == CLOSES

    sent(client, call, "remind")
    work()
    mine = [letter for letter in postbox if letter["To"] == "a1@agence.example"]
    assert [told(body_of(letter)) for letter in mine] == [{SENTENCE[language]}] * 2
    for letter in mine:
        event = Calendar.from_ical(calendar_in(letter)).walk("VEVENT")[0]
        assert told(str(event["DESCRIPTION"])) == {SENTENCE[language]}


def calendar_in(letter):
    """The date that goes with a letter, beside the blank questionnaire."""
    (found,) = [
        one for one in letter.iter_attachments() if one.get_content_type() == "text/calendar"
    ]
    return found.get_content()


def extended(client, call, who):
    page = client.get(f"/staff/calls/{call.slug}/deadline")
    client.send(page, who=who, day="2026-03-13", hour="18:00")


def test_longer_for_one_agency_is_told_to_that_agency_alone(client, session, world, work, postbox):
    call, guyane, other = world
    extended(client, call, guyane.public_id)
    work()

    assert [(letter["To"], told(body_of(letter))) for letter in postbox] == [
        ("a1@agence.example", {LATER})
    ]
    assert set(pages_of(client, session, guyane)) == {LATER}
    assert set(pages_of(client, session, other)) == {OTHERS}
    theirs = client.request("GET", f"/r/{link_to(session, other, at=AT)}/deadline.ics").data
    assert Calendar.from_ical(theirs).walk("VEVENT")[0]["DTSTART"].dt == CLOSES


def test_longer_for_all_is_told_to_everybody(client, session, world, work, postbox):
    call, guyane, other = world
    extended(client, call, "everybody")
    work()

    assert {letter["To"]: told(body_of(letter)) for letter in postbox} == {
        "a1@agence.example": {LATER},
        "a2@agence.example": {LATER.partition(", soit")[0]},
    }
    assert set(pages_of(client, session, guyane)) == {LATER}
    assert set(pages_of(client, session, other)) == {LATER.partition(", soit")[0]}


@pytest.mark.parametrize("name", ["", "/deadline", "/edit"])
def test_staff_read_the_deadline_in_the_words_of_the_call(client, world, name):
    call, _, _ = world
    shown = told(client.get(f"/staff/calls/{call.slug}{name}").get_text(" "))

    assert shown <= {OTHERS}
