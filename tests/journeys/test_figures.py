"""The figures of a call, at a desk and on a phone."""

from __future__ import annotations

from datetime import timedelta

import pytest

from consult import clock
from consult.accounts.models import Role
from consult.calls.models import Invitation
from tests import office
from tests.live import axe

pytestmark = pytest.mark.journey


@pytest.fixture(params=[(1280, 900, "wide"), (360, 740, "narrow")], ids=["desktop", "phone"])
def reader(page, session, request):
    """Somebody who reads, and the drawings their screen shows."""
    width, height, drawing = request.param
    page.set_viewport_size({"width": width, "height": height})
    call = office.call(session, closes_at=clock.now() + timedelta(days=3))
    asked = session.query(Invitation).filter_by(call_id=call.id).all()
    asked[0].level = "régionale"
    for invitation in asked:
        office.contribution(session, invitation)
    session.commit()
    office.signed_in(page, session, role=Role.READER)
    page.goto(f"/staff/calls/{call.slug}/figures")
    return page, drawing


def looked_at(page):
    """Nothing is broken for anybody, and nothing hangs over the edge of the screen."""
    axe(page)
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0


def test_a_screen_shows_the_drawing_made_for_it_and_counts_again(reader):
    page, drawing = reader
    shown = page.locator("#scale svg:visible")
    assert shown.count() == 1
    assert page.locator(f"#scale .on-{drawing} svg").is_visible()
    assert "3 agences sur 3" in page.locator("#scale figcaption").inner_text()
    page.locator("#scale summary").click()
    looked_at(page)
    page.get_by_label("Niveau", exact=True).select_option("régionale")
    page.get_by_role("button", name="Afficher").click()
    page.get_by_text("Compté pour ces agences seulement").wait_for()
    looked_at(page)

    assert "1 agence sur 1" in page.locator("#scale figcaption").inner_text()

    page.get_by_role("link", name="Les afficher toutes").click()
    page.get_by_label("Choix", exact=True).select_option("level")
    page.get_by_role("button", name="Afficher").click()
    page.locator("#scale svg text:visible", has_text="régionale (1)").wait_for()
    looked_at(page)

    assert page.locator("#scale svg text:visible", has_text="locale (2)").count() == 1
