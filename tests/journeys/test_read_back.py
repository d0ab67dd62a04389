"""Staff ask, an agency reads its words on a phone and agrees, and the note prints them."""

from __future__ import annotations

from datetime import timedelta

import pytest

from consult import clock
from consult.calls.queries import invitations
from consult.post import OutboxLetter
from consult.synthesis import service
from consult.synthesis.snapshot import Audience, State, to_json
from tests import office
from tests.contributions.world import link_to
from tests.live import axe
from tests.synthesis.reading_again.test_rereading import SAID, contributes

pytestmark = pytest.mark.journey
PHONE = {"width": 360, "height": 780}
DESK = {"width": 1280, "height": 900}


@pytest.fixture
def call(session):
    made = office.call(session, closes_at=clock.now() + timedelta(days=9))
    permissions = ("allowed", "after_review", "allowed")
    for invitation, words, quotes in zip(
        invitations(session, made), SAID, permissions, strict=True
    ):
        contributes(session, invitation, words, quotes=quotes)
    session.commit()
    return made


def printed(session, call):
    session.expire_all()
    note = service.draft(
        session,
        slug=call.slug,
        audience=Audience.DELEGATE,
        state=State.DRAFT,
        federation="",
    )
    session.rollback()
    return SAID[1] in to_json(note)


def looked_at(page):
    for size in (DESK, PHONE):
        page.set_viewport_size(size)
        axe(page)
        assert page.evaluate("document.documentElement.scrollWidth") <= size["width"]


def test_an_agency_reads_on_its_phone_and_the_note_prints_it(page, session, call):
    second = invitations(session, call)[1]
    link = link_to(session, second, at=clock.now())
    session.commit()
    office.signed_in(page, session)
    page.goto(f"/staff/calls/{call.slug}/note")
    page.get_by_role("link", name="Faire relire les agences").click()
    looked_at(page)
    page.get_by_role("button", name="Demander la relecture aux agences cochées").click()
    page.get_by_text("La relecture est demandée à 3 agences.").wait_for()
    looked_at(page)
    assert session.query(OutboxLetter).filter_by(kind="read_back").count() == 3
    assert not printed(session, call)

    page.set_viewport_size(PHONE)
    page.goto(f"/r/{link}?page=read-back")
    looked_at(page)
    page.locator('[name="choice.0"][value=agreed]').focus()
    page.keyboard.press("Space")
    page.keyboard.press("Enter")
    page.get_by_text("Votre réponse est enregistrée.").wait_for()
    looked_at(page)
    assert printed(session, call)

    page.goto(f"/staff/calls/{call.slug}/note/read-back")
    assert "d’accord" in page.locator("tbody tr", has_text="A2").first.inner_text()
