"""A note written by keyboard at the desk, by two people at once, and with the network away."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests import office
from tests.live import axe

pytestmark = pytest.mark.journey


@pytest.fixture
def call(session, page):
    """A call on which somebody answered; the visitor is a manager who has just signed in."""
    made = office.call(session, audience=2)
    office.contribution(session, made.invitations[0])
    office.signed_in(page, session)
    return made


def texts(page):
    return [one.inner_text() for one in page.locator("[data-block] .note-text").all()]


def test_a_note_is_written_by_two_people_and_nothing_is_lost(page, call):
    desk = f"/staff/calls/{call.slug}/note/desk"
    page.goto(desk)
    page.locator("[data-begin]").click()
    expect(page.locator("[data-kind=chapter] .nd-title")).to_be_focused()
    page.keyboard.type("Gouverner")
    page.keyboard.press("Enter")
    page.keyboard.type("Deux agences le disent.")  # at once: the block is still on its way
    expect(page.locator("[data-kind=claim] .note-text")).to_be_focused()
    page.keyboard.press("Control+Enter")
    expect(page.locator("[data-kind=claim] .note-text").nth(1)).to_be_focused()
    page.keyboard.press("/")
    page.get_by_role("menuitem", name="Texte").click()
    expect(page.locator("[data-kind=text] .note-text")).to_be_focused()
    page.keyboard.type("Une suite.")
    page.keyboard.press("Alt+ArrowUp")
    expect(page.locator("[data-block]").nth(1)).to_have_attribute("data-kind", "text")
    expect(page.locator("#saved")).to_contain_text("Enregistré à")
    assert texts(page) == ["Une suite.", "Deux agences le disent."]
    axe(page)

    claim = page.locator("[data-kind=claim] .note-text")
    claim.first.click()
    page.keyboard.press("Home")
    for _ in "Deux agences":
        page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")  # inside a statement: two of them
    with page.expect_response(lambda told: told.url.rpartition("/")[0].endswith("/blocks")):
        page.keyboard.type("Elles ")  # saved with the pause after it
    expect(claim).to_have_text(["Deux agences", "Elles le disent."])
    page.keyboard.press("Home")
    page.keyboard.press("Backspace")  # at the start of one: one again
    expect(claim).to_have_text(["Deux agences Elles le disent."])
    for left in (["Deux agences", "Elles le disent."], ["Deux agences", "le disent."]):
        page.locator("button[data-undo]").click()
        expect(claim).to_have_text(left)
    page.locator("button[data-undo]").click()
    expect(claim).to_have_text(["Deux agences le disent."])

    text = page.locator("[data-kind=text]")
    text.hover()
    grip = text.locator(".nd-handle").bounding_box()
    page.mouse.move(grip["x"] + 9, grip["y"] + 9)
    page.mouse.down()
    page.mouse.move(grip["x"] + 9, grip["y"] + 80, steps=8)  # straight down the gutter
    page.mouse.up()
    expect(page.locator("[data-block]").nth(2)).to_have_attribute("data-kind", "text")
    page.locator("button[data-undo]").click()
    expect(page.locator("[data-block]").nth(1)).to_have_attribute("data-kind", "text")

    colleague = page.context.new_page()
    colleague.goto(desk)
    expect(colleague.locator("[data-block]")).to_have_count(3)
    mine = page.locator("[data-kind=claim] .note-text")
    theirs = colleague.locator("[data-kind=claim] .note-text")
    theirs.click()
    colleague.keyboard.press("Control+End")
    mine.click()
    page.keyboard.press("Control+End")
    page.keyboard.type(" Oui.")
    expect(page.locator("#saved")).to_contain_text("Enregistré à")
    colleague.keyboard.type(" Non.")
    expect(colleague.locator("[data-keep-mine]")).to_be_visible()
    expect(colleague.locator("[data-kind=claim] [data-conflict]")).to_contain_text("Oui.")
    colleague.locator("[data-keep-mine]").click()
    expect(colleague.locator("#saved")).to_contain_text("Enregistré à")
    page.locator(".nd-title").first.click()
    expect(mine).to_have_text("Deux agences le disent. Non.", timeout=15_000)
    colleague.close()

    block = page.locator("[data-kind=claim]")
    block.hover()
    block.locator("[data-acts]").click()
    page.get_by_role("menuitem", name="Retirer").click()
    expect(block).to_have_count(0)
    page.locator("[data-toast] button").click()
    expect(mine).to_have_text("Deux agences le disent. Non.")

    page.context.set_offline(True)
    mine.click()
    page.keyboard.press("Control+End")
    page.keyboard.type(" Peut-être.")
    expect(page.locator("#alarm")).to_contain_text("hors ligne")
    page.context.set_offline(False)
    expect(page.locator("#saved")).to_contain_text("Enregistré à", timeout=15_000)
    page.reload()
    expect(mine).to_have_text("Deux agences le disent. Non. Peut-être.")

    page.set_viewport_size({"width": 360, "height": 740})
    page.locator("[data-tab=remarks]").click()
    expect(page.locator("[data-remarks]")).to_contain_text("Rien n’attend")
    axe(page)
    assert page.evaluate("document.documentElement.scrollWidth") == 360


def test_keys_pressed_in_a_row_on_a_slow_computer_act_where_the_cursor_is(page, call):
    page.goto(f"/staff/calls/{call.slug}/note/desk")
    page.locator("[data-begin]").click()
    page.keyboard.type("Gouverner")
    page.keyboard.press("Enter")
    claim = page.locator("[data-kind=claim] .note-text")
    expect(claim).to_be_focused()
    page.keyboard.type("Elles le disent")
    page.context.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": 6})
    for _ in range(6):
        for key in ("Home", *["ArrowRight"] * len("Elles"), "Enter"):
            page.keyboard.press(key)
        expect(claim).to_have_text(["Elles", "le disent"])
        expect(claim.nth(1)).to_be_focused()
        page.keyboard.press("Home")
        page.keyboard.press("Backspace")
        expect(claim).to_have_text(["Elles le disent"])
