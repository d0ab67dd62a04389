"""Staff word a letter, see it as it will look, and hold it in the outbox, wide and narrow."""

from __future__ import annotations

from datetime import timedelta

import pytest

from consult import clock
from tests import office
from tests.live import axe

pytestmark = pytest.mark.journey


@pytest.mark.parametrize("width", [1280, 360])
def test_the_pages_of_letters_are_broken_for_nobody(page, session, width):
    call = office.call(session, audience=2, closes_at=clock.now() + timedelta(days=9))
    session.commit()
    page.set_viewport_size({"width": width, "height": 800})
    office.signed_in(page, session)
    here = f"/staff/calls/{call.slug}"

    for path in ("outbox", "words", "words/invitation/fr", "letters/invite"):
        page.goto(f"{here}/{path}")
        axe(page)
        assert page.evaluate("document.documentElement.scrollWidth") == width
    frame = page.frame_locator("iframe")
    assert frame.get_by_role("link", name="Ouvrir votre lien personnel").count() == 1

    page.goto(f"{here}/letters/invite")
    page.get_by_role("button", name="Envoyer 2 courriels").click()
    page.goto(f"{here}/outbox")
    assert page.locator("tbody tr").count() == 2
    page.locator("tbody a").first.click()
    axe(page)
    assert page.evaluate("document.documentElement.scrollWidth") == width
