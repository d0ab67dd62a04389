"""A visitor for the tests: opens pages, fills the forms it was shown, and checks every page."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from itertools import pairwise
from typing import Any
from urllib.parse import urlsplit

from bs4 import BeautifulSoup, Tag
from flask import Flask
from werkzeug.test import TestResponse

REDIRECTS = {301, 302, 303, 307, 308}
WRITTEN = {"submit", "button", "image", "reset", "file"}


class Page(BeautifulSoup):
    """What the visitor sees; `path` is where it ended up, `response` how it was served."""

    path: str
    response: TestResponse

    @property
    def words(self) -> str:
        """The text of the main part with single spaces, as somebody would read it aloud."""
        return " ".join((self.main or self).get_text(" ").split())


class Browser:
    """Follows redirects, keeps cookies, and holds house style: see `checked`."""

    def __init__(self, app: Flask, around: Callable[[], object] = lambda: None) -> None:
        self.client = app.test_client()
        self.around = around

    def get(self, path: str, *, status: int = 200, **options: Any) -> Page:
        return self._read(self.request("GET", path, **options), status)

    def request(self, method: str, path: str, **options: Any) -> TestResponse:
        """The bare answer, redirects followed; what the test wrote is committed first."""
        self.around()
        response = self.client.open(path, method=method, **options)
        for _ in range(10):
            if response.status_code not in REDIRECTS:
                break
            self.around()
            where = urlsplit(response.location)
            assert not where.netloc or where.netloc == "localhost", response.location
            response = self.client.get(where.path, query_string=where.query)
        self.around()
        return response

    def send(
        self,
        page: Page,
        *,
        status: int = 200,
        form: str = "main form",
        button: str | None = None,
        beyond: Mapping[str, Any] | None = None,
        **filled: Any,
    ) -> Page:
        """Fill the form that `page` shows and press a button, by its name or its words.

        A field left unnamed is sent as it was shown; None takes it away. What the page does
        not show is refused: a visitor could not have filled it. `beyond` is for forgeries.
        """
        tag = page.select_one(form) or page.select_one("form")
        assert tag is not None, f"{page.path} shows no form"
        shown = fields(tag, button)
        named = {control["name"] for control in tag.select("[name]")}
        assert set(filled) <= named, f"not on the page: {sorted(set(filled) - named)}"
        data = {**shown, **filled, **(beyond or {})}
        data = {name: value for name, value in data.items() if value is not None}
        method = str(tag.get("method", "get")).upper()
        where = str(tag.get("action") or page.path)
        sent = {"data": data} if method == "POST" else {"query_string": data}
        return self._read(self.request(method, where, **sent), status)

    def _read(self, response: TestResponse, status: int) -> Page:
        assert response.status_code == status, f"{response.status}\n{response.text[:3000]}"
        page = Page(response.text, "html.parser")
        request = urlsplit(response.request.url)
        page.path = request.path + (f"?{request.query}" if request.query else "")
        page.response = response
        if response.mimetype == "text/html" and response.text.lstrip()[:9].lower() == "<!doctype":
            checked(page)
        return page


def fields(form: Tag, button: str | None = None) -> dict[str, Any]:
    """What a browser sends for the form as shown, with the button that is pressed."""
    data: dict[str, Any] = {}

    def add(name: str, value: Any) -> None:
        data[name] = value if name not in data else [*_several(data[name]), value]

    for control in form.select("[name]:not([disabled])"):
        name, kind = str(control["name"]), str(control.get("type", "text"))
        if control.name == "textarea":
            add(name, control.get_text().removeprefix("\n"))
        elif control.name == "select":
            for option in _chosen(control):
                add(name, option.get("value", option.get_text()))
        elif control.name == "input" and kind in {"checkbox", "radio"}:
            if control.has_attr("checked"):
                add(name, control.get("value", "on"))
        elif control.name == "input" and kind not in WRITTEN:
            add(name, control.get("value", ""))
    data.update(pressed(form, button))
    return data


def pressed(form: Tag, button: str | None) -> dict[str, str]:
    """The pair that the pressed button adds, if it has a name; the first button by default."""
    buttons = form.select("button:not([type=button]), input[type=submit]")
    wanted = [
        tag
        for tag in buttons
        if button in (None, tag.get("name"), tag.get("value"), " ".join(tag.get_text().split()))
    ]
    assert wanted or button is None, f"no button {button!r} among {buttons}"
    first = wanted[0] if wanted else None
    if first is None or not first.get("name"):
        return {}
    return {str(first["name"]): str(first.get("value", ""))}


def _several(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _chosen(select: Tag) -> list[Tag]:
    chosen = select.select("option[selected]")
    if chosen or select.has_attr("multiple"):
        return chosen
    return select.select("option")[:1]


def checked(page: BeautifulSoup) -> None:
    """House style, held on every page that any test opens."""
    assert len(page.select("h1")) == 1, "a page has one h1"
    assert page.title is not None, "a page has a title"
    assert page.title.get_text().strip(), "a title says something"
    assert page.html is not None
    assert page.html.get("lang"), "a page says its language"
    twice = [name for name, n in Counter(t["id"] for t in page.select("[id]")).items() if n > 1]
    assert not twice, f"ids used twice: {twice}"
    _checked_for_policy(page)
    _checked_for_everybody(page)


def _checked_for_policy(page: BeautifulSoup) -> None:
    assert not page.select("[style], style"), "the policy forbids inline style"
    assert not page.select("script:not([src]):not([type='application/json'])"), "inline script"
    handlers = {name for tag in page.find_all(True) for name in tag.attrs if name.startswith("on")}
    assert not handlers, f"the policy forbids {handlers}"
    for form in page.select("form[method=post], form[method=POST]"):
        assert form.select("[name=csrf_token]"), f"a form without its token: {form.attrs}"


def _checked_for_everybody(page: BeautifulSoup) -> None:
    ids = {tag["id"] for tag in page.select("[id]")}
    for attribute in ("for", "aria-describedby", "aria-labelledby", "aria-controls"):
        for tag in page.select(f"[{attribute}]"):
            missing = set(str(tag[attribute]).split()) - ids
            assert not missing, f"{attribute} names {missing}, which the page does not have"
    assert not page.select("img:not([alt])"), "an image without alt"
    labelled = {label["for"] for label in page.select("label[for]")}
    for control in page.select("input:not([type=hidden]), select, textarea"):
        if control.get("type") in {"submit", "button"}:
            continue
        named = control.get("aria-label") or control.get("aria-labelledby")
        assert named or control.get("id") in labelled or control.find_parent("label"), (
            f"a field without a label: {control.attrs}"
        )
    levels = [int(tag.name[1]) for tag in page.select("h1, h2, h3, h4, h5, h6")]
    jumps = [(a, b) for a, b in pairwise(levels) if b > a + 1]
    assert not jumps, f"headings jump from h{jumps[0][0]} to h{jumps[0][1]}"
