"""The note and its speaking sheet on a phone: folded, drawn for it, nothing to push aside."""

from __future__ import annotations

import pytest

from consult.synthesis import render_html, render_sheet
from tests.live import axe
from tests.synthesis import reference, samples

pytestmark = [
    pytest.mark.journey,
    pytest.mark.parametrize("database_url", ["sqlite"], indirect=True),
]


@pytest.fixture(scope="module")
def files(tmp_path_factory):
    folder = tmp_path_factory.mktemp("phone")
    made = {
        "note": render_html.render(reference.note()),
        "sheet": render_sheet.screen(reference.note(), {1: 2}),
        "hostile": render_html.render(samples.extreme()),
    }
    for name, content in made.items():
        (folder / f"{name}.html").write_text(content, encoding="utf-8")
    return folder


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_note_reads_on_a_phone_in_light_and_in_the_dark(page, files, scheme):
    page.emulate_media(color_scheme=scheme)
    page.set_viewport_size({"width": 360, "height": 740})
    page.goto(f"file://{files}/note.html")
    axe(page)

    assert page.evaluate("document.documentElement.scrollWidth") == 360
    assert page.locator(".contents ol").is_hidden()
    page.locator(".contents summary").click()
    assert page.locator(".contents ol").is_visible()
    assert page.locator("figure .on-narrow").first.is_visible()
    assert page.locator("figure .on-wide").first.is_hidden()


def test_a_source_opens_the_place_it_leads_to_and_a_desk_shows_wide_drawings(page, files):
    page.set_viewport_size({"width": 1280, "height": 900})
    page.goto(f"file://{files}/note.html")
    axe(page)
    page.locator('#essentials a[href="#contribution-C01"]').first.click()

    assert page.locator("#contribution-C01").evaluate(
        "place => place.getBoundingClientRect().top < innerHeight"
    )
    assert page.locator("figure .on-wide").first.is_visible()


def test_the_speaking_sheet_and_a_hostile_note_keep_to_the_width_of_a_phone(page, files):
    page.set_viewport_size({"width": 360, "height": 740})
    page.goto(f"file://{files}/sheet.html")
    axe(page)
    widths = [page.evaluate("document.documentElement.scrollWidth")]
    page.goto(f"file://{files}/hostile.html")
    widths.append(page.evaluate("document.documentElement.scrollWidth"))

    assert widths == [360, 360]
