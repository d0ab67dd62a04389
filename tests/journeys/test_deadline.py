"""The last hours before a deadline, and two languages, in a real browser."""

from datetime import datetime, timedelta

import pytest
from playwright.sync_api import expect

from consult import clock
from tests.contributions.world import call_of, invited, link_to
from tests.live import axe

pytestmark = pytest.mark.journey
SIZES = ({"width": 360, "height": 800}, {"width": 1280, "height": 900})


@pytest.fixture
def link(session):
    def closing_in(left, **facts):
        at = clock.now()
        call = call_of(session, closes_at=at + left, language="fr")
        call.opens_at = call.launched_at = at - timedelta(days=1)
        token = link_to(session, invited(session, call, **facts), at=at)
        session.commit()
        return f"/r/{token}"

    return closing_in


def left(page):
    return page.locator(".deadline-left")


def spoken(page):
    return page.locator(".deadline [role=status]")


def test_the_last_hours_count_down_and_are_spoken_at_a_few_marks_only(page, link):
    page.clock.install()
    page.goto(link(timedelta(hours=24, minutes=1, seconds=50)))
    expect(left(page)).to_have_text("Il reste 24 h 01")
    expect(spoken(page)).to_have_text("")

    page.clock.run_for(120_000)
    expect(left(page)).to_have_text("Il reste 23 h 59")
    expect(spoken(page)).to_have_text("L’appel se clôt dans 24\u00a0heures.")

    page.clock.run_for(600_000)
    expect(left(page)).to_have_text("Il reste 23 h 49")
    expect(spoken(page)).to_have_text("L’appel se clôt dans 24\u00a0heures.")


def test_minutes_are_told_alone_in_the_last_hour_and_the_end_is_said(page, link):
    page.clock.install()
    page.goto(link(timedelta(minutes=6, seconds=30)))
    expect(left(page)).to_have_text("Il reste 6 min")

    page.clock.run_for(120_000)
    expect(left(page)).to_have_text("Il reste 4 min")
    expect(spoken(page)).to_have_text("L’appel se clôt dans 5 minutes.")

    page.clock.run_for(300_000)
    expect(left(page)).to_have_text("Le délai est passé.")
    expect(spoken(page)).to_have_text("Le délai est passé.")


def test_a_computer_years_fast_counts_by_the_clock_of_the_server(page, link):
    page.clock.install(time=datetime(2041, 1, 1, 12))  # noqa: DTZ001 - a clock that is wrong
    page.goto(link(timedelta(hours=3, minutes=20, seconds=40)))

    expect(left(page)).to_have_text("Il reste 3 h 20")


def test_nine_days_ahead_nothing_counts_down(page, link):
    page.goto(link(timedelta(days=9, hours=1)))

    expect(left(page)).to_have_text("dans 9 jours")


def test_without_javascript_the_hours_left_are_said(chromium, live_server, link):
    context = chromium.new_context(
        base_url=live_server.url, locale="fr-FR", java_script_enabled=False
    )
    page = context.new_page()
    page.goto(link(timedelta(hours=3, minutes=20)))

    expect(left(page)).to_have_text("dans 3 heures")
    context.close()


@pytest.mark.parametrize("size", SIZES, ids=["360", "1280"])
def test_the_other_language_keeps_the_text_and_the_place(page, link, size):
    page.set_viewport_size(size)
    page.goto(link(timedelta(hours=30), department="Guyane"))
    axe(page)
    page.locator('[id="q.team"]').fill("Pôle")
    page.locator('[id="s.what"]').evaluate("section => section.scrollIntoView()")
    expect(page.locator('.sections a[aria-current][href="#s.what"]')).to_have_count(1)

    page.get_by_role("button", name="English").click()
    page.wait_for_url("**/#s.what")
    expect(page.locator("html")).to_have_attribute("lang", "en")
    expect(page.locator('[id="q.team"]')).to_have_value("Pôle")
    expect(page.locator(".deadline")).to_contain_text(" in Cayenne.")
    axe(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= size["width"]
