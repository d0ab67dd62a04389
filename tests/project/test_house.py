"""The tools of the tests themselves."""

from __future__ import annotations

import pytest
from bs4 import BeautifulSoup
from sqlalchemy import text

from consult.jobs import Job
from tests.browser import checked, fields
from tests.live import axe

PAGE = """<!doctype html><html lang="fr"><head><title>A page</title></head><body><main>
<h1>A page</h1>{}</main></body></html>"""


def page(body):
    return BeautifulSoup(PAGE.format(body), "html.parser")


def test_a_database_has_its_schema_and_nothing_else(session):
    assert session.query(Job).all() == []


def test_statements_are_counted(app, queries):
    with queries(2), app.extensions["database"].reader() as session:
        session.execute(text("SELECT 1"))
        session.execute(text("SELECT 2"))


def test_the_server_is_alive(client):
    assert client.get("/healthz").get_text() == "ok\n"


def test_nothing_waits_in_an_empty_database(work):
    assert work() == 0


@pytest.mark.parametrize(
    "broken",
    [
        "<h1>Twice</h1>",
        '<p id="a"></p><p id="a"></p>',
        '<p style="color: red">Red</p>',
        '<p onclick="act()">Act</p>',
        "<script>act()</script>",
        '<form method="post"></form>',
        '<label for="nowhere">Name</label>',
        '<input name="name">',
        '<img src="/a.png">',
        "<h3>Too deep</h3>",
    ],
)
def test_a_page_against_house_style_is_refused(broken):
    with pytest.raises(AssertionError):
        checked(page(broken))


def test_a_form_is_sent_as_it_was_shown():
    form = page(
        """<form><input type="hidden" name="token" value="t"><input name="title" value="Old">
        <textarea name="text">\nTwo\nlines</textarea><input type="file" name="paper">
        <input type="checkbox" name="kept" value="a" checked>
        <input type="checkbox" name="kept" value="b" checked>
        <input type="checkbox" name="left" value="c"><input name="off" disabled>
        <select name="zone"><option value="x">X</option><option selected>Y</option></select>
        <button name="act" value="save">Save</button><button name="act" value="go">Go</button>
        </form>"""
    ).form

    assert fields(form, "Go") == {
        "token": "t",
        "title": "Old",
        "text": "Two\nlines",
        "kept": ["a", "b"],
        "zone": "Y",
        "act": "go",
    }


@pytest.mark.journey
def test_a_real_browser_reads_a_page_that_nothing_is_wrong_with(page):
    page.goto("/sign-in")

    axe(page)
    assert page.locator("h1").count() == 1


@pytest.mark.journey
def test_a_picture_without_words_is_noticed(page):
    page.goto("/sign-in")
    page.locator("h1").evaluate("h1 => h1.append(new Image())")

    with pytest.raises(AssertionError, match="image-alt"):
        axe(page)
