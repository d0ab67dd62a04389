"""Suggestions in a real browser: searched, followed, taken up by keyboard; nothing by itself."""

from __future__ import annotations

from datetime import timedelta

import pytest
from playwright.sync_api import expect
from sqlalchemy import select

from consult.analysis.models import Coding, Origin
from consult.calls import queries as calls
from tests import office
from tests.analysis.coded import a_theme
from tests.journeys.test_coding import signed_in
from tests.live import axe
from tests.office import AT

pytestmark = pytest.mark.journey

TEXTS = (
    "Le fret ferroviaire manque de trains. Il nous faut 350 apprentis en Bretagne.",
    "Les trains de fret sont supprimés. Le foncier manque.",
)


@pytest.fixture
def call(session):
    made = office.call(session, audience=len(TEXTS), closes_at=AT + timedelta(days=900))
    for invitation, text in zip(made.invitations, TEXTS, strict=True):
        office.contribution(session, invitation, needs=text)
    session.flush()
    for key in ("fret", "formation", "foncier"):
        a_theme(session, made, key)
    session.commit()
    return calls.call_with_questions(session, made.slug)


def test_a_search_is_followed_and_its_proposals_taken_up_by_keyboard(page, session, call):
    session.commit()
    staff = signed_in(page, session, "Léa")
    staff.goto(f"/staff/calls/{call.slug}/suggestions")
    axe(staff)
    staff.get_by_role("button", name="Chercher des suggestions").click()
    staff.get_by_role("heading", name="Trop peu de réponses pour des groupes").wait_for()
    staff.locator("details").evaluate_all("all => all.forEach(one => { one.open = true; })")
    axe(staff)
    expect(staff.locator("#figures + details mark").first).to_have_text("350 apprentis")
    staff.set_viewport_size({"width": 360, "height": 740})
    axe(staff)
    assert staff.evaluate("document.documentElement.scrollWidth") == 360

    staff.get_by_role("link", name="Des thèmes pour les passages").click()
    axe(staff)
    first = staff.locator("[data-offer]").first
    staff.keyboard.press("j")
    expect(first).to_be_focused()
    staff.keyboard.press("1")
    expect(first.get_by_role("status")).to_contain_text("Codé")
    expect(staff.locator("[data-offer]").nth(1)).to_be_focused()
    staff.keyboard.press("s")
    expect(staff.locator("[data-offer]").nth(1).get_by_role("status")).not_to_be_empty()

    session.expire_all()
    coding = session.scalars(select(Coding)).one()
    told = (coding.theme.key, coding.origin, coding.proposal["name"])
    session.commit()
    assert told == ("fret", Origin.ACCEPTED, "use-lemmas-louvain")
    staff.reload()
    expect(staff.locator("[data-offer]")).to_have_count(1)
