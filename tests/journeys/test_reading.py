"""The desk is read by keyboard, on a phone, and while others read and answer."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from consult.contributions.models import Contribution
from tests.analysis.desks import again, desk, pair
from tests.journeys.test_coding import signed_in
from tests.live import axe

pytestmark = pytest.mark.journey


def sheet(page, number):
    return page.locator("[data-answer]").nth(number - 1)


def press(page, *keys):
    for key in keys:
        page.keyboard.press(key)


def pressed(one, words):
    return one.get_by_role("button", name=words, pressed=True)


def test_the_desk_is_read_by_keyboard(page, session):
    call = desk(session, answers=3)
    session.commit()
    signed_in(page, session, "Léa").goto(f"/staff/calls/{call.slug}/reading?question=needs")
    axe(page)

    press(page, "j")
    expect(sheet(page, 1)).to_be_focused()
    press(page, "f", "c")
    expect(pressed(sheet(page, 1), "Signaler")).to_be_visible()
    expect(pressed(sheet(page, 1), "Chiffre à vérifier")).to_be_visible()
    press(page, "j")
    expect(sheet(page, 2)).to_be_focused()
    expect(sheet(page, 1)).to_have_class(re.compile("is-read"))
    expect(page.locator(".desk-count")).to_have_text("3 réponses, 2 à lire")
    press(page, "r", "a")
    expect(pressed(sheet(page, 2), "À moi")).to_be_visible()
    expect(page.locator(".desk-count")).to_have_text("3 réponses, 1 à lire")
    press(page, "k")
    expect(sheet(page, 1)).to_be_focused()
    press(page, "r")
    expect(sheet(page, 1)).to_have_class(re.compile("is-unread"))
    press(page, "j", "k")
    expect(sheet(page, 1)).to_have_class(re.compile("is-unread"))

    press(page, "?")
    expect(page.get_by_role("dialog")).to_be_visible()
    axe(page)
    page.get_by_label("Les touches seules agissent sur cette page").uncheck()
    page.get_by_role("button", name="Fermer").click()
    press(page, "j", "r")
    page.reload()
    press(page, "j", "r")
    assert page.locator(".is-current").count() == 0
    page.get_by_role("button", name="Touches").click()
    page.get_by_label("Les touches seules agissent sur cette page").check()
    press(page, "Escape", "n")
    page.wait_for_url("**/reading?question=scale")
    page.get_by_text("Filtrer les réponses").click()
    axe(page)
    page.goto(f"/staff/calls/{call.slug}/reading?side=A1&side=A2")
    axe(page)
    page.goto(f"/staff/calls/{call.slug}/reading/readers")
    axe(page)
    page.set_viewport_size({"width": 360, "height": 740})
    for given in ("", "?agency=A1", "?side=A1&side=A2", "/readers"):
        page.goto(f"/staff/calls/{call.slug}/reading{given}")
        assert page.evaluate("document.documentElement.scrollWidth") == 360
    page.goto(f"/staff/calls/{call.slug}/reading?agency=A1")
    axe(page)


def test_two_read_at_once_and_an_answer_comes_meanwhile(page, session, chromium, live_server):
    call = desk(session, answers=2)
    where = pair(session, call)
    session.commit()
    here = f"/staff/calls/{call.slug}/reading?question=needs"
    signed_in(page, session, "Max").goto(here)
    elsewhere = chromium.new_context(base_url=live_server.url, locale="fr-FR")
    other = signed_in(elsewhere.new_page(), session, "Léa")
    other.goto(here)

    sheet(other, 1).get_by_role("button", name="Signaler").click()
    expect(sheet(page, 1)).to_contain_text("signalée par Léa", timeout=20_000)
    elsewhere.close()

    press(page, "j")
    again(session, session.get_one(Contribution, where[0]))
    session.commit()
    expect(page.locator("[data-news]")).to_contain_text("1 réponse nouvelle", timeout=20_000)
    expect(sheet(page, 1)).to_contain_text("Besoin de A1.")
    expect(sheet(page, 1)).to_be_focused()
    page.get_by_role("link", name="Les afficher", exact=True).click()
    expect(sheet(page, 1)).to_contain_text("Autre chose.")
