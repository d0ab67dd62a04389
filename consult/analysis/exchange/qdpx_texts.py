"""The plain text of a source, and where the positions of a selection fall in it.

Tools count differently. Line feeds: a text with carriage returns is counted with them, except
by ATLAS.ti, which counts one character for the two. Signs beyond the first plane, such as 🚲:
one character for most, two for those that count as UTF-16; the words that a selection is often
named after tell which.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from consult.calls.archives import Archive
from consult.calls.tree import Unreadable, decoded

MOST_MB = 8
ATLAS = "atlas"
RETURNS = re.compile("\r\n?")


@dataclass(frozen=True, slots=True)
class Source:
    """`text` has bare line feeds; `raw` is what its tool counted in."""

    text: str
    raw: str


def source_of(element: Any, archive: Archive | None, folder: str) -> Source | None:
    """The text of a source, out of the archive or of the element itself; None without one."""
    content = element.findtext("PlainTextContent")
    path = element.get("plainTextPath") or ""
    if content is None and archive is not None and path:
        content = _kept(archive, path, folder)
    if content is None:
        return None
    raw = content.removeprefix("\ufeff")
    origin = element.getroottree().getroot().get("origin") or ""
    text = RETURNS.sub("\n", raw)
    return Source(text, text if ATLAS in origin.casefold() else raw)


def _kept(archive: Archive, name: str, folder: str) -> str | None:
    """The file of that name among the sources, whatever its capitals and what leads to it."""
    wanted = name.rpartition("/")[2].casefold()
    for path in archive.entries:
        above, _, last = path.rpartition("/")
        if last.casefold() == wanted and above.casefold().endswith(folder):
            return _text(archive.read(path, most_mb=MOST_MB))
    return None


def _text(data: bytes) -> str | None:
    """With its carriage returns: positions count them."""
    for mark, encoding in (
        (b"\xef\xbb\xbf", "utf-8-sig"),
        (b"\xff\xfe", "utf-16"),
        (b"\xfe\xff", "utf-16"),
        (b"", "utf-8"),
    ):
        if data.startswith(mark):
            try:
                return data.decode(encoding)
            except UnicodeDecodeError:
                break
    try:
        return decoded(data)
    except Unreadable:
        return data.decode("cp1252", errors="replace")


def positions(selection: Any, source: Source) -> tuple[int, int] | None:
    """Where a selection begins and ends in the text; None when it is outside of it."""
    told = [_number(selection.get(name)) for name in ("startPosition", "endPosition")]
    start, end = told
    if start is None or end is None:
        return None
    found = _counted(source, start, end)
    if _is_wide(source.raw) and not _is_named(selection, source, found):
        wide = _counted(source, _narrow(source.raw, start), _narrow(source.raw, end))
        found = wide if _is_named(selection, source, wide) else found
    return found


def _number(told: str | None) -> int | None:
    return int(told) if told and told.isascii() and told.isdecimal() and len(told) < 10 else None


def _counted(source: Source, start: int, end: int) -> tuple[int, int] | None:
    """From positions in what the tool counted to positions in the text."""
    if not 0 <= start < end <= len(source.raw):
        return None
    if source.raw == source.text:
        return start, end
    before = len(RETURNS.sub("\n", source.raw[:start]))
    return before, before + len(RETURNS.sub("\n", source.raw[start:end]))


def _is_wide(text: str) -> bool:
    return not text.isascii() and any(ord(sign) > 0xFFFF for sign in text)


def _is_named(selection: Any, source: Source, span: tuple[int, int] | None) -> bool:
    """Whether the name of a selection begins the words that it selects."""
    name = " ".join((selection.get("name") or "").rstrip(".… ").split())[:30]
    return bool(name and span) and " ".join(source.text[slice(*span or (0, 0))].split()).startswith(
        name
    )


def _narrow(text: str, units: int) -> int:
    """How many characters the first UTF-16 units of a text are."""
    return len(text.encode("utf-16-le")[: 2 * units].decode("utf-16-le", errors="ignore"))
