"""A long answer with some formatting: a plain text, and marks that stand off from it.

The value is the plain text alone while nothing is formatted, else `{"text": text, "marks": […]}`
where a mark is `{"kind": "bold" | "italic" | "link", "start", "end"}`, a link also with its
`href`. Offsets count characters of `text`. Paragraphs and lists are *in* the text, as lines that
begin with « • » or « 1. », two spaces deeper at each level: whatever counts, searches, quotes or
codes an answer takes its `plain` text as it stands, and no offset ever has to be converted.
"""

from __future__ import annotations

import difflib
import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple, TypeGuard

from consult.calls.questionnaire import Value
from consult.contributions.texts.words import one_newline

BOLD, ITALIC, LINK = "bold", "italic", "link"
KINDS = (BOLD, ITALIC, LINK)
SAFE = re.compile(r"(?:https?://|mailto:)[^\s\x00-\x1f\x7f\ud800-\udfff<>\"\\]+", re.IGNORECASE)
LONGEST_LINK = 2000
ITEM = re.compile(r"(?P<indent>(?:  )*)(?:(?P<bullet>•)|(?P<number>[0-9]{1,3})\.) (?=\S)")
MOST_COMPARED = 4000
"""Pieces of text that two versions may differ in and still be compared word by word."""


class Mark(NamedTuple):
    """A run of characters inside one line, and what it is."""

    start: int
    end: int
    kind: str
    href: str = ""

    @property
    def value(self) -> dict[str, Any]:
        """As it stands in JSON."""
        plain: dict[str, Any] = {"kind": self.kind, "start": self.start, "end": self.end}
        return plain | ({"href": self.href} if self.kind == LINK else {})


def is_rich(value: Value) -> TypeGuard[Mapping[str, Any]]:
    """Whether a value has the shape of a text with its marks, well placed or not."""
    return (
        isinstance(value, Mapping)
        and set(value) == {"text", "marks"}
        and isinstance(value["text"], str)
        and isinstance(value["marks"], list)
    )


def plain(value: Value) -> str:
    """The text that is counted, searched, quoted and coded; "" when the value holds none."""
    if isinstance(value, str):
        return value
    return str(value["text"]) if is_rich(value) else ""


def marks_of(value: Value) -> tuple[Mark, ...]:
    """The marks as they hold: inside the text and inside a line, in order, none over its like."""
    if not is_rich(value):
        return ()
    return tuple(_tidy(value["text"], (_read(one) for one in value["marks"])))


def canonical(value: Value) -> Value:
    r"""The one spelling of a value: `\n` for newlines, marks in order, no marks no mapping.

    What has not the shape of a text comes back as it is. Canonical values come back equal.
    """
    if isinstance(value, str):
        return one_newline(value)
    if not is_rich(value):
        return value
    text = one_newline(value["text"])
    marks: Iterable[Mark] = marks_of(value)
    if text != value["text"]:
        marks = _tidy(text, _moved_by_newlines(value["text"], marks))
    return _of(text, marks)


def typed(text: str, kept: str) -> Value:
    """What a form holds: its text, and the formatting it was drawn with or that its editor keeps.

    `kept` is the JSON of a value. Where a browser without an editor changed the text, the
    marks follow the words that stayed.
    """
    try:
        before = json.loads(kept) if kept else None
    except (ValueError, RecursionError):
        before = None
    text = one_newline(text)
    return remapped(canonical(before), text) if is_rich(before) else text


def kept(value: Value) -> str:
    """What a form keeps beside the text, for `typed`; "" when nothing is formatted."""
    found = canonical(value)
    return json.dumps(found, ensure_ascii=False, separators=(",", ":")) if is_rich(found) else ""


def remapped(value: Value, text: str) -> Value:
    """The same formatting on a text that was changed since: it stays on the words that stayed."""
    before = plain(value)
    marks = marks_of(value)
    if before == text or not marks:
        return _of(text, marks)
    same = _same(before, text)
    moved = (
        Mark(max(one.start, old) - old + new, min(one.end, old + size) - old + new, *one[2:])
        for old, new, size in same
        for one in marks
        if one.start < old + size and one.end > old
    )
    return _of(text, _tidy(text, moved))


