"""Two people code at once, by mouse, finger or keyboard, also after the text has changed."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from consult.analysis.models import Coding, Excerpt
from tests import office
from tests.analysis.coded import a_call, a_theme, sent_again
from tests.live import axe

pytestmark = pytest.mark.journey

TEXT = "🚲🚲 De l’eau 👩‍🔬 propre, vite.\nEt des vélos. Des trains aussi."
SELECT = """([start, end]) => {
  const text = document.querySelector("[data-text]");
  const walker = document.createTreeWalker(text, NodeFilter.SHOW_TEXT);
  const range = document.createRange();
  for (let seen = 0, begun = false; walker.nextNode(); seen += walker.currentNode.length) {
    const { length } = walker.currentNode;
    if (!begun && start < seen + length) {
      range.setStart(walker.currentNode, start - seen);
      begun = true;
    }
    if (end <= seen + length) {
      range.setEnd(walker.currentNode, end - seen);
      break;
    }
  }
  getSelection().removeAllRanges();
  getSelection().addRange(range);
}"""


@pytest.fixture
def call(session):
    made = a_call(session, audience=1, text=TEXT)
    a_theme(session, made, "eau", claim="L’eau doit être gratuite")
    a_theme(session, made, "transport")
    session.commit()
    return made


def signed_in(page, session, name):
    """A manager of that name on this page, who has just signed in."""
    return office.signed_in(page, session, email=f"{name.lower()}@x.example", name=name)


def units(text):
    """How a browser counts: two for what lies beyond the first plane of Unicode."""
    return len(text.encode("utf-16-le")) // 2


def choose(page, words):
    """Words of the answer selected as a mouse or a finger does."""
    before, words, _ = TEXT.partition(words)
    page.evaluate(SELECT, [units(before), units(before + words)])
    page.locator(".palette-box:not([hidden])").wait_for()


def quotes(session):
    """What is coded now; the session lets go of the database, which the page writes to."""
    session.expire_all()
    found = [
        (TEXT[one.excerpt.start : one.excerpt.end], one.theme.key, one.stance)
        for one in session.scalars(select(Coding).order_by(Coding.id))
    ]
    session.commit()
    return found


def said(page, words):
    page.locator(".coding-said").get_by_text(words).wait_for()


def test_two_people_code_one_answer_and_see_each_other(page, chromium, live_server, session, call):
    desk = f"/staff/calls/{call.slug}/reading?question=needs"
    lea = signed_in(page, session, "Léa")
    context = chromium.new_context(
        base_url=live_server.url, locale="fr-FR", has_touch=True,
        viewport={"width": 360, "height": 740},
    )  # fmt: skip
    max_ = signed_in(context.new_page(), session, "Max")
    for one in (lea, max_):
        one.goto(desk)

    choose(lea, "l’eau 👩‍🔬 prop")
    axe(lea)
    lea.keyboard.press("1")
    said(lea, "Codé : Eau.")
    lea.keyboard.press("-")
    said(lea, "Le codage est modifié.")
    assert quotes(session) == [("l’eau 👩‍🔬 propre", "eau", "oppose")]

    choose(max_, "vélos")
    max_.locator(".palette-theme", has_text="Transport").tap()
    said(max_, "Codé : Transport.")
    lea.get_by_text("Max").first.wait_for()
    assert lea.locator("mark.run").all_text_contents() == ["l’eau 👩‍🔬 propre", "vélos"]
    axe(max_)

    lea.keyboard.press("Escape")
    lea.locator("h2").first.click()
    lea.keyboard.press("u")
    said(lea, "Annulé.")
    lea.keyboard.press("u")
    max_.locator(".strand", has_text="Eau").wait_for(state="detached")
    assert quotes(session) == [("vélos", "transport", None)]
    lea.keyboard.press("Shift+U")
    said(lea, "Rétabli.")
    context.close()


def test_a_keyboard_is_enough_also_after_a_newer_version(page, session, call):
    staff = signed_in(page, session, "Léa")
    staff.goto(f"/staff/calls/{call.slug}/reading?question=needs")
    staff.locator("[data-text]").focus()
    for key in ("ArrowRight", "ArrowRight", "Shift+ArrowRight"):
        staff.keyboard.press(key)
    staff.locator(".palette-box:not([hidden])").wait_for()
    staff.keyboard.press("t")
    staff.keyboard.type("Ruissellement")
    staff.keyboard.press("Enter")
    said(staff, "Codé : Ruissellement.")
    assert quotes(session) == [("l’eau", "ruissellement", None)]

    staff.locator("a[data-sentences]").press("Enter")
    staff.locator("[data-by-sentences] input[type=checkbox]").first.wait_for()
    axe(staff)
    staff.keyboard.press("ArrowDown")
    staff.keyboard.press("Shift+ArrowDown")
    staff.keyboard.press("2")
    said(staff, "Codé : Transport.")
    assert quotes(session)[1] == ("Et des vélos. Des trains aussi.", "transport", None)

    newer = sent_again(session, "Bonjour. " + TEXT).id
    session.commit()
    choose(staff, "vite")
    staff.keyboard.press("1")
    staff.get_by_role("alert").get_by_text("nouvelle version").wait_for()
    assert staff.get_by_role("alert").locator("q").inner_text() == "vite"
    assert staff.get_by_text("2 extraits à revoir").count() == 1
    axe(staff)

    staff.keyboard.press("v")
    staff.get_by_text("1 extrait à revoir").wait_for()
    staff.keyboard.press("v")
    staff.locator(".loose").wait_for(state="detached")
    assert {one.version_id for one in session.scalars(select(Excerpt))} == {newer}
    session.commit()
    staff.goto(f"/staff/calls/{call.slug}/coding/history")
    assert staff.locator("tbody tr").count() == 4
    axe(staff)
