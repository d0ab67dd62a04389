"""The paragraphs of an answer as what they are: items, lines of a list, brief lines, prose."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

_ITEM = re.compile(r"(.{1,80}?) (\d{1,3}) – ", re.DOTALL)
"""What an item of an answer begins with: « Action 2 – »."""
_DASHES = ("- ", "– ", "— ", "• ")
"""What somebody begins the lines of a list with."""
BRIEF = 80
"""How many letters make a line rather than a paragraph."""


def kinds(paragraphs: Sequence[str]) -> Iterator[str]:
    """The class each is set in: head of an item or part of one, line of a list, a brief one."""
    heads = _heads(paragraphs)
    last = len(paragraphs) - 1
    for place, text in enumerate(paragraphs):
        ends = place == last or place + 1 in heads
        if place in heads:
            yield "item"
        elif heads and ends:
            yield "of tied"
        elif heads:
            # Two paragraphs one after the other are told apart, in an item too.
            yield "" if min(len(text), len(paragraphs[place + 1])) >= BRIEF else "of"
        elif text.startswith(_DASHES):
            yield "dash"
        elif len(text) >= BRIEF:
            yield ""
        elif ends:
            yield "tied" if place and len(paragraphs[place - 1]) < BRIEF else ""
        else:
            yield "brief tied" if place == 1 else "brief"


def _heads(paragraphs: Sequence[str]) -> set[int]:
    """Where the items of an answer begin, if it has any: they are numbered from the first on."""
    found = _ITEM.match(paragraphs[0]) if paragraphs else None
    heads: set[int] = set()
    rank = 0
    for place, text in enumerate(paragraphs if found else ()):
        one = _ITEM.match(text)
        if found and one and one[1] == found[1] and int(one[2]) > rank:
            heads.add(place)
            rank = int(one[2])
    return heads
