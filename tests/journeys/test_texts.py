"""Long answers in a real browser: what is pasted, typed and kept, with an editor and without."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import expect

from consult.contributions.models import Answer
from tests.journeys.test_agency import field, kept, link  # noqa: F401 - fixtures
from tests.live import acknowledged, axe

pytestmark = pytest.mark.journey

CLIPBOARDS = Path(__file__).parents[1] / "data" / "clipboards"
AS_WRITTEN = """async (html) => {
  const { linesOf } = await import("/static/js/form-pasting.js");
  const words = ({ text, bold, italic, href }) => {
    const slanted = italic ? `_${text}_` : text;
    const heavy = bold ? `**${slanted}**` : slanted;
    return href ? `[${heavy}](${href})` : heavy;
  };
  const line = ({ prefix, runs }) => prefix + runs.map(words).join("");
  return linesOf(html).map(line).join("\\n");
}"""
PASTE = """([name, html]) => {
  const data = new DataTransfer();
  data.setData("text/html", html);
  data.setData("text/plain", "sans forme");
  document.getElementById(name).dispatchEvent(
    new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true }));
}"""


def box(page, name):
    """The editor, once it has taken the place of the plain box."""
    found = page.locator(f'[id="{name}"][role=textbox]')
    page.locator(f'[data-question="{name[2:]}"]').scroll_into_view_if_needed()
    expect(found).to_be_visible()
    return found


@pytest.mark.parametrize("name", ["word", "libreoffice", "hostile"])
def test_what_is_pasted_keeps_paragraphs_lists_bold_italic_and_links(page, link, name):  # noqa: F811
    page.goto(link)
    html = (CLIPBOARDS / f"{name}.html").read_text()

    read = page.evaluate(AS_WRITTEN, html)

    assert read.replace("\u00a0", " ") == (CLIPBOARDS / f"{name}.txt").read_text().rstrip("\n")


def test_a_pasted_answer_is_kept_shown_again_and_printed(page, link, kept):  # noqa: F811
    page.goto(link)
    box(page, "q.text").click()
    page.keyboard.type("Avant ")
    page.evaluate(PASTE, ["q.text", "<p>un <b>mot</b> gras</p><script>x</script>"])
    acknowledged(page)
    axe(page)

    value = {
        "text": "Avant un mot gras",
        "marks": [{"kind": "bold", "start": 9, "end": 12}],
    }
    assert [one.value for one in kept(Answer) if "text" in one.value] == [value]
    page.reload()
    assert box(page, "q.text").locator("strong").all_inner_texts() == ["mot"]
    assert field(page, "q.text..count").inner_text() == "4 mots sur 10"
    page.get_by_role("textbox", name=re.compile("Team")).fill("Pôle")
    page.get_by_role("button", name="Enregistrer le brouillon").last.click()
    assert [one.value for one in kept(Answer) if "text" in one.value] == [value]


def test_a_list_is_written_by_keyboard_alone(page, link):  # noqa: F811
    page.goto(link)
    box(page, "q.text").focus()
    page.keyboard.type("- un")
    for key in ("Enter", "d", "Control+]", "Enter", "Enter", "Backspace"):
        page.keyboard.press(key)
    page.keyboard.press("Shift+Tab")
    expect(page.get_by_role("button", name="Gras")).to_be_focused()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    expect(page.get_by_role("button", name="Numéros")).to_be_focused()
    page.keyboard.press("Enter")
    page.keyboard.type("rang")
    page.keyboard.press("Control+k")
    page.keyboard.type("cner.fr")
    page.keyboard.press("Enter")

    text = page.locator('textarea[name="q.text"]').input_value()
    assert text == "• un\n  1. dranghttps://cner.fr"
    assert box(page, "q.text").locator("a").get_attribute("href") == "https://cner.fr"


def test_formatting_outlives_a_browser_without_an_editor(chromium, page, link, live_server, kept):  # noqa: F811
    page.goto(link)
    box(page, "q.text").click()
    page.evaluate(PASTE, ["q.text", "un <i>mot</i> penché"])
    acknowledged(page)
    plain = chromium.new_context(
        base_url=live_server.url, locale="fr-FR", java_script_enabled=False
    )
    other = plain.new_page()
    other.goto(link)
    assert field(other, "q.text").input_value() == "un mot penché"
    field(other, "q.text").fill("encore un mot penché")
    other.get_by_role("button", name="Enregistrer le brouillon").last.click()
    plain.close()

    assert [one.value for one in kept(Answer) if "text" in one.value] == [
        {
            "text": "encore un mot penché",
            "marks": [{"kind": "italic", "start": 10, "end": 13}],
        }
    ]
