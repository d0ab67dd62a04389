"""Staff follow a call: what to do next, whom to write to, who gets a link."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from sqlalchemy import select

from consult.accounts.models import AuditEntry, Link, Role
from consult.calls.queries import invitations
from consult.post import Letter, OutboxLetter, enqueue
from tests import office
from tests.mail import body_of
from tests.office import AT, CLOSES


@pytest.fixture
def now(monkeypatch):
    """The hour that every page is told; `now(at)` moves it."""

    def told(at):
        monkeypatch.setattr("consult.clock.now", lambda: at)

    told(AT)
    return told


@pytest.fixture
def staff(client, session, now):
    office.sign_in(client, session)
    return client


def test_the_list_of_calls_names_the_next_thing_to_do(staff, session):
    call = office.call(session, audience=3)
    office.contribution(session, invitations(session, call)[0])
    page = staff.get("/staff/")

    assert "1 sur 3" in page.words
    assert "2 agences n’ont reçu aucun courriel." in page.words


def test_the_page_of_a_call_shows_every_agency_and_narrows(staff, session):
    call = office.call(session, audience=3)
    office.contribution(session, invitations(session, call)[1])
    path = f"/staff/calls/{call.slug}"

    assert [
        th.get_text(strip=True) for th in staff.get(path).select("tbody th[scope=row] > a")
    ] == ["A1", "A2", "A3"]
    narrowed = staff.send(staff.get(path), form="form.filters", search="agence 2")
    assert "1 agence affichée." in narrowed.words


def test_inviting_shows_the_letter_then_writes_to_each_agency_once(
    staff, session, work, postbox, now
):
    call = office.call(session, audience=2)
    path = f"/staff/calls/{call.slug}/letters/invite"
    preview = staff.get(path)

    assert "http://localhost/r/••••••••" in preview.words
    page = staff.send(preview, form="main form.actions")
    assert "2 courriels partent." in page.get_text(" ")
    work()

    assert sorted(letter["To"] for letter in postbox) == ["a1@agence.example", "a2@agence.example"]
    assert "Toutes les agences qui ont une adresse" in staff.get(path).words


def test_the_letter_carries_a_link_that_the_database_never_held(staff, session, work, postbox):
    call = office.call(session, audience=1)
    staff.send(staff.get(f"/staff/calls/{call.slug}/letters/invite"), form="main form.actions")
    work()
    body = body_of(postbox[0])
    token = re.search(r"http://localhost/r/(\S+)", body)[1]

    assert token not in session.scalars(select(OutboxLetter.body)).one()
    assert len(session.scalars(select(Link)).all()) == 2  # the sign-in link and this one
    assert staff.request("GET", f"/r/{token}").status_code == 200


def test_what_colleagues_of_an_agency_write_each_other_is_not_read(staff, session):
    call = office.call(session)
    shown = {}
    for kind in ("returned", "withdrawn"):
        letter = Letter(
            f"{kind}:{call.id}:1:x",
            kind,
            "a@b.example",
            f"About {kind}",
            f"In {kind}",
            call_id=call.id,
        )
        row = enqueue(session, letter, at=AT)
        page = staff.get(f"/staff/calls/{call.slug}/outbox/{row.id}")
        shown[kind] = (f"About {kind}" in page.words, f"In {kind}" in page.words)
        framed = {"returned": 404, "withdrawn": 200}[kind]
        answer = staff.request("GET", f"/staff/calls/{call.slug}/outbox/{row.id}/page")
        assert answer.status_code == framed
    assert shown == {"returned": (True, False), "withdrawn": (True, True)}


def test_a_reminder_reaches_exactly_the_silent_and_not_twice_a_day(
    staff, session, work, postbox, now
):
    call = office.call(session, audience=3)
    office.contribution(session, invitations(session, call)[1])
    path = f"/staff/calls/{call.slug}/letters/remind"
    staff.send(staff.get(path), form="main form.actions")
    work()

    assert sorted(letter["To"] for letter in postbox) == ["a1@agence.example", "a3@agence.example"]
    assert "Personne n’est à relancer aujourd’hui" in staff.get(path).words
    now(AT + timedelta(days=1))
    assert "2 agences qui n’ont rien transmis" in staff.get(path).words


def test_a_fresh_link_is_shown_once_and_recorded(staff, session):
    call = office.call(session, audience=1)
    overview = staff.get(f"/staff/calls/{call.slug}")
    page = staff.send(overview, form="td form")
    address = page.select_one("#address")["value"]

    assert address.startswith("http://localhost/r/")
    assert session.scalars(select(AuditEntry.action)).all()[-1] == "call.link"


def test_extending_the_call_tells_everybody(staff, session, work, postbox):
    call = office.call(session, audience=2)
    page = staff.get(f"/staff/calls/{call.slug}/deadline")
    staff.send(page, form="main form", day="2026-03-20", hour="18:00")
    work()

    assert sorted(letter["To"] for letter in postbox) == ["a1@agence.example", "a2@agence.example"]
    session.refresh(call)
    assert call.closes_at == CLOSES + timedelta(days=8)


def test_extending_one_agency_tells_only_that_one(staff, session, work, postbox):
    call = office.call(session, audience=2)
    first = invitations(session, call)[0]
    page = staff.get(f"/staff/calls/{call.slug}/deadline")
    staff.send(page, form="main form", who=first.public_id, day="2026-03-20", hour="18:00")
    work()

    assert [letter["To"] for letter in postbox] == ["a1@agence.example"]


@pytest.mark.parametrize(
    ("day", "hour", "sentence"),
    [
        ("2026-03-29", "02:30", "cette heure n’existe pas"),
        ("2026-10-25", "02:30", "cette heure revient deux fois"),
        ("2026-03-12", "18:00", "Choisissez une date postérieure"),
        ("", "18:00", "Ce champ est nécessaire"),
        ("demain", "18:00", "Indiquez une date"),
    ],
)
def test_a_deadline_that_is_none_is_refused_with_a_sentence(staff, session, day, hour, sentence):
    call = office.call(session, audience=1)
    page = staff.get(f"/staff/calls/{call.slug}/deadline")

    assert sentence in staff.send(page, status=422, day=day, hour=hour).words


def test_closing_now_closes(staff, session, now):
    call = office.call(session, audience=1)
    now(AT + timedelta(minutes=5))
    page = staff.get(f"/staff/calls/{call.slug}/deadline")
    given = {"close-reason": "Tout est là", "close-sure": "y"}
    staff.send(page, form="form[action$=close]", **given)
    session.refresh(call)

    assert call.closes_at == AT + timedelta(minutes=5)


def test_the_list_downloads_as_a_spreadsheet(staff, session):
    call = office.call(session, audience=1)
    response = staff.request("GET", f"/staff/calls/{call.slug}/agencies.csv")

    assert response.mimetype == "text/csv"
    assert response.text.splitlines()[1] == (
        "A1;Agence 1;locale;Bretagne;;a1@agence.example;not_invited;0;;;;;"
    )


def test_a_reader_reads_and_writes_nothing(client, session, now):
    office.sign_in(client, session, Role.READER)
    call = office.call(session, audience=1)

    client.get(f"/staff/calls/{call.slug}")
    client.get(f"/staff/calls/{call.slug}/letters/remind", status=403)
    client.get(f"/staff/calls/{call.slug}/deadline", status=403)
    client.get("/staff/agencies/import", status=403)
