"""Two colleagues and a signatory answer together in three real browsers."""

import re
from datetime import timedelta

import pytest
from playwright.sync_api import expect
from sqlalchemy import select

from consult import clock
from consult.accounts import service as accounts
from consult.accounts.models import Purpose
from consult.contributions.models import Answer, Contribution, SignOff, Version
from tests.contributions.colleagues import colleague, signatory
from tests.contributions.world import call_of, invited, link_to
from tests.live import axe

pytestmark = pytest.mark.journey
WIDTHS = (1280, 360)


@pytest.fixture
def links(session):
    """The agency's own link, a drafter's and a signatory's."""
    at = clock.now()
    call = call_of(session, closes_at=at + timedelta(days=3), language="fr")
    call.opens_at = call.launched_at = at - timedelta(days=1)
    call.sign_off_required = True
    invitation = invited(session, call)
    people = (colleague(session, invitation), signatory(session, invitation))
    tokens = [
        accounts.issue_link(
            session, purpose=Purpose.COLLABORATOR, subject_id=one.id, at=at, expires_at=None
        )
        for one in people
    ]
    own = link_to(session, invitation, at=at)
    session.commit()
    return [f"/r/{token}" for token in (own, *tokens)]


@pytest.fixture
def others(chromium, live_server):
    """More people, each with a browser of their own."""
    contexts = []

    def arrive(link):
        context = chromium.new_context(base_url=live_server.url, locale="fr-FR")
        contexts.append(context)
        page = context.new_page()
        page.goto(link)
        return page

    yield arrive
    for context in contexts:
        context.close()


@pytest.fixture
def kept(app):
    """What the database holds, read without holding anybody up."""

    def read(column):
        with app.extensions["database"].reader() as session:
            return session.scalars(select(column)).all()

    return read


def field(page, key):
    return page.locator(f'[name="q.{key}"]').first


def type_text(page, text):
    """The long answer, through its editor."""
    box = page.locator('[id="q.text"]')
    editor = page.locator(".of-long_text [contenteditable=true]")
    target = editor if editor.count() else box
    target.fill(text)


def arrived(page, kept, text):
    """The text is on the server: the words on the page may still be those of an older saving."""
    for _ in range(200):
        if text in kept(Answer.value):
            return
        page.wait_for_timeout(100)  # between two looks
    raise AssertionError(f"{text} never arrived")


def look(page):
    """The page as it stands breaks nothing, wide and narrow, and does not overflow."""
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        axe(page)
        assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.set_viewport_size({"width": 1280, "height": 900})


def test_two_colleagues_and_a_signatory(page, others, links, kept):
    page.goto(links[0])
    claire, anne = others(links[1]), others(links[2])
    here = page.url
    field(page, "team").fill("Pôle")
    type_text(page, "Le foncier manque")
    arrived(page, kept, "Le foncier manque")

    claire.goto(here)
    expect(claire.locator(".question-hand").first).to_contain_text("Modifié par")
    page.reload()
    type_text(claire, "Le foncier manque ici")
    arrived(claire, kept, "Le foncier manque ici")

    type_text(page, "Le foncier public manque")
    expect(page.locator("#alarm")).to_contain_text("collègue", timeout=20_000)
    page.get_by_role("button", name="Enregistrer le brouillon").last.click()
    page.get_by_role("heading", name="Deux personnes ont modifié la même réponse").wait_for()
    look(page)
    assert page.locator("textarea").input_value() == "Le foncier public manque ici"
    page.get_by_role("button", name="Enregistrer cette décision").click()
    page.wait_for_url(here)
    assert "Le foncier public manque ici" in kept(Answer.value)
    field(page, "team").fill("Pôle Nord")  # nothing stands against what is saved next
    arrived(page, kept, "Pôle Nord")
    expect(page.locator("[role=alert]:visible")).to_have_count(0)
    assert "Le foncier public manque ici" in kept(Answer.value)

    for path, title in (("team", "Équipe"), ("history", "Historique"), ("versions", "Versions")):
        page.goto(f"{here}{path}")
        expect(page.locator("h1")).to_contain_text(title)
        look(page)

    page.goto(f"{here}approval")
    look(page)
    page.get_by_role("button", name="Soumettre à la signature").click()
    anne.goto(f"{here}approval")
    look(anne)
    anne.get_by_label("Ce qui est d’abord à modifier").fill("Citez le bassin.")
    anne.get_by_role("button", name="Renvoyer avec ce motif").click()
    claire.goto(f"{here}approval")
    expect(claire.locator("blockquote")).to_have_text("Citez le bassin.")
    claire.goto(here)
    type_text(claire, "Le foncier public manque dans le bassin")
    arrived(claire, kept, "Le foncier public manque dans le bassin")
    anne.goto(f"{here}approval")
    anne.get_by_role("button", name="Approuver et transmettre").click()
    anne.wait_for_url("**/receipt")
    assert [one["answers"]["text"] for one in kept(Version.content)] == [
        "Le foncier public manque dans le bassin"
    ]
    assert [one.value for one in kept(SignOff.decision)] == ["requested", "returned", "approved"]


def test_going_back_and_withdrawing_by_keyboard(page, links, kept, session):
    page.goto(links[2])
    here = page.url
    field(page, "team").fill("Un")
    type_text(page, "Un avis")
    arrived(page, kept, "Un avis")
    page.goto(f"{here}approval")
    page.get_by_role("button", name="Approuver et transmettre").press("Enter")
    page.wait_for_url("**/receipt")
    page.goto(here)
    field(page, "team").fill("Deux")
    arrived(page, kept, "Deux")
    page.goto(f"{here}versions")
    page.get_by_role("link", name=re.compile("Revenir à cette version")).press("Enter")
    look(page)
    page.get_by_role("button", name="Revenir à la version 1").press("Enter")
    page.wait_for_url(here)
    assert field(page, "team").input_value() == "Un"
    page.goto(f"{here}withdraw")
    look(page)
    page.get_by_label("Motif").fill("Notre conseil a changé d’avis.")
    page.get_by_role("button", name="Retirer la contribution").press("Enter")
    page.wait_for_url("**/versions")
    look(page)
    assert kept(Contribution.withdrawn_reason) == ["Notre conseil a changé d’avis."]
    page.goto(here)
    expect(page.locator(".banner")).to_contain_text("Retirée")
