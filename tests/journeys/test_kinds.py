"""Every kind of question by keyboard and by hand: order, entries, numbers, days, choices."""

import pytest
from playwright.sync_api import expect

from consult.contributions.models import Answer
from tests.journeys.test_agency import field, kept, link  # noqa: F401 - fixtures
from tests.live import acknowledged, axe

pytestmark = pytest.mark.journey


def titles(page):
    inputs = page.locator("[data-blocks] > .block:not(.removed) input[name$='.title']").all()
    return [one.input_value() for one in inputs]


def values(kept):  # noqa: F811 - a fixture handed on
    return [one.value for one in kept(Answer)]


def drag(page, handle, target):
    handle.scroll_into_view_if_needed()
    start, end = handle.bounding_box(), target.bounding_box()
    page.mouse.move(start["x"] + 5, start["y"] + 8)
    page.mouse.down()
    page.mouse.move(start["x"] + 5, (start["y"] + end["y"]) / 2, steps=8)
    page.mouse.move(end["x"] + 5, end["y"] + 3, steps=8)
    page.mouse.up()


def test_entries_are_added_moved_removed_and_put_back_by_keyboard(page, link, kept):  # noqa: F811
    page.goto(link)
    add = page.get_by_role("button", name="Ajouter : Action")
    for rank, title in enumerate(("un", "deux", "trois")):
        if rank:
            add.press("Enter")
            expect(field(page, f"q.actions.{rank}.title")).to_be_focused()
        field(page, f"q.actions.{rank}.title").fill(title)
    expect(add).to_be_hidden()
    page.get_by_role("button", name="Monter : Action 3").press("Enter")
    expect(page.get_by_role("button", name="Monter : Action 2")).to_be_focused()
    page.keyboard.press("Enter")
    assert titles(page) == ["trois", "un", "deux"]
    assert page.locator(".blocks-end").inner_text() == "Action 2\u00a0: place 1 sur 3"
    page.get_by_role("button", name="Retirer : Action 2").press("Enter")
    assert titles(page) == ["trois", "deux"]
    page.keyboard.press("Enter")
    assert titles(page) == ["trois", "un", "deux"]
    axe(page)
    acknowledged(page)
    expect(page.locator(".blocks-end")).to_have_text("")
    entries = [{"title": one} for one in ("trois", "un", "deux")]
    assert entries in values(kept)
    page.reload()
    assert titles(page) == ["trois", "un", "deux"]


def test_entries_and_ranks_are_moved_by_hand(page, link, kept):  # noqa: F811
    page.goto(link)
    field(page, "q.actions.0.title").fill("un")
    page.get_by_role("button", name="Ajouter : Action").click()
    field(page, "q.actions.1.title").fill("deux")
    blocks = page.locator("[data-blocks] > .block")
    expect(page.locator("[data-blocks].can-drag")).to_be_visible()
    drag(page, blocks.nth(1).locator(".handle"), blocks.nth(0))
    assert titles(page) == ["deux", "un"]

    lines = page.locator(".ranking-line")
    lines.first.scroll_into_view_if_needed()
    expect(page.locator(".ranking.can-drag")).to_be_visible()
    drag(page, lines.nth(2).locator(".handle"), lines.nth(0))
    assert page.locator(".ranking-said").inner_text() == "Three\u00a0: rang 1 sur 3"
    acknowledged(page)
    assert [{"title": "deux"}, {"title": "un"}] in values(kept)
    assert ["three"] in values(kept)


def test_the_order_of_entries_can_be_written_without_scripts(chromium, live_server, link, kept):  # noqa: F811
    context = chromium.new_context(
        base_url=live_server.url, locale="fr-FR", java_script_enabled=False
    )
    page = context.new_page()
    page.goto(link)
    field(page, "q.actions.0.title").fill("un")
    page.locator("button[name=more]").click()
    field(page, "q.actions.1.title").fill("deux")
    page.locator('[name="q.actions.1..order"]').fill("0")
    page.get_by_role("button", name="Enregistrer le brouillon").last.click()
    assert titles(page) == ["deux", "un"]
    context.close()
    assert [{"title": "deux"}, {"title": "un"}] in values(kept)


def test_a_number_says_how_it_is_read_and_a_date_can_be_pasted(page, link, kept):  # noqa: F811
    page.goto(link)
    page.locator('[name="q.scale"][value=land]').check()
    share, read = field(page, "q.share"), field(page, "q.share..read")
    share.fill("12,50 %")
    assert read.inner_text() == "Lu comme 12,5\u00a0%"
    share.fill("1,200")
    assert read.inner_text() == "Cela peut être 1,2 ou 1\u202f200\u00a0: écrivez l’un des deux."
    share.fill("environ 20")
    assert read.inner_text().startswith("Ce n’est pas encore lu comme un nombre.")
    share.fill("20")
    expect(read).to_be_hidden()
    page.evaluate(
        """(id) => {
          const data = new DataTransfer();
          data.setData("text/plain", "26 octobre 2018");
          document.getElementById(id).dispatchEvent(
            new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true }));
        }""",
        "q.since",
    )
    assert field(page, "q.since").input_value() == "2018-10-26"
    acknowledged(page)
    assert "2018-10-26" in values(kept)


def test_a_choice_can_be_taken_back_and_another_text_chooses(page, link, kept):  # noqa: F811
    page.goto(link)
    group = page.locator('[data-question="scale"]')
    group.locator("[value=land]").check()
    group.get_by_role("button", name="Effacer cette réponse").press("Enter")
    assert group.locator(":checked").count() == 0
    expect(group.locator("[value=town]")).to_be_focused()
    group.locator('[name="q.scale.other"]').fill("le bassin")
    expect(group.locator("[value=other]")).to_be_checked()
    acknowledged(page)
    assert {"other": "le bassin"} in values(kept)
    axe(page)


def test_every_kind_fits_a_phone(page, link):  # noqa: F811
    page.set_viewport_size({"width": 360, "height": 740})
    page.goto(link)
    field(page, "q.papers").set_input_files(
        {"name": f"{'très-' * 30}long.txt", "mimeType": "text/plain", "buffer": b"un"}
    )
    for question in page.locator("[data-question]:visible").all():
        question.scroll_into_view_if_needed()
    expect(page.locator(".editor")).to_be_visible()
    expect(page.locator(".files-held li")).to_have_count(1)
    axe(page)
    assert page.evaluate("document.documentElement.scrollWidth") == 360
