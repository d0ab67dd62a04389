"""The list of a call: constant statements, live, and one click from a reminder."""

from __future__ import annotations

import pytest
from sqlalchemy import update

from consult.calls.models import Invitation
from consult.calls.queries import invitations
from consult.campaign import service
from consult.campaign.monitoring import Status
from consult.campaign.queries import standings
from consult.contributions.models import Contribution, Decision, SignOff
from consult.directory.models import Contact
from consult.post import OutboxLetter
from consult.post.outbox import LetterState
from tests import office
from tests.contributions.world import link_to
from tests.office import AT


@pytest.fixture
def staff(client, session, monkeypatch):
    monkeypatch.setattr("consult.clock.now", lambda: AT)
    office.sign_in(client, session)
    return client


@pytest.mark.parametrize("audience", [1, 7])
def test_the_list_takes_five_statements_whatever_the_audience(staff, session, queries, audience):
    call = office.call(session, audience=audience)
    for invitation in invitations(session, call):
        office.contribution(session, invitation, sent=False)
    session.commit()
    path = f"/staff/calls/{call.slug}"
    staff.get(path)

    with queries(5):
        staff.get(path)


def test_a_letter_returned_a_form_opened_and_a_signature_awaited_are_told_apart(session):
    call = office.call(session, audience=4)
    bounced, opened, waiting, again = invitations(session, call)
    for one, state in ((bounced, LetterState.BOUNCED), (opened, LetterState.FAILED)):
        letter = OutboxLetter(
            key=f"invitation:{call.id}:{one.id}",
            kind="invitation",
            call_id=call.id,
            recipient=one.email,
            reply_to="",
            subject="S",
            body="B",
            state=state,
            planned_at=AT,
            leave_at=AT,
            sent_at=None,
        )
        session.add(letter)
    opened.opened_at = AT
    for one, decision in ((waiting, Decision.REQUESTED), (again, Decision.RETURNED)):
        draft = office.contribution(session, one, sent=False)
        session.add(
            SignOff(contribution_id=draft.id, revision=1, decision=decision, reason="", at=AT)
        )
    session.flush()

    assert [one.status for one in standings(session, call)] == [
        Status.BOUNCED,
        Status.OPENED,
        Status.AWAITING_SIGNATURE,
        Status.DRAFT,
    ]


def test_an_address_in_error_is_told_once_it_was_written_to(session):
    call = office.call(session, audience=2)
    session.execute(update(Contact).values(bounced_at=AT))
    planned = service.invitations(call, standings(session, call), at=AT)
    service.send(session, planned=planned[:1], at=AT)

    assert [one.status for one in standings(session, call)] == [
        Status.BOUNCED,
        Status.NOT_INVITED,
    ]


def test_an_open_page_is_told_only_what_changed(staff, session):
    call = office.call(session, audience=2)
    live = f"/staff/calls/{call.slug}/live"
    first = staff.request("GET", live)
    mark = {"If-None-Match": first.headers["ETag"]}

    assert staff.request("GET", live, headers=mark).status_code == 304
    office.contribution(session, invitations(session, call)[0])
    session.commit()
    changed = staff.request("GET", live, headers=mark)
    assert (changed.status_code, "1 sur 2" in changed.text) == (200, True)


def test_the_page_carries_the_mark_of_what_it_shows(staff, session):
    call = office.call(session, audience=2)
    page = staff.get(f"/staff/calls/{call.slug}")
    told = page.select_one("[data-live]")
    mark = {"If-None-Match": f'"{told["data-mark"]}"'}

    assert staff.request("GET", told["data-live"], headers=mark).status_code == 304


def test_a_hundred_agencies_a_page(staff, session):
    call = office.call(session, audience=101)
    page = staff.get(f"/staff/calls/{call.slug}")
    last = staff.get(f"/staff/calls/{call.slug}?page=2")

    assert [len(one.select("table.standings tbody tr")) for one in (page, last)] == [100, 1]


def test_the_silent_are_one_click_from_being_reminded_and_nobody_else_is(staff, session):
    call = office.call(session, audience=3)
    office.contribution(session, invitations(session, call)[0])
    session.execute(update(Invitation).where(Invitation.acronym == "A3").values(region="Corse"))
    session.commit()
    page = staff.get(f"/staff/calls/{call.slug}?status=silent&region=Corse")
    link = page.select_one(".list-head .btn-act")

    assert link.text == "Relancer cette agence"
    preview = staff.get(link["href"])
    assert "a3@agence.example" in preview.words
    assert "a2@agence.example" not in preview.words


def test_the_form_is_opened_by_whoever_sees_it_and_only_the_first_time_counts(
    client, session, monkeypatch
):
    call = office.call(session, audience=1)
    invitation = invitations(session, call)[0]
    session.commit()
    monkeypatch.setattr("consult.clock.now", lambda: AT)
    page = client.get(f"/r/{link_to(session, invitation, at=AT)}")
    form = page.select_one("form.sheet")
    session.refresh(invitation)
    assert invitation.opened_at is None

    data = {
        name: form.select_one(f"[name={name}]")["value"] for name in ("csrf_token", "form_token")
    }
    assert client.request("POST", form["data-opened"], data=data).status_code == 204
    session.refresh(invitation)
    assert invitation.opened_at == AT
    again = client.get(f"/contribution/{invitation.public_id}/")
    assert "data-opened" not in again.select_one("form.sheet").attrs
    assert session.query(Contribution).count() == 0


def test_the_curve_and_the_map_take_two_statements_more(staff, session, queries):
    call = office.call(session, audience=3)
    office.contribution(session, invitations(session, call)[0])
    session.commit()
    path = f"/staff/calls/{call.slug}/responses"
    page = staff.get(path)

    assert "1 contribution reçue de 3 agences sollicitées." in page.words
    with queries(7):
        staff.get(f"{path}?map=regions")


def test_the_list_downloads_as_a_workbook(staff, session):
    call = office.call(session, audience=1)
    answer = staff.request("GET", f"/staff/calls/{call.slug}/agencies.xlsx")

    assert (answer.status_code, answer.data[:2]) == (200, b"PK")
