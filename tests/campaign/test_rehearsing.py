"""Staff rehearse a call in pages: they walk the form, fill the others, see a specimen, end it."""

from __future__ import annotations

import json

import pytest
from sqlalchemy import select

from consult.calls import rehearsal
from consult.calls.queries import invitations
from consult.calls.wiping import rehearsal_of
from consult.contributions.models import Version
from consult.post import Letter, LetterState, OutboxLetter, enqueue
from consult.synthesis.models import Note
from tests import office
from tests.office import AT, STAFF


@pytest.fixture
def staff(client, session, monkeypatch):
    monkeypatch.setattr("consult.clock.now", lambda: AT)
    office.sign_in(client, session)
    return client


@pytest.fixture
def call(session):
    return office.call(session, opened=False)


def begun(staff, call):
    page = staff.get(f"/staff/calls/{call.slug}/rehearsal")
    return staff.send(page, button="Commencer la répétition")


def test_the_real_form_opens_under_a_strip_that_says_it_is_a_rehearsal(staff, session, call):
    page = begun(staff, call)
    assert len(page.select("tbody tr")) == 6

    form = staff.send(page, form="tbody tr form")
    copy = rehearsal_of(session, call)
    first = invitations(session, copy)[0]
    assert form.path == f"/contribution/{first.public_id}/"
    strip = " ".join(form.select_one(".rehearsal-strip").get_text(" ").split())
    assert strip.startswith("Répétition – rien n’est transmis à la fédération")

    # The strip leads back, by the address of the rehearsal itself.
    back = form.select_one(".rehearsal-strip a")["href"]
    assert staff.get(back).path == f"/staff/calls/{call.slug}/rehearsal"


def test_the_form_of_a_real_call_has_no_such_strip(staff, session):
    opened = office.call(session, title="Vrai")
    page = staff.get(f"/staff/calls/{opened.slug}")

    assert page.select(".rehearsal-strip, .rehearsed") == []


def test_one_click_answers_for_the_others_and_one_composes_a_specimen(staff, session, call):
    page = begun(staff, call)
    filled = staff.send(page, form="form[action$=fill]")
    assert "6 réponses ont été inventées." in filled.get_text(" ")
    assert len(session.scalars(select(Version)).all()) == 6

    note = staff.send(filled, form="form[action$='repetition/note']")
    frozen = session.scalars(select(Note)).one()
    assert json.loads(frozen.snapshot)["specimen"] is True
    assert note.select_one(".rehearsed a")["href"].endswith("-repetition/rehearsal")
    assert [one.text for one in note.select(".tabs a")] == ["Chiffres", "Note"]


def test_a_note_of_a_real_call_says_nothing_of_specimens(staff, session):
    real = office.call(session, title="Vrai")
    office.contribution(session, invitations(session, real)[0])
    staff.send(staff.get(f"/staff/calls/{real.slug}/note"), form="main form[method=post]")

    assert "specimen" not in json.loads(session.scalars(select(Note)).one().snapshot)


def test_ending_it_leaves_nothing_and_the_call_can_be_rehearsed_again(staff, session, call):
    page = begun(staff, call)
    filled = staff.send(page, form="form[action$=fill]")
    ended = staff.send(filled, form="form[action$=end]")

    assert ended.path == f"/staff/calls/{call.slug}/open"
    assert "il n’en reste rien" in ended.get_text(" ")
    assert (session.scalars(select(Version)).all(), rehearsal_of(session, call)) == ([], None)
    assert "n’a pas été répété" not in ended.words
    begun(staff, call)


def test_a_rehearsal_writes_to_nobody(staff, session, call, work, postbox):
    copy, _ = rehearsal.begin(session, call=call, actor=STAFF, at=AT)
    letter = Letter("team:1", "receipt", "real@agence.example", "S", "B", call_id=copy.id)
    enqueue(session, letter, at=AT)
    work()

    assert postbox == []
    assert session.scalars(select(OutboxLetter)).one().state is LetterState.CANCELLED


@pytest.mark.parametrize(
    "page",
    [
        "",
        "/edit",
        "/audience",
        "/questionnaire",
        "/open",
        "/letters/invite",
        "/outbox",
        "/deadline",
        "/deliveries",
        "/translations",
    ],
)
def test_staff_cannot_lead_a_rehearsal_as_if_it_were_a_call(staff, session, call, page):
    copy, _ = rehearsal.begin(session, call=call, actor=STAFF, at=AT)

    staff.get(f"/staff/calls/{copy.slug}{page}", status=404)
    staff.get(f"/staff/calls/{call.slug}{page}")


def test_an_open_call_is_not_rehearsed_any_more(staff, session):
    opened = office.call(session)
    page = staff.get(f"/staff/calls/{opened.slug}/rehearsal")

    assert page.select("main form") == []


def test_opening_and_inviting_take_one_button_and_wipe_the_rehearsal(
    staff, session, call, work, postbox
):
    begun(staff, call)
    page = staff.get(f"/staff/calls/{call.slug}/open")
    button = page.select_one("button[formaction]")
    assert button.text == "Ouvrir l’appel et envoyer 3 invitations"

    page.select_one("main form.actions")["action"] = button["formaction"]
    overview = staff.send(page, form="main form.actions")
    assert overview.path == f"/staff/calls/{call.slug}"
    assert "3 invitations partent." in overview.get_text(" ")
    assert rehearsal_of(session, call) is None
    assert session.query(OutboxLetter).count() == 3


def test_a_call_that_lacks_something_does_not_open_by_that_button_either(staff, session):
    empty = office.call(session, opened=False, audience=0)
    page = staff.get(f"/staff/calls/{empty.slug}/open")
    page.select_one("main form.actions")["action"] = f"/staff/calls/{empty.slug}/launch"
    again = staff.send(page, form="main form.actions")

    assert again.path == f"/staff/calls/{empty.slug}/open"
    assert "ne peut pas encore ouvrir" in again.get_text(" ")
