"""The reference consultation becomes, on the desk, the note of its outline, every check green."""

from __future__ import annotations

import json
import re

import pytest
from playwright.sync_api import expect
from sqlalchemy import select

from config import ROOT
from consult import clock, storage
from consult.bundles.checking import read_bundle
from consult.bundles.loading import load
from consult.synthesis.models import Note
from consult.synthesis.snapshot import State, from_json
from tests import office
from tests.synthesis.drafting.outline import DATA, lists

pytestmark = pytest.mark.journey

SLUG = "territoires-industrie-2018"
SELECT = """(element, words) => {
  const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
  const range = document.createRange();
  const at = element.textContent.indexOf(words);
  let seen = 0, begun = false;
  while (walker.nextNode()) {
    const { length } = walker.currentNode;
    if (!begun && at < seen + length) {
      range.setStart(walker.currentNode, at - seen);
      begun = true;
    }
    if (at + words.length <= seen + length) {
      range.setEnd(walker.currentNode, at + words.length - seen);
      break;
    }
    seen += length;
  }
  getSelection().removeAllRanges();
  getSelection().addRange(range);
}"""

TURNED = """async ([kept, blocks]) => {
  const address = document.querySelector("[data-note-desk]").dataset.blocks;
  const token = document.querySelector("[name=csrf_token]").value;
  const send = async (where, body) => {
    const headers = { "Content-Type": "application/json", "X-CSRFToken": token };
    const answer = await fetch(where, { method: "POST", headers, body: JSON.stringify(body) });
    if (!answer.ok) throw new Error(`${answer.status} ${where} ${JSON.stringify(body)}`);
    return answer.json();
  };
  const all = [...document.querySelectorAll("[data-block]")];
  const there = all.filter((one) => one.dataset.block !== kept);
  const free = there.findIndex((one) => one.dataset.kind === "chapter");
  for (const one of there.filter((one, at) => at < free || one.dataset.kind === "chapter")) {
    await send(`${address}/${one.dataset.block}/remove`, { since: 0 });
  }
  for (const { kind, content } of blocks) {
    await send(address, { kind, content, after: "last", since: 0 });
  }
}"""


@pytest.fixture
def desk(session, page):
    """The reference consultation on the desk of a manager who has just signed in."""
    bundle = read_bundle(ROOT / "consult" / "demo" / SLUG).bundle
    at, kept = clock.now(), storage.Memory()
    load(session, bundle=bundle, storage=kept, grace_seconds=0, actor="test", at=at)
    office.signed_in(page, session)
    page.goto(f"/staff/calls/{SLUG}/note/desk")
    return page


def test_the_reference_is_turned_into_the_note_of_its_outline(desk, session):
    page = desk
    page.get_by_role("button", name="Proposer un premier jet").click()
    bar = page.locator("[data-checks-bar]")
    expect(bar).to_contain_text("1 avant validation")

    block = message(page, "Les sites prêts à l’emploi : sept agences sur dix, contre ")
    text, key = block.locator(".ProseMirror"), block.get_attribute("data-block")
    expect(bar).to_contain_text("3 avant validation")
    page.locator("#aside-tab-checks").click()
    found = page.locator(f"[data-finding][data-at={key}]")
    found.get_by_role("button", name=re.compile("prennent position sur «.Sites et locaux")).click()
    expect(found).to_have_count(0)
    expect(text).to_contain_text("7 agences sur 10")

    against_taxes(page, text)
    page.keyboard.type(" qui déconseillent les incitations fiscales.")
    block.focus()
    page.keyboard.press("Alt+ArrowUp")
    expect(page.locator("[data-kind=message]").first).to_have_attribute("data-block", key)
    cited(page, text)
    expect(page.locator("#saved")).to_contain_text("Enregistré")
    expect(bar).to_contain_text("1 avant validation")

    the_rest_of_the_outline(page, key)
    expect(bar).to_contain_text("1 avant validation")
    page.locator("#aside-tab-checks").click()
    page.get_by_role("button", name="Ouvrir la couverture").click()
    expect(page.locator("main")).to_contain_text("la note n’a pas changé depuis")
    page.get_by_role("link", name="Revenir à la note").click()
    expect(bar).to_be_visible()
    expect(bar).not_to_contain_text("avant validation")

    page.goto(f"/staff/calls/{SLUG}/note")
    page.get_by_label("le texte rédigé").check()
    page.get_by_role("button", name="Composer la note").click()
    page.get_by_role("button", name="Mettre la version en relecture").click()
    page.get_by_role("button", name="Valider la version").click()
    expect(page.locator("#obstacles")).to_have_count(0)
    page.get_by_role("heading", name="Remettre").wait_for()

    session.expire_all()
    note = session.scalars(select(Note)).one()
    snapshot = from_json(note.snapshot)
    counted = {one.rule: (one.value, one.base) for one in snapshot.figures}
    assert note.state is State.APPROVED
    assert {rule: counted.get(rule) for rule in lists()} == {
        rule: (count, base) for rule, (count, base, _) in lists().items()
    }


def message(page, words):
    """A message typed behind the first one."""
    first = page.locator("[data-kind=message]").first
    first.hover()
    first.locator(".nd-gutter [data-add]").click()
    page.get_by_role("menuitem", name="Message").click()
    made = page.locator("[data-kind=message]").nth(1)
    expect(made.locator(".ProseMirror")).to_be_focused()
    page.keyboard.type(words)
    return page.locator(f"#block-{made.get_attribute('data-block')}")


def against_taxes(page, text):
    """The count of those who are against tax incentives, through the picker."""
    text.press("Control+End")
    page.locator(".note-tools").get_by_role("button", name="Chiffre").click()
    picker = page.locator("dialog[open]")
    picker.locator("[data-filter]").fill("incitations fiscales")
    theme = page.get_by_role("button", name="Incitations fiscales", exact=True)
    line = picker.locator("li", has=theme)
    line.get_by_role("button", name="contre").click()
    expect(picker.locator("[data-count]")).to_have_text("2 agences sur 10")
    picker.get_by_role("button", name="Prendre ce chiffre").click()
    expect(text).to_contain_text("2 agences sur 10")


def cited(page, text):
    """Some words of a passage quoted at the end of the text, and another one as its source."""
    page.locator("#aside-tab-passages").click()
    page.locator("#beside-about").select_option("t:levers_text/turnkey")
    passages = page.locator("[data-passage]")
    one = passages.filter(has_text="Un investisseur compare cinq pays").first
    text.click()
    text.press("Control+End")
    words = "le terrain dont personne ne connaît le calendrier"
    one.locator("[data-text]").evaluate(SELECT, words)
    one.get_by_role("button", name="Citer les mots choisis").click()
    expect(text).to_contain_text(words)
    passages.filter(has_not_text="Un investisseur").first.get_by_role(
        "button", name="Appuyer l’énoncé"
    ).click()
    expect(text.locator("[data-chip=source]")).to_have_count(1)


def the_rest_of_the_outline(page, kept):
    """The other blocks of the outline in the place of the first draft, by the desk's addresses."""
    told = json.loads((DATA / "outline_manuscript.json").read_text())
    page.evaluate(TURNED, [kept, [one for one in told if one["key"] != "b4"]])
    page.reload()
    expect(page.locator("[data-block]")).to_have_count(len(told))
