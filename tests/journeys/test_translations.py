"""Staff translate a call, on a telephone and on a screen."""

from datetime import timedelta

import pytest
from playwright.sync_api import expect

from consult import clock
from consult.calls.models import Call
from tests import office
from tests.live import axe

pytestmark = pytest.mark.journey


@pytest.fixture
def staff(page, session):
    return office.signed_in(page, session)


@pytest.mark.parametrize("width", [360, 1280])
def test_a_text_is_translated_beside_its_own_words(staff, session, app, width):
    call = office.call(session, closes_at=clock.now() + timedelta(days=5))
    session.commit()
    staff.set_viewport_size({"width": width, "height": 800})
    staff.goto(f"/staff/calls/{call.slug}/translations")
    axe(staff)
    assert staff.evaluate("document.documentElement.scrollWidth") == width

    staff.get_by_label("Quels besoins").fill("Which needs?")
    staff.get_by_role("button", name="Enregistrer les traductions").click()
    expect(staff.locator("main strong").first).to_contain_text("1 sur ")
    with app.extensions["database"].reader() as reading:
        (kept,) = reading.query(Call).all()
        assert kept.sections[0].questions[0].translations == {"en": {"label": "Which needs?"}}

    staff.goto(f"/staff/calls/{call.slug}/edit")
    axe(staff)
    assert staff.evaluate("document.documentElement.scrollWidth") == width
