"""Staff watch answers come in, see who is silent, and type what came by telephone."""

from __future__ import annotations

import pytest

from consult import clock
from consult.calls.models import Invitation
from consult.calls.queries import invitations
from tests import office
from tests.contributions.world import link_to
from tests.live import axe

pytestmark = pytest.mark.journey


@pytest.fixture
def staff(page, session):
    """A manager who has just signed in with a one-time link."""
    return office.signed_in(page, session)


@pytest.fixture
def call(session):
    now = clock.now()
    made = office.call(session, audience=3, closes_at=now.replace(year=now.year + 1))
    session.commit()
    return made


def test_an_open_list_says_by_itself_that_a_contribution_arrived(staff, session, call):
    first = invitations(session, call)[0]
    staff.goto(f"/staff/calls/{call.slug}")
    axe(staff)
    office.contribution(session, first)
    session.commit()
    staff.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    staff.get_by_role("status").get_by_text("1 sur 3 reçues").wait_for()

    assert staff.locator("table.standings .pill.sent").count() == 1
    staff.get_by_role("link", name="rien reçu 2").click()
    assert staff.locator("table.standings tbody tr").count() == 2


def test_a_form_before_somebodys_eyes_is_opened(page, session, call):
    invitation = invitations(session, call)[0]
    token = link_to(session, invitation, at=clock.now())
    session.commit()
    with page.expect_response("**/opened"):
        page.goto(f"/r/{token}")
    session.expire_all()

    assert session.get(Invitation, invitation.id).opened_at is not None


def test_the_curve_and_the_map_are_read_by_everybody(staff, session, call):
    office.contribution(session, invitations(session, call)[0])
    session.commit()
    staff.goto(f"/staff/calls/{call.slug}/responses?map=regions")
    axe(staff)
    staff.locator("a.place").first.focus()
    staff.keyboard.press("Enter")
    staff.wait_for_url("**place=R53**")

    assert staff.locator("table.standings tbody tr").count() == 3


def test_what_was_said_by_telephone_is_typed_and_waits_for_the_agency(staff, session, call):
    staff.goto(f"/staff/calls/{call.slug}")
    staff.get_by_role("link", name="Saisir – A1").click()
    axe(staff)
    staff.get_by_label("Comment vous l’avez reçue").select_option("phone")
    staff.locator("#q\\.needs").fill("De l’eau.")
    staff.get_by_role("button", name="Transmettre au nom de l’agence").click()
    axe(staff)

    assert staff.get_by_text("à confirmer par l’agence").count() == 1