def is_formatted(value: Value) -> bool:
    """Whether a page should draw more than the text itself: a mark, or the line of a list."""
    text = plain(value)
    return bool(marks_of(value)) or any(ITEM.match(line) for line in text.split("\n"))


def _of(text: str, marks: Iterable[Mark]) -> Value:
    found = [one.value for one in marks]
    return {"text": text, "marks": found} if found else text


def _read(mark: Any) -> Mark | None:
    """One mark of a value, or None: unknown, misplaced, or a link that leads nowhere safe."""
    if not isinstance(mark, Mapping) or mark.get("kind") not in KINDS:
        return None
    start, end, href = mark.get("start"), mark.get("end"), mark.get("href", "")
    if not _is_place(start) or not _is_place(end):
        return None
    if mark["kind"] != LINK:
        return Mark(start, end, mark["kind"])
    if not isinstance(href, str) or len(href) > LONGEST_LINK or not SAFE.fullmatch(href):
        return None
    return Mark(start, end, LINK, href)


def _is_place(value: Any) -> TypeGuard[int]:
    return isinstance(value, int) and not isinstance(value, bool)


def _tidy(text: str, marks: Iterable[Mark | None]) -> list[Mark]:
    """Within the text, joined where they touch, cut at the ends of lines, in order."""
    given = sorted(
        Mark(max(0, one.start), min(len(text), one.end), one.kind, one.href)
        for one in marks
        if one is not None
    )
    tidy: list[Mark] = []
    for kind in KINDS:
        joined: list[Mark] = []
        for one in (each for each in given if each.kind == kind):
            last = joined[-1] if joined else None
            if last and one.start <= last.end and one.href == last.href:
                joined[-1] = last._replace(end=max(last.end, one.end))
            else:
                start = max(one.start, last.end) if last else one.start
                joined.append(one._replace(start=start))
        tidy.extend(piece for one in joined for piece in _lines(text, one))
    return sorted(tidy, key=lambda one: (one.start, one.kind, one.end))


def _lines(text: str, mark: Mark) -> Iterator[Mark]:
    """A mark line by line; white space alone is not worth one."""
    start = mark.start
    while start < mark.end:
        newline = text.find("\n", start, mark.end)
        end = mark.end if newline < 0 else newline
        if text[start:end].strip():
            yield mark._replace(start=start, end=end)
        start = end + 1


def _moved_by_newlines(text: str, marks: Iterable[Mark]) -> Iterator[Mark]:
    r"""Marks of a text with `\r\n` where they stand once each is one `\n`."""
    places = [0]
    for sign, after in zip(text, text[1:] + " ", strict=True):
        places.append(places[-1] + (0 if sign == "\r" and after == "\n" else 1))
    for one in marks:
        yield one._replace(start=places[one.start], end=places[one.end])


def _same(before: str, after: str) -> list[tuple[int, int, int]]:
    """Runs that two texts share: where in each, and how long."""
    first = 0
    shorter = min(len(before), len(after))
    while first < shorter and before[first] == after[first]:
        first += 1
    last = 0
    while last < shorter - first and before[-1 - last] == after[-1 - last]:
        last += 1
    old, new = (re.findall(r"\w+|\W", one[first : len(one) - last]) for one in (before, after))
    runs = [(0, 0, first), (len(before) - last, len(after) - last, last)]
    if old and new and len(old) + len(new) <= MOST_COMPARED:
        runs.extend(_words_in_common(old, new, first))
    return sorted(one for one in runs if one[2])


def _words_in_common(
    old: Sequence[str], new: Sequence[str], first: int
) -> Iterator[tuple[int, int, int]]:
    olds, news = _starts(old, first), _starts(new, first)
    blocks = difflib.SequenceMatcher(None, old, new, autojunk=False).get_matching_blocks()
    for a, b, size in blocks:
        yield olds[a], news[b], olds[a + size] - olds[a]


def _starts(words: Sequence[str], first: int) -> list[int]:
    starts = [first]
    for word in words:
        starts.append(starts[-1] + len(word))
    return starts
