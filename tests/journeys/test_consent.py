"""Consent in plain words, declining and joining, in a real browser, on a phone and a desk."""

from datetime import timedelta

import pytest
from playwright.sync_api import expect

from consult import clock
from consult.contributions.models import ConsentChange, Declaration
from tests.contributions.world import call_of, invited, link_to
from tests.live import axe

pytestmark = pytest.mark.journey
PHONE = {"width": 360, "height": 780}
DESK = {"width": 1280, "height": 900}
HERE = "/contribution/publicEX-JURA/"
THERE = "/contribution/publicEX-AIN/"


@pytest.fixture
def links(session):
    at = clock.now()
    call = call_of(session, closes_at=at + timedelta(days=3), language="fr")
    call.opens_at = call.launched_at = at - timedelta(days=1)
    made = {
        name: f"/r/{link_to(session, invited(session, call, name), at=at)}"
        for name in ("EX-JURA", "EX-AIN")
    }
    session.commit()
    return made


def looked_at(page, *addresses):
    """No page breaks accessibility nor scrolls sideways, on a phone, on a desk, in English."""
    for address in addresses:
        for language, size in (("fr", PHONE), ("fr", DESK), ("en", PHONE)):
            page.context.add_cookies(
                [{"name": "language", "value": language, "url": page.url.split("/contribution")[0]}]
            )
            page.set_viewport_size(size)
            page.goto(address)
            axe(page)
            wide = page.evaluate("document.documentElement.scrollWidth")
            assert wide <= size["width"], f"{address} is {wide} wide in {language}"
    page.context.clear_cookies(name="language")
    page.set_viewport_size(DESK)


def count(app, model):
    with app.extensions["database"].reader() as session:
        return session.query(model).count()


def test_an_agency_chooses_by_keyboard_sends_and_chooses_again(page, app, links):
    page.goto(links["EX-JURA"])
    page.locator('[id="q.team"]').fill("Pôle")
    page.locator('[id="q.text"]').fill("Un avis")
    assert "(dont EX-JURA et deux autres)" in page.locator(".consent").first.inner_text()
    reminder = page.locator(".secret-holds").first
    expect(reminder).to_have_text("sinon\u00a0: réponse seulement comptée, sans citation")
    page.locator('[name="q.attribution"][value=named]').focus()
    page.keyboard.press("Space")
    page.locator('[name="q.quote_permission"][value=allowed]').focus()
    page.keyboard.press("Space")
    expect(reminder).to_have_text("sinon\u00a0: agence nommée, citations permises")
    page.get_by_role("button", name="Relire et transmettre").click()
    page.wait_for_url("**/review")
    page.get_by_role("button", name="Transmettre la contribution").click()
    page.wait_for_url("**/receipt")
    page.get_by_role("link", name="Changer ce qui peut en être fait").click()
    looked_at(page, f"{HERE}consent")
    page.goto(f"{HERE}consent")
    page.get_by_label("De façon confidentielle").check()
    page.get_by_role("button", name="Enregistrer ce choix").click()
    page.wait_for_url("**/receipt")
    assert "Votre choix est enregistré" in page.locator("main").inner_text()
    assert count(app, ConsentChange) == 1


def test_an_agency_declines_then_joins_another_which_accepts(page, app, links):
    page.goto(links["EX-JURA"])
    looked_at(page, HERE, f"{HERE}decline", f"{HERE}join", f"{HERE}joined-by")
    page.goto(HERE)
    page.get_by_role("link", name="Faites-le savoir").click()
    page.get_by_label("Le temps nous manque avant la date limite").check()
    page.get_by_role("button", name="Faire savoir que nous ne répondrons pas").click()
    page.get_by_role("button", name="Finalement, nous répondons").click()
    page.get_by_role("link", name="associez-vous à la contribution d’une autre agence").click()
    page.get_by_role("combobox").select_option(label="EX-AIN – Agency EX-AIN")
    page.get_by_role("button", name="Demander à s’associer à cette contribution").click()
    expect(page.locator("#declared")).to_contain_text("n’a pas encore répondu")

    page.goto(links["EX-AIN"])
    page.get_by_role("link", name="Accepter ou refuser").click()
    looked_at(page, f"{THERE}joined-by")
    page.goto(f"{THERE}joined-by")
    page.get_by_role("button", name="Accepter").click()
    expect(page.locator(".requests .pill")).to_have_text("acceptée")
    page.goto(HERE)
    expect(page.locator("#declared")).to_contain_text("qui l’a accepté")
    axe(page)
    assert count(app, Declaration) == 1
