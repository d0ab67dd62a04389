"""What is done before the server has answered is done once, in its order, and not lost."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from consult.analysis.models import Coding
from consult.contributions.models import Attachment
from consult.directory.models import Agency
from consult.synthesis.models import BlockRemark, ManuscriptBlock
from tests import office
from tests.analysis.coded import a_call, a_theme
from tests.analysis.counted import World
from tests.analysis.desks import desk
from tests.journeys.test_agency import field, kept, link  # noqa: F401 - fixtures
from tests.journeys.test_coding import TEXT, choose, signed_in

pytestmark = [
    pytest.mark.journey,
    pytest.mark.parametrize("database_url", ["sqlite"], indirect=True),
]


class Held:
    """Requests that the network keeps until they are let go."""

    def __init__(self, page, address, method="POST"):
        self.page, self.method, self.open = page, method, False
        self.kept = []
        page.route(address, self.came)

    def came(self, route):
        if self.open or route.request.method != self.method:
            route.continue_()
        else:
            self.kept.append(route)

    def wait(self, count=1):
        """That many have come; the page is asked for nothing."""
        for _ in range(200):
            if len(self.kept) >= count:
                return
            self.page.wait_for_timeout(50)  # a look at what has come, not at the clock
        raise AssertionError(f"{len(self.kept)} of {count} requests came")

    def let_go(self):
        """What came is done in its order and answered in the other; the rest goes by itself."""
        self.open = True
        answers = [(route, route.fetch()) for route in self.kept]
        for route, response in reversed(answers):
            route.fulfill(response=response)


@pytest.fixture
def rows(app):
    """How many rows of a kind the database holds."""

    def count(model):
        with app.extensions["database"].reader() as session:
            return session.query(model).count()

    return count


def test_a_form_pressed_twice_is_sent_once(page, session, rows):
    office.signed_in(page, session)
    page.goto("/staff/agencies/new")
    page.get_by_label("Sigle").fill("ADN")
    page.get_by_label("Nom", exact=True).fill("Agence du Nord")
    sent = Held(page, "**/agencies/new")
    page.keyboard.press("Enter")
    sent.wait()
    page.keyboard.press("Enter")
    assert len(sent.kept) == 1
    sent.kept.pop().continue_()
    page.wait_for_url(re.compile("/staff/agencies(?!/new)"))
    assert rows(Agency) == 1


def test_the_first_chapter_begun_twice_is_one(page, session, rows):
    call = office.call(session, audience=1)
    office.contribution(session, call.invitations[0])
    office.signed_in(page, session)
    page.goto(f"/staff/calls/{call.slug}/note/desk")
    blocks = Held(page, "**/blocks")
    page.locator("[data-begin]").dblclick()
    page.keyboard.type("Eau")
    blocks.wait()
    blocks.let_go()
    expect(page.locator(".nd-title")).to_have_value("Eau")
    expect(page.locator("#saved")).to_contain_text("Enregistré à")
    assert rows(ManuscriptBlock) == 1

    said = Held(page, "**/remarks")
    page.locator("[data-kind=chapter]").hover()
    page.locator("[data-kind=chapter] [data-acts]").click()
    page.get_by_role("menuitem", name="Remarque").click()
    words = page.locator("[data-thread] textarea")
    words.fill("Plus court ?")
    page.get_by_role("button", name="Faire la remarque").dblclick()
    words.press("End")
    page.keyboard.type(" Ou non.")
    said.wait()
    said.let_go()
    expect(page.locator("[data-thread] li")).to_contain_text("Plus court ?")
    assert rows(BlockRemark) == 1
    expect(words).to_have_value("Ou non.")
    words.fill("Encore.")
    page.locator(".nd-title").click()
    page.locator("#aside-tab-passages").click()
    with page.expect_response(re.compile("/remarks")):
        page.locator("#aside-tab-remarks").click()
    expect(words).to_have_value("Encore.")


def test_a_figure_clicked_twice_is_that_figure(page, session):
    made = a_call(session, audience=4, text=TEXT)
    a_theme(session, made, "eau", claim="L’eau doit être gratuite")
    a_theme(session, made, "transport")
    signed_in(page, session, "Léa")
    page.goto(f"/staff/calls/{made.slug}/note/desk")
    page.locator("[data-begin]").click()
    page.keyboard.type("Eau")
    page.keyboard.press("Enter")
    text = page.locator(".nd-claim .note-text")
    expect(text).to_be_focused()
    page.keyboard.press("Control+Alt+f")
    menu = page.locator("dialog.note-menu-pick")
    menu.locator("[data-filter]").fill("ont transmis")
    first = menu.locator(".claim-button").filter(visible=True).first
    first.click()
    expect(menu.locator("[data-take]")).to_be_enabled()
    menu.locator("[data-filter]").fill("transport")
    joined = Held(page, re.compile("joined|rule="), "GET")
    menu.locator(".claim-button").filter(visible=True).first.dblclick()
    joined.wait()
    joined.let_go()
    expect(text.locator(".note-chip-figure")).to_contain_text("0 agence sur 4")


def test_two_marks_are_both_seen(page, session):
    call = desk(session, answers=1)
    session.commit()
    signed_in(page, session, "Léa").goto(f"/staff/calls/{call.slug}/reading?question=needs")
    one = page.locator("[data-answer]").first
    marks = Held(page, re.compile("/marks|/reading/"), "POST")
    page.keyboard.press("f")
    page.keyboard.press("c")
    page.title()
    marks.wait()
    marks.let_go()
    expect(one.get_by_role("button", name="Signaler", pressed=True)).to_be_visible()
    expect(one.get_by_role("button", name="Chiffre à vérifier", pressed=True)).to_be_visible()


def test_two_codings_on_their_way_are_both_seen(page, session, rows):
    made = a_call(session, audience=1, text=TEXT)
    a_theme(session, made, "eau")
    a_theme(session, made, "transport")
    session.commit()
    signed_in(page, session, "Léa").goto(f"/staff/calls/{made.slug}/reading?question=needs")
    choose(page, "vite")
    page.locator("[data-digit='1']").wait_for()
    coding = Held(page, re.compile("/coding"), "POST")
    page.keyboard.press("1")
    page.keyboard.press("1")
    page.keyboard.press("2")
    coding.wait()
    coding.let_go()
    expect(page.locator(".strand")).to_have_count(2)
    assert rows(Coding) == 2

    by_sentences = page.locator("a[data-sentences]")
    sentences = Held(page, re.compile("/coding/"), "GET")
    by_sentences.dblclick()
    sentences.wait()
    sentences.let_go()
    page.locator("[data-by-sentences] input[type=checkbox]").first.wait_for()
    expect(page.locator("[data-by-sentences]")).to_have_count(1)


def test_two_parts_of_a_rule_are_both_counted(page, session):
    made = World(session)
    office.signed_in(page, session)
    page.goto(f"/staff/calls/{made.call.slug}/figures/counts")
    page.get_by_text("À quelle échelle ?").click()
    page.get_by_label("et", exact=True).check()
    live = Held(page, re.compile(r"add="), "GET")
    page.get_by_role("button", name="Région", exact=True).dblclick()
    page.get_by_role("button", name="ont transmis une contribution").click()
    live.wait()
    live.let_go()
    expect(page.get_by_label("Règle", exact=True)).to_have_value("answer:scale=a and answered")


def test_a_form_is_not_sent_without_the_file_that_did_not_arrive(page, link, kept):  # noqa: F811
    page.goto(link)
    files = Held(page, "**/files")
    field(page, "q.papers").set_input_files(
        {"name": "a.txt", "mimeType": "text/plain", "buffer": b"un"}
    )
    here = page.url
    page.get_by_role("button", name="Relire et transmettre").click()
    page.get_by_role("button", name="Relire et transmettre").click()
    files.wait()
    files.open = True
    files.kept[0].abort()
    expect(page.locator(".files-coming .files-state")).to_have_text(
        "a.txt n’est pas parvenu au serveur."
    )
    expect(page.get_by_role("button", name="Réessayer a.txt")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator(".files-held li")).to_have_count(1)
    assert page.url == here
    page.get_by_role("button", name="Relire et transmettre").click()
    page.wait_for_url(re.compile("/review|check=1"))
    assert len(kept(Attachment)) == 1
