"""The home page: what waits across calls, one link each, in a constant number of statements."""

from __future__ import annotations

from datetime import timedelta

import pytest

from consult.calls import rehearsal
from consult.calls.queries import invitations
from consult.jobs import JobState, enqueue
from consult.post import Letter, LetterState
from consult.post import enqueue as post
from consult.synthesis.snapshot import State
from tests import office
from tests.office import AT, CLOSES, STAFF


@pytest.fixture
def now(monkeypatch):
    def told(at):
        monkeypatch.setattr("consult.clock.now", lambda: at)

    told(AT)
    return told


@pytest.fixture
def staff(client, session, now):
    office.sign_in(client, session)
    return client


def waiting(page):
    return [
        (" ".join(one.select_one(".todo-said").text.split()), one.select_one(".todo-act a")["href"])
        for one in page.select(".todo")
    ]


def test_an_empty_office_begins_with_the_directory(staff):
    page = staff.get("/staff/")

    assert page.select_one(".empty h2").text == "Aucun appel pour l’instant"
    assert [a["href"] for a in page.select(".empty a")] == [
        "/staff/agencies/import",
        "/staff/calls/new",
    ]


def test_an_office_with_a_directory_begins_with_a_call(staff, session):
    office.agencies(session, 2)
    page = staff.get("/staff/")

    assert "L’annuaire compte 2 agences." in page.words
    assert page.select_one(".empty .btn-act")["href"] == "/staff/calls/new"


def test_calls_stand_by_phase_the_open_ones_first(staff, session, now):
    office.call(session, opened=False, title="Brouillon", audience=1)
    office.call(session, title="Ouvert", audience=1)
    office.call(session, title="Clos", audience=1, closes_at=AT + timedelta(minutes=1))
    now(AT + timedelta(hours=1))

    assert [h2.text for h2 in staff.get("/staff/").select("main h2")] == [
        "Appels ouverts",
        "Appels en préparation",
        "Appels clos",
    ]


def test_everything_that_waits_is_there_with_its_link(staff, session, now):
    call = office.call(session, audience=3)
    first = invitations(session, call)[0]
    office.contribution(session, first)
    failed = post(
        session,
        Letter("k", "receipt", "a1@agence.example", "S", "B", call_id=call.id),
        at=AT,
    )
    failed.state = LetterState.FAILED
    enqueue(session, "sing", key="sing:1", payload={}, at=AT).state = JobState.FAILED
    draft = office.call(session, opened=False, title="Brouillon", audience=2)
    now(CLOSES - timedelta(hours=48))

    assert waiting(staff.get("/staff/")) == [
        ("1 courriel n’est pas arrivé.", f"/staff/calls/{call.slug}/outbox?state=lost"),
        ("1 travail a échoué.", "/staff/jobs"),
        (
            "Se clôt dans 2 jours, et 2 agences n’ont rien transmis.",
            f"/staff/calls/{call.slug}/letters/remind",
        ),
        (
            "2 agences n’ont reçu aucun courriel.",
            f"/staff/calls/{call.slug}/letters/invite",
        ),
        (
            "1 contribution est arrivée depuis votre dernier passage.",
            f"/staff/calls/{call.slug}",
        ),
        ("En préparation : 2 agences sont choisies.", f"/staff/calls/{draft.slug}/open"),
    ]


def test_what_has_arrived_is_told_until_it_is_seen(staff, session, now):
    call = office.call(session, audience=1)
    office.contribution(session, invitations(session, call)[0])
    now(AT + timedelta(hours=2))
    page = staff.get("/staff/")
    assert "1 contribution est arrivée depuis votre dernier passage." in page.words
    assert "est arrivée" in staff.get("/staff/").words

    seen = staff.send(page, form="form.caught-up")
    assert "est arrivée" not in seen.words


def test_a_note_in_review_waits_for_its_approval(staff, session, now):
    call = office.call(session, audience=1)
    office.contribution(session, invitations(session, call)[0])
    office.note(session, call, state=State.REVIEW)
    now(CLOSES)

    assert ("Une note attend sa validation.", f"/staff/calls/{call.slug}/note") in waiting(
        staff.get("/staff/")
    )


def test_a_rehearsal_shows_nowhere(staff, session):
    call = office.call(session, opened=False, audience=1)
    rehearsal.begin(session, call=call, actor=STAFF, at=AT)
    page = staff.get("/staff/")

    assert len(page.select("tbody tr")) == 1
    assert len(page.select(".todo")) == 1


def test_the_page_asks_as_much_for_one_call_as_for_four(staff, session, queries, settle):
    for count in range(1, 5):
        call = office.call(session, title=f"Appel {count}", audience=3)
        office.contribution(session, invitations(session, call)[0])
        if count in (1, 4):
            settle()
            with queries(9):
                staff.get("/staff/")
