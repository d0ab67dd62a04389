"""The texts of a call in other languages, read from YAML."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from config import LOCALES
from consult.calls.translating import Path, Text, Texts, with_texts
from consult.calls.written.cursor import Cursor
from consult.calls.written.entries import Entries, said


def translations_of(given: Entries, texts: Texts, language: str) -> dict[str, Any]:
    """What stands under `translations`, by language; only the texts that are there have one."""
    if not said(given, "translations"):
        return {}
    languages = given["translations"].mapping()
    own = languages.pop(language, None)
    if own is not None:
        own.problem("translation_of_itself", language=language)
    given["translations"].refuse_unknown(languages, LOCALES)
    read: dict[str, Any] = {}
    for one in sorted(languages.keys() & set(LOCALES)):
        found = dict(_texts(languages[one], (), texts)) if not languages[one].empty else {}
        read = with_texts(read, one, texts, found)
    return read


def _texts(cursor: Cursor, here: Path, texts: Texts) -> Iterator[tuple[Path, str]]:
    """Every text below a place, by its path; a name that leads to none is a problem."""
    deep = len(here)
    known = {path[deep] for path in texts if path[:deep] == here}
    for name, entry in cursor.mapping(known).items():
        path = (*here, name)
        if name not in known or entry.empty:
            continue
        if path not in texts:
            yield from _texts(entry, path, texts)
        else:
            yield path, entry.text() if Text(path, "", "").prose else entry.line_of_text()
