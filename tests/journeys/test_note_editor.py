"""The text of a block with its chips, and the passages beside it, by mouse, keyboard and finger."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from consult.synthesis.models import ManuscriptBlock
from tests.analysis.coded import a_call, a_theme, code, person
from tests.journeys.test_coding import SELECT, signed_in, units
from tests.live import acknowledged, axe

pytestmark = pytest.mark.journey

TEXT = "🚲🚲 L’e\u0301te\u0301 👩‍🔬 va vers l’eau propre, vite.\nEt des vélos. Des trains aussi."
PASTED = (
    "<p style='color:red'>Un <b onclick='x()'>mot</b> gras<script>alert(1)</script></p>"
    "<p>et <span data-chip='figure' data-piece='{\"figure\":\"answered\"}'>40 agences</span></p>"
)
PASTE = """([element, html]) => {
  const clipboardData = new DataTransfer();
  clipboardData.setData("text/html", html);
  const told = { clipboardData, bubbles: true, cancelable: true };
  element.dispatchEvent(new ClipboardEvent("paste", told));
}"""


@pytest.fixture
def call(session):
    made = a_call(session, audience=4, text=TEXT)
    theme = a_theme(session, made, "eau", claim="L’eau doit être gratuite")
    place = TEXT.index("l’eau")
    code(session, made, person(session, "Max"), theme, (place, place + len("l’eau propre")))
    session.commit()
    return made


def written(session, kind="claim"):
    """What the block of a kind holds; the session lets go of the database."""
    session.expire_all()
    asked = select(ManuscriptBlock).where(ManuscriptBlock.kind == kind)
    found = session.scalars(asked).one().content.get("content", [])
    session.commit()
    return found


def begun(page, call):
    """An empty statement under the cursor."""
    page.goto(f"/staff/calls/{call.slug}/note/desk")
    page.locator("[data-begin]").click()
    page.locator(".nd-title").wait_for()
    page.keyboard.type("Eau")
    page.keyboard.press("Enter")
    text = page.locator(".nd-claim .note-text")
    text.wait_for()
    return text


def test_words_are_quoted_to_the_character_and_stay_whole_while_their_sentence_is_written(
    page, session, call
):
    staff = signed_in(page, session, "Léa")
    text = begun(staff, call)
    text.focus()
    staff.keyboard.type('Il dit "oui" ! ')

    staff.locator("#beside-about").select_option("q:needs")
    staff.locator(".note-passage").first.wait_for()
    assert staff.locator(".note-passage").count() == 4
    axe(staff)
    before, words, _ = TEXT.partition("te\u0301 👩‍🔬 va")
    staff.evaluate(SELECT, [units(before), units(before + words)])
    staff.locator(".note-passage").first.get_by_role(
        "button", name="Citer les mots choisis"
    ).click()
    staff.keyboard.type(" fin")
    acknowledged(staff)

    said, quote, end = written(session)
    place = quote["quote"]
    assert said == {"text": "Il dit «\u00a0oui\u00a0»\u202f! "}
    assert end == {"text": " fin"}
    assert place["text"] == "e\u0301te\u0301 👩‍🔬 va"
    assert TEXT[place["start"] : place["end"]] == place["text"]

    # What is pasted brings words and their two marks; chips only come from our own editors.
    staff.evaluate(PASTE, [text.element_handle(), PASTED])
    staff.keyboard.press("Control+Home")
    staff.keyboard.type("Enfin, ")
    acknowledged(staff)
    first, same, *pasted = written(session)
    assert first == {"text": "Enfin, Il dit «\u00a0oui\u00a0»\u202f! "}
    assert same == quote
    assert pasted == [
        {"text": " finUn "},
        {"text": "mot", "marks": ["strong"]},
        {"text": " gras et 40 agences"},
    ]

    # A chip goes at one stroke and comes back at another; it is never cut in two.
    text.locator(".note-chip-quote").click()
    staff.locator("dialog.note-menu").wait_for()
    assert staff.locator("dialog [data-shown]").inner_text() == place["text"]
    axe(staff)
    staff.keyboard.press("Escape")
    staff.keyboard.press("Backspace")
    assert text.locator(".note-chip").count() == 0
    staff.keyboard.press("Control+z")
    assert text.locator(".note-chip-quote").count() == 1


def test_a_statement_has_its_sources_and_its_figure_by_keyboard_alone(page, session, call):
    staff = signed_in(page, session, "Léa")
    text = begun(staff, call)
    text.focus()
    staff.keyboard.type("On demande de l’eau")
    staff.keyboard.press("Control+Alt+s")
    staff.locator("#beside-about").select_option("t:needs/eau")
    passage = staff.locator(".note-passage")
    passage.wait_for()
    passage.locator("[data-rest]").focus()
    staff.keyboard.press("Enter")
    text.locator(".note-chip-source", has_text="C0").wait_for()

    staff.keyboard.press("Control+Alt+f")
    menu = staff.locator("dialog.note-menu-pick")
    menu.wait_for()
    menu.locator("#pick-rule").fill("theme:needs/rien")
    menu.locator("[data-wrong]:not([hidden])").wait_for()
    menu.locator("[data-filter]").focus()
    staff.keyboard.type("eau contre")
    staff.keyboard.press("ArrowDown")
    menu.locator(".claim-button:focus", has_text="Eau").wait_for()
    staff.keyboard.press("Enter")
    menu.locator("[data-count]", has_text="1 agence sur 4").wait_for()
    axe(staff)
    staff.keyboard.press("Enter")
    text.locator(".note-chip-figure", has_text="1 agence sur 4").wait_for()
    staff.keyboard.press("ArrowLeft")
    staff.keyboard.press("Enter")
    staff.locator("dialog.note-menu input[value=ratio]").focus()
    staff.keyboard.press("Space")
    staff.keyboard.press("Escape")
    text.locator(".note-chip-figure", has_text="1 sur 4").wait_for()
    acknowledged(staff)

    said, source, space, figure = written(session)
    assert said == {"text": "On demande de l’eau\u00a0"}
    assert [TEXT[one["start"] : one["end"]] for one in source["source"]] == ["l’eau propre"]
    assert (space, figure) == ({"text": " "}, {"figure": "theme:needs/eau", "form": "ratio"})

    staff.reload()
    staff.locator(".note-chip-figure", has_text="1 sur 4").wait_for()
