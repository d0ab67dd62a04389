"""A code book is made, ordered with the hand, merged, undone, sent out and brought back."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from consult.analysis.models import Theme
from tests import office
from tests.analysis.code_world import World
from tests.live import axe

pytestmark = pytest.mark.journey


@pytest.fixture
def world(session):
    made = World(session)
    theme = made.theme("Lenteurs", claim="C")
    made.code(theme, made.excerpt(4, 17))
    session.commit()
    return made


def signed_in(page, session):
    page.set_default_navigation_timeout(30_000)
    page.set_default_timeout(30_000)
    office.signed_in(page, session, email="lea@x.example")


def titles(page):
    return [one.strip() for one in page.locator(".theme-title").all_inner_texts()]


def undo(page):
    page.locator('form[action$="/coding/undo"] button').click()


def test_a_code_book_from_its_first_theme_to_a_project_and_back(page, session, world, tmp_path):
    slug = world.call.slug
    session.commit()
    signed_in(page, session)
    page.goto(f"/staff/calls/{slug}/themes")
    axe(page)

    page.get_by_role("link", name="Ajouter un thème").nth(1).click()
    page.get_by_label("Titre").fill("Délais d’instruction")
    page.locator(".colour", has_text="vert").click()
    axe(page)
    page.get_by_role("button", name="Ajouter le thème").click()
    assert titles(page) == ["Lenteurs", "Délais d’instruction"]

    page.set_viewport_size({"width": 1280, "height": 900})
    page.goto(f"/staff/calls/{slug}/themes")
    page.locator(".can-drag").first.wait_for()
    last = page.locator(".building-handle").nth(1).bounding_box()
    first = page.locator(".theme-line").first.bounding_box()
    page.mouse.move(last["x"] + 8, last["y"] + 16)
    page.mouse.down()
    page.mouse.move(first["x"] + 24, first["y"] + 20, steps=12)
    page.mouse.move(first["x"] + 24, first["y"] + 2, steps=6)
    with page.expect_navigation():
        page.mouse.up()
    assert titles(page) == ["Délais d’instruction", "Lenteurs"]

    page.get_by_role("link", name="Lenteurs").click()
    page.get_by_role("link", name="Le fusionner").click()
    page.locator("#into").select_option(label="Délais d’instruction")
    page.locator("main form button").click()
    axe(page)
    page.get_by_role("button", name="Fusionner les deux thèmes").click()
    assert titles(page) == ["Délais d’instruction"]
    undo(page)
    assert titles(page) == ["Délais d’instruction", "Lenteurs"]

    with page.expect_download() as coming:
        page.get_by_role("button", name="Projet QDPX").click()
    coming.value.save_as(tmp_path / "p.qdpx")
    page.get_by_role("link", name="Lenteurs").click()
    page.get_by_role("link", name="Le retirer").click()
    axe(page)
    page.get_by_role("button", name="Retirer le thème").click()
    assert titles(page) == ["Délais d’instruction"]

    page.get_by_role("link", name="Importer").click()
    page.locator("#file").set_input_files(tmp_path / "p.qdpx")
    page.locator("main form button").click()
    page.get_by_text("1 thème nouveau").wait_for()
    axe(page)
    page.get_by_role("button", name="Importer").click()

    page.get_by_text("1 passage").wait_for()
    assert titles(page) == ["Délais d’instruction", "Lenteurs"]
    session.expire_all()
    assert len(session.scalars(select(Theme)).all()) == 2
    session.commit()
