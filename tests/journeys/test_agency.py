"""An agency answers in a real browser: by keyboard, by mouse, offline, without JavaScript."""

import re
from datetime import timedelta

import pytest

from consult import clock
from consult.contributions.models import Contribution, Version
from tests.contributions.world import call_of, invited, link_to
from tests.live import acknowledged, axe

pytestmark = pytest.mark.journey


@pytest.fixture
def link(session):
    at = clock.now()
    call = call_of(session, closes_at=at + timedelta(days=3), language="fr")
    call.opens_at = call.launched_at = at - timedelta(days=1)
    token = link_to(session, invited(session, call), at=at)
    session.commit()
    return f"/r/{token}"


@pytest.fixture
def kept(app):
    """What the database holds, read without holding anybody up."""

    def read(model):
        with app.extensions["database"].reader() as session:
            return session.query(model).all()

    return read


def field(page, name):
    return page.locator(f'[id="{name}"]')


def write(page, text):
    """The long answer, once its editor stands in the place of the box."""
    page.locator(".of-long_text").evaluate("question => question.scrollIntoView()")
    page.locator(".of-long_text [contenteditable=true]").fill(text)


def test_an_agency_fills_is_told_what_is_missing_and_sends(page, link, kept):
    page.goto(link)
    axe(page)
    assert field(page, "q.share").is_hidden()
    page.locator('[name="q.scale"][value=land]').check()
    assert field(page, "q.share").is_visible()
    field(page, "q.share").fill("120")
    write(page, "un deux trois")
    assert field(page, "q.text..count").inner_text() == "3 mots sur 10"
    page.get_by_role("button", name="Monter : Two").click()
    page.get_by_role("button", name="Monter : One").click()
    assert page.locator(".ranking-said").inner_text() == "One\u00a0: rang 2 sur 3"
    field(page, "q.actions.0.title").fill("Première")
    page.get_by_role("button", name="Ajouter : Action").click()
    field(page, "q.actions.1.title").fill("Seconde")
    page.get_by_role("button", name=re.compile("Retirer.*Action 1")).click()
    acknowledged(page)
    page.get_by_role("button", name="Relire et transmettre").click()
    page.wait_for_url("**/?check=1#problems")
    axe(page)
    assert page.locator("#problems li").all_inner_texts() == [
        "Team\u00a0: Répondez à cette question.",
        "Share\u00a0: Indiquez un nombre entre 0 et 100 (vous avez écrit 120).",
    ]
    page.locator("#problems a").first.click()
    page.keyboard.type("Pôle")
    field(page, "q.share").fill("12,5")
    page.get_by_role("button", name="Relire et transmettre").click()
    page.wait_for_url("**/review")
    axe(page)
    page.get_by_role("button", name="Transmettre la contribution").click()
    page.wait_for_url("**/receipt")
    axe(page)
    assert [version.content["answers"] for version in kept(Version)] == [
        {
            "team": "Pôle",
            "scale": "land",
            "share": 12.5,
            "text": "un deux trois",
            "order": ["two", "one"],
            "actions": [{"title": "Seconde"}],
        }
    ]


def test_on_a_phone_nothing_overflows(page, link):
    page.set_viewport_size({"width": 360, "height": 780})
    page.goto(link)
    assert page.evaluate("document.documentElement.scrollWidth") == 360
    axe(page)


def test_everything_works_without_javascript(chromium, live_server, link, kept):
    context = chromium.new_context(
        base_url=live_server.url, locale="fr-FR", java_script_enabled=False
    )
    page = context.new_page()
    page.goto(link)
    assert page.locator(".question-when").inner_text().startswith("À remplir si vous avez répondu")
    field(page, "q.team").fill("Pôle")
    field(page, "q.text").fill("Un avis")
    field(page, "q.order.three").select_option("1")
    field(page, "q.papers").set_input_files(
        {"name": "note.txt", "mimeType": "text/plain", "buffer": "été".encode()}
    )
    page.locator("button[name=more]").click()
    assert page.locator(".files a").all_inner_texts() == ["note.txt"]
    assert page.locator("[data-blocks] > .block").count() == 2
    field(page, "q.actions.1.title").fill("Seconde")
    page.get_by_role("button", name="Relire et transmettre").click()
    page.get_by_role("button", name="Transmettre la contribution").click()
    assert page.locator("h1").inner_text() == "Votre contribution a été reçue"
    context.close()
    (version,) = kept(Version)
    answers = version.content["answers"]
    assert (answers["order"], answers["actions"], answers["papers"][0]["filename"]) == (
        ["three"],
        [{"title": "Seconde"}],
        "note.txt",
    )
    assert len(kept(Contribution)) == 1
