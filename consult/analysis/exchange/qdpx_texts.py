"""The plain text of a source, and where the positions of a selection fall in it.

Tools count differently. Line feeds: a text with carriage returns is counted with them, except
by ATLAS.ti, which counts one character for the two. Signs beyond the first plane, such as 🚲:
one character for most, two for those that count as UTF-16; the words that a selection is often
named after tell which.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from consult.calls.written.archives import Archive
from consult.calls.written.tree import Unreadable, decoded

MOST_MB = 8
ATLAS = "atlas"
RETURNS = re.compile("\r\n?")
WIDE = re.compile("[\U00010000-\U0010ffff]")
LEADING = 400
"""Characters of a selection among which those of its name are looked for."""


@dataclass(frozen=True, slots=True)
class Source:
    """`text` has bare line feeds; `raw` is what its tool counted in.

    `pairs` are where it has two signs for one line end, `wide` where a sign counts twice as
    UTF-16, in its units: noted once, since a text may have thousands of selections.
    """

    text: str
    raw: str
    pairs: Sequence[int] = ()
    wide: Sequence[int] = ()


def files_in(archive: Archive | None, folder: str) -> Mapping[str, str]:
    """The paths of the files in the folder, under their names without capitals."""
    found: dict[str, str] = {}
    for path in archive.entries if archive else ():
        above, _, last = path.casefold().rpartition("/")
        if above.endswith(folder):
            found.setdefault(last, path)
    return found


def source_of(element: Any, archive: Archive | None, files: Mapping[str, str]) -> Source | None:
    """The text of a source, out of the archive or of the element itself; None without one."""
    content = element.findtext("PlainTextContent")
    path = element.get("plainTextPath") or ""
    kept = files.get(path.rpartition("/")[2].casefold())
    if content is None and archive is not None and kept:
        content = _text(archive.read(kept, most_mb=MOST_MB))
    if content is None:
        return None
    raw = content.removeprefix("\ufeff")
    origin = element.getroottree().getroot().get("origin") or ""
    text = RETURNS.sub("\n", raw)
    counted = text if ATLAS in origin.casefold() else raw
    pairs = [one.start() for one in re.finditer("\r\n", counted)]
    wide = [one.start() + rank for rank, one in enumerate(WIDE.finditer(counted))]
    return Source(text, counted, pairs, wide)


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
    if source.wide and not _is_named(selection, source, found):
        wide = _counted(source, _narrow(source, start), _narrow(source, end))
        found = wide if _is_named(selection, source, wide) else found
    return found


def _number(told: str | None) -> int | None:
    return int(told) if told and told.isascii() and told.isdecimal() and len(told) < 10 else None


def _counted(source: Source, start: int, end: int) -> tuple[int, int] | None:
    """From positions in what the tool counted to positions in the text."""
    if not 0 <= start < end <= len(source.raw):
        return None
    before = start - bisect_right(source.pairs, start - 2)
    inside = bisect_right(source.pairs, end - 2) - bisect_left(source.pairs, start)
    return before, before + end - start - inside


def _is_named(selection: Any, source: Source, span: tuple[int, int] | None) -> bool:
    """Whether the name of a selection begins the words that it selects."""
    name = " ".join((selection.get("name") or "").rstrip(".… ").split())[:30]
    if not name or span is None:
        return False
    said = source.text[span[0] : min(span[1], span[0] + LEADING)]
    return " ".join(said.split()).startswith(name)


def _narrow(source: Source, units: int) -> int:
    """How many characters the first UTF-16 units of a text are."""
    return min(len(source.raw), units - bisect_right(source.wide, units - 1))
