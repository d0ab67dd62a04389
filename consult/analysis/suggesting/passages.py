"""Sentences and bullets of an answer, with their characters."""

from __future__ import annotations

import re
from collections.abc import Iterator

SHORTEST = 25
"""A shorter fragment (« M. », « Par ex. ») belongs to what stands before it."""

LONGEST = 1000
"""Nobody reads a longer passage; it is cut at a space, or anywhere when it has none."""

# Each alternative starts with a fixed sign, so that a run of blanks is read once.
BULLET = r"(?:[-•*–]\s+)?"
CUT = re.compile(rf"\A{BULLET}|(?<=[.!?…;])\s+{BULLET}|(?<=[。！？])|\n\s*{BULLET}|\s[-•*]\s")
SPEECH = re.compile(r"[^\W_]")


def passages(text: str, shortest: int = SHORTEST) -> list[tuple[int, int]]:
    """Start and end of each passage in order; none overlaps, none is blank or mute."""
    found: list[tuple[int, int]] = []
    for start, end in _pieces(text):
        before = found[-1] if found else None
        if before and shortest > min(end - start, before[1] - before[0]):
            found[-1] = (before[0], end)
        else:
            found.append((start, end))
    cut = [part for start, end in found for part in _cut_to_size(text, start, end)]
    return [(start, end) for start, end in cut if SPEECH.search(text, start, end)]


def _pieces(text: str) -> Iterator[tuple[int, int]]:
    begin = 0
    for mark in CUT.finditer(text):
        yield from _trimmed(text, begin, mark.start())
        begin = mark.end()
    yield from _trimmed(text, begin, len(text))


def _trimmed(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    piece = text[start:end]
    start += len(piece) - len(piece.lstrip())
    end -= len(piece) - len(piece.rstrip())
    if start < end:
        yield start, end


def _cut_to_size(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    while end - start > LONGEST:
        space = text.rfind(" ", start + LONGEST // 2, start + LONGEST)
        cut = space if space > 0 else start + LONGEST
        yield from _trimmed(text, start, cut)
        start = cut
    yield from _trimmed(text, start, end)
