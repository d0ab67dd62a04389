"""Staff look for words in a real browser, and take answers away."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from consult.accounts.models import Role
from consult.analysis.searching.language import parsed
from consult.calls.queries import invitations
from tests import office
from tests.analysis.searching.corpus import TEXTS
from tests.live import axe

pytestmark = pytest.mark.journey


@pytest.fixture
def staff(page, session):
    """A reader who has just signed in with a one-time link."""
    return office.signed_in(page, session, role=Role.READER)


@pytest.fixture
def call(session):
    made = office.call(session, audience=len(TEXTS))
    for invitation, text in zip(invitations(session, made), TEXTS, strict=True):
        office.contribution(session, invitation, needs=text)
    session.commit()
    parsed("fonsier")  # a process reads its dictionary once, which the browser need not wait for
    return made


def test_from_the_reading_desk_to_a_word_and_back_to_its_answer(staff, call):
    staff.goto(f"/staff/calls/{call.slug}/reading")
    staff.keyboard.press("/")
    staff.wait_for_url("**/search")
    axe(staff)
    staff.keyboard.type("fonsier")
    staff.keyboard.press("Enter")
    staff.get_by_role("link", name="foncier").click()

    axe(staff)
    assert staff.locator("mark").all_inner_texts() == ["foncier"]
    staff.locator("body").press("/")
    assert staff.evaluate("document.activeElement.name") == "q"
    staff.set_viewport_size({"width": 360, "height": 800})
    assert staff.evaluate("document.documentElement.scrollWidth") == 360
    staff.locator(".hits h3 a").click()
    staff.wait_for_url("**/reading?agency=A1#coded-*")
    assert staff.locator(":target").inner_text().strip().startswith("L’accès au foncier")


def test_answers_are_taken_away_as_a_list(staff, call, tmp_path):
    staff.goto(f"/staff/calls/{call.slug}/figures/exports")
    axe(staff)
    with staff.expect_download() as download:
        staff.get_by_role("button", name="Emporter la liste (CSV)").first.click()
    path = tmp_path / download.value.suggested_filename
    download.value.save_as(path)

    assert path.name == f"{call.slug}-answers.csv"
    with Path(path).open(encoding="utf-8-sig", newline="") as lines:
        rows = list(csv.reader(lines, delimiter=";"))
    assert len(rows) == 2 + len(TEXTS)
    staff.set_viewport_size({"width": 360, "height": 800})
    assert staff.evaluate("document.documentElement.scrollWidth") == 360
