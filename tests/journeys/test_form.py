"""The form of the demonstration: its weight, and all of it with the keyboard alone."""

import re
from datetime import timedelta

import pytest
from playwright.sync_api import expect
from sqlalchemy import select, update

from config import ROOT
from consult import clock
from consult.calls.models import Call, Invitation
from consult.contributions.models import Contribution, Version
from tests.contributions.world import link_to
from tests.live import axe

DEMONSTRATION = ROOT / "consult" / "demo" / "territoires-industrie-2018"
MOST_BYTES = 250_000

pytestmark = [
    pytest.mark.journey,
    pytest.mark.parametrize("database_url", ["sqlite"], indirect=True),
]


@pytest.fixture
def link(app, session):
    """The personal link of an agency that has not answered the demonstration, opened today."""
    loaded = app.test_cli_runner().invoke(args=["bundle", "load", str(DEMONSTRATION)])
    assert loaded.exit_code == 0, loaded.output
    at = clock.now()
    session.execute(
        update(Call).values(
            opens_at=at - timedelta(days=1),
            launched_at=at - timedelta(days=1),
            closes_at=at + timedelta(days=3),
        )
    )
    answered = select(Contribution.invitation_id)
    silent = session.scalars(select(Invitation).where(Invitation.id.not_in(answered))).first()
    token = link_to(session, silent, at=at)
    session.commit()
    return f"/r/{token}"


def test_the_form_weighs_little_and_asks_nobody_else(page, live_server, link):
    received, asked = [], set()
    browser = page.context.new_cdp_session(page)
    browser.send("Network.enable")
    browser.on("Network.loadingFinished", lambda event: received.append(event["encodedDataLength"]))
    page.on("request", lambda request: asked.add(request.url.partition("/contribution")[0]))
    page.goto(link)
    page.locator("textarea, [contenteditable]").first.scroll_into_view_if_needed()
    page.locator("[contenteditable=true]").first.wait_for()  # its editor is the last to come
    page.wait_for_load_state("networkidle")
    assert {url for url in asked if not url.startswith((live_server.url, "data:"))} == set()
    assert sum(received) <= MOST_BYTES


KEYBOARD = """() => {
  const one = document.activeElement;
  const question = one.closest("[data-question]");
  return {
    kind: one.isContentEditable ? "editor" : one.type || one.tagName.toLowerCase(),
    number: one.inputMode === "decimal",
    name: one.name || one.id || "", value: one.value || "", words: one.innerText || "",
    question: question?.dataset.question || "", bar: Boolean(one.closest("[role=toolbar]")),
    checked: Boolean(one.name) && one.type === "radio"
      && Boolean(document.querySelector(`input[name="${CSS.escape(one.name)}"]:checked`)),
  };
}"""


def answer(page, here):
    """What a person types where the focus is."""
    match here["kind"]:
        case "text" if here["name"].endswith(".other") or here["name"] == "":
            return
        case "text":
            year = here["name"].endswith("year")
            page.keyboard.type(("2010" if year else "12") if here["number"] else "Mots")
        case "textarea" | "editor":
            page.keyboard.type("Un avis en quelques mots.")
        case "date" if not here["value"]:
            page.keyboard.type("10262018")
        case "radio" if not here["checked"]:
            page.keyboard.press("Space")
        case "select-one":
            page.keyboard.press("ArrowDown")


def test_the_whole_form_is_filled_and_sent_with_the_keyboard_alone(page, link, app):
    page.set_default_timeout(20_000)
    page.goto(link)
    seen = set()
    for _ in range(600):
        page.keyboard.press("Tab")
        here = page.evaluate(KEYBOARD)
        if "Relire et transmettre" in here["words"]:
            break
        if here["question"] and not here["bar"]:
            seen.add(here["question"])
            answer(page, here)
    every = page.locator("form.sheet [data-question]:visible").evaluate_all(
        "all => all.map(one => one.dataset.question)"
    )
    assert set(every) <= seen
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("/review|check=1"))
    assert page.locator("#problems li").all_inner_texts() == []
    axe(page)
    for _ in range(200):
        page.keyboard.press("Tab")
        if page.evaluate(KEYBOARD)["words"] == "Transmettre la contribution":
            break
    page.keyboard.press("Enter")
    page.wait_for_url("**/receipt")
    expect(page.locator("h1")).to_have_text("Votre contribution a été reçue")
    with app.extensions["database"].reader() as reading:
        assert reading.scalars(select(Version).order_by(Version.id.desc())).first().number == 1
