"""A delegate in a corridor: one page, one document, one button, on a phone."""

from __future__ import annotations

from datetime import timedelta

import pytest

from consult import clock
from consult.publication import service
from consult.storage import storage
from consult.synthesis.models import Format
from tests import office
from tests.live import axe

pytestmark = pytest.mark.journey


@pytest.fixture
def given(live_server, session):
    """A note given to a delegate until next week, with the secret of its link."""
    with live_server.app.app_context():
        digest = storage().put(b"%PDF-1.7 a note")
    note = office.note(session, office.call(session), files={Format.PDF: digest})
    at = clock.now()
    delivery, token = service.deliver(
        session,
        note=note,
        recipient="Mme Roy",
        expires_at=at + timedelta(days=7),
        actor=office.STAFF,
        at=at,
    )
    session.commit()
    return delivery, token


def test_the_note_is_one_touch_away_on_a_phone(page, given):
    delivery, token = given
    page.set_viewport_size({"width": 360, "height": 640})
    page.goto(f"/d/{token}")
    axe(page)
    button = page.get_by_role("link", name="Télécharger la note")

    assert page.url.endswith(f"/note/{delivery.public_id}/")
    assert button.bounding_box()["height"] >= 48
    assert button.bounding_box()["y"] + button.bounding_box()["height"] <= 640
    assert page.evaluate("document.documentElement.scrollWidth") == 360
    with page.expect_download() as arrived:
        button.click()
    assert arrived.value.path().read_bytes() == b"%PDF-1.7 a note"


def test_a_closed_link_says_so_humanely(page, given, session):
    delivery, token = given
    service.revoke(session, delivery=delivery, actor=office.STAFF, at=clock.now())
    session.commit()
    page.goto(f"/d/{token}")
    axe(page)

    assert page.get_by_role("heading", level=1).count() == 1
