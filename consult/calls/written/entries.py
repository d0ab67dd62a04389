"""The common small readings of a mapping; the bundle's other files use them too."""

from __future__ import annotations

from collections.abc import Mapping

from consult.calls.shapes import KEY
from consult.calls.written.cursor import Cursor

Entries = Mapping[str, Cursor]


def said(given: Entries, key: str) -> bool:
    """Whether something is written under the key."""
    return key in given and not given[key].empty


def shows(text: str) -> bool:
    """Whether a text holds a sign that somebody can see: spaces and joiners alone name nothing."""
    return any(sign.isprintable() and not sign.isspace() for sign in text)


def key_of(cursor: Cursor, given: Entries) -> str:
    """The key by which the thing is known: letters, digits, `-` and `_`."""
    key = line(cursor, given, "key", needed=True)
    if key and not KEY.fullmatch(key):
        given["key"].problem("not_a_key", value=key[:80])
    return key


def line(cursor: Cursor, given: Entries, key: str, *, needed: bool = False) -> str:
    """A text on one line; where it is needed, blank is a problem."""
    text = given[key].line_of_text() if said(given, key) else ""
    if needed and not shows(text) and isinstance(cursor.node.value, dict):
        if said(given, key) and not given[key].is_scalar:
            return ""
        cursor.problem("key_missing", key=key)
    return text


def prose(given: Entries, key: str) -> str:
    """A text that may have paragraphs; blanks at its end are not kept."""
    return given[key].text().rstrip() if said(given, key) else ""
