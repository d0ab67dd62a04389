"""A rule is built by clicking and typing, its figure kept; the pages of counting are for all."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from consult.analysis.material import Stance
from tests import office
from tests.analysis.counted import World
from tests.live import axe

pytestmark = pytest.mark.journey


@pytest.fixture
def world(session, page):
    """A call with codings of two people; the visitor is a manager who has just signed in."""
    made = World(session)
    delay = made.theme("delais", "Délais", claim="Les délais sont trop longs.")
    made.theme("aides", "Aides", everywhere=True)
    bob = made.person("bob@example.org")
    for start in range(3):
        made.code(delay, made.excerpt(start, 20), stance=Stance.SUPPORT)
    made.code(delay, made.excerpt(0, 9, agency=1), stance=Stance.SUPPORT)
    made.code(delay, made.excerpt(0, 9, agency=1), user=bob, stance=Stance.OPPOSE)
    office.signed_in(page, session)
    return made


def test_a_rule_is_clicked_corrected_and_kept(page, world):
    page.goto(f"/staff/calls/{world.call.slug}/figures/counts")
    page.get_by_text("À quelle échelle ?").click()
    page.get_by_role("button", name="Région", exact=True).click()

    count = page.locator("#count .count b")
    expect(count).to_have_text("2 agences sur 2")
    rule = page.get_by_label("Règle", exact=True)
    expect(rule).to_have_value("answer:scale=a")

    page.get_by_label("sauf").check()
    page.get_by_role("button", name="ont transmis une contribution").click()
    expect(count).to_have_text("0 agence sur 2")
    expect(rule).to_have_value("answer:scale=a and not answered")

    rule.fill("answer:scale=z")
    expect(page.locator(".rule-wrong")).to_contain_text(
        "n’a pas d’option « z »".replace("« ", "«\u00a0").replace(" »", "\u00a0»")
    )
    rule.fill("answer:scale=a")
    expect(count).to_have_text("2 agences sur 2")
    assert "rule=answer%3Ascale%3Da" in page.url

    page.get_by_label("Conserver ce chiffre sous un nom").fill("À l’échelle de la région")
    page.get_by_role("button", name="Conserver le chiffre").click()
    expect(page.locator("table.kept tbody th a")).to_have_text("À l’échelle de la région")
    page.get_by_role("button", name="Retirer").click()
    page.get_by_role("button", name="Annuler le retrait").click()
    expect(page.locator("table.kept tbody tr")).to_have_count(1)


@pytest.mark.parametrize("width", [1280, 360])
def test_the_pages_of_counting_are_broken_for_nobody(page, world, width):
    page.set_viewport_size({"width": width, "height": 800})
    here = f"/staff/calls/{world.call.slug}"

    for path in (
        "themes/table",
        "themes/table?by=agency",
        "themes/table?by=region",
        "themes/table/passages?theme=needs/delais",
        "themes/agreement",
        "figures/counts?rule=answer:scale=a",
        "figures/counts?rule=answer:scale=z",
        "figures/counts/crossed?rows=answer:scale&columns=level",
        "figures/counts/crossed?rows=answer:scale&columns=level&published=1",
    ):
        page.goto(f"{here}/{path}")
        axe(page)
        assert page.evaluate("document.documentElement.scrollWidth") == width, path
