"""Files in a real browser: sent when chosen, refused in words, removed and put back, scanned."""

import re
from dataclasses import replace

import pytest
from playwright.sync_api import expect

from consult.contributions.models import Attachment
from tests.clamd import EICAR, Clamd
from tests.journeys.test_agency import field, kept, link  # noqa: F401 - fixtures
from tests.live import axe

pytestmark = pytest.mark.journey


def chosen(name, content, kind="text/plain"):
    return {"name": name, "mimeType": kind, "buffer": content}


def lines(page, part):
    return page.locator(f".{part} li")


def test_files_are_sent_when_chosen_and_may_be_taken_back(page, link, kept):  # noqa: F811
    page.goto(link)
    field(page, "q.papers").set_input_files(
        [chosen("été.txt", b"un"), chosen("faux.pdf", b"un"), chosen("vide.txt", b"")]
    )
    expect(lines(page, "files-held")).to_have_text(
        [re.compile("été.txt.*2.octets.*Reçu.*", re.DOTALL)]
    )
    expect(lines(page, "files-coming")).to_have_count(2)
    expect(lines(page, "files-coming").locator(".files-state")).to_have_text(
        [
            re.compile("faux.pdf.*n’a pas été ajouté"),
            "« vide.txt » est vide : choisissez un autre fichier.",
        ]
    )
    axe(page)
    for line in (1, 0):
        lines(page, "files-coming").nth(line).get_by_role("button", name="Annuler").click()
    page.get_by_role("button", name="Retirer été.txt").press("Enter")
    expect(lines(page, "files-held")).to_have_count(0)
    undo = page.get_by_role("button", name="Annuler été.txt")
    expect(undo).to_be_focused()
    undo.press("Enter")
    expect(lines(page, "files-held")).to_have_count(1)
    assert [one.removed_at for one in kept(Attachment)] == [None]


def test_a_file_that_did_not_arrive_can_be_sent_again(page, link, kept):  # noqa: F811
    page.goto(link)
    page.route("**/files", lambda route: route.abort())
    field(page, "q.papers").set_input_files(chosen("a.txt", b"un"))
    expect(lines(page, "files-coming").locator(".files-state")).to_have_text(
        "a.txt n’est pas parvenu au serveur."
    )
    page.unroute("**/files")
    page.get_by_role("button", name="Réessayer a.txt").click()
    expect(lines(page, "files-held")).to_have_count(1)
    assert len(kept(Attachment)) == 1


def test_the_word_of_the_scanner_arrives_by_itself(page, link, live_server):  # noqa: F811
    running = Clamd()
    extensions = live_server.app.extensions
    extensions["settings"] = replace(extensions["settings"], clamd_url=running.url)
    page.goto(link)
    field(page, "q.papers").set_input_files([chosen("a.txt", EICAR), chosen("b.txt", b"sain")])
    expect(page.locator(".files-held .files-state")).to_have_text(
        [re.compile("Mis à l’écart"), "Reçu et analysé"], timeout=30_000
    )
    axe(page)
    running.close()
