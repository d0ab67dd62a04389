"""Which pages of the last printing still stand: those that begin alike, before and after a change.

A page is kept if it begins at the same place with nothing carried over from the page before, and
if nothing on it, nor on the next page, has changed: WeasyPrint looks at what begins there to see
whether it still fits. Once laid out, a page does not look at others; its running heads, its
number, its bookmarks and its tags are made anew.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

INLINE = frozenset(
    {"a", "b", "i", "em", "strong", "span", "sup", "sub", "cite", "q", "br", "small"}
)
"""Elements that number nothing and separate nothing: they may come and go within a paragraph."""
Start = tuple[Any, ...]
"""Where a page begins: place in the tree, kind of break, side, counters."""


class Change:
    """What differs between two readings of the same part, element by element."""

    def __init__(self, old: Any, new: Any) -> None:
        self.old, self.new = list(old.iter()), list(new.iter())
        self._ranks = {element: rank for rank, element in enumerate(self.old)}
        before = [_told(element) for element in self.old]
        after = [_told(element) for element in self.new]
        self._first = _alike(before, after)
        most = min(len(before), len(after)) - self._first
        self._last = len(before) - min(most, _alike(before[::-1], after[::-1]))
        # Blocks are numbered and chosen by their place among others: with the same blocks, what
        # stands after a change is what it was.
        self._skeleton = list(_blocks(old)) == list(_blocks(new))
        self._moved = len(after) - len(before)

    def rank(self, element: Any) -> int | None:
        """The place of an element of the old reading; None for what is of no reading."""
        return self._ranks.get(element)

    def now(self, element: Any) -> Any:
        """The same element in the new reading; None if it is not there as it was."""
        rank = self._ranks.get(element)
        if rank is None or self._first <= rank < self._last:
            return None
        return self.new[rank if rank < self._first else rank + self._moved]

    def before(self, ranks: set[int]) -> bool:
        """Whether all of them stand before the change, and more than one element away."""
        return max(ranks) + 1 < self._first

    def after(self, ranks: set[int]) -> bool:
        """Whether those that the change does not precede are what they were."""
        return self._skeleton and not any(self._first <= rank < self._last for rank in ranks)


class Kept:
    """The pages of the last printing, of which some still stand."""

    def __init__(
        self,
        change: Change,
        root: Any,
        pages: Sequence[Any],
        starts: Sequence[Start],
        clean: Sequence[bool],
    ) -> None:
        """`starts` and `clean` tell how each page began, and what comes after the last."""
        self._change, self._root = change, root
        self._pages, self._starts, self._clean = pages, starts, clean
        self._held = [_ranks(page, change) for page in pages]

    def page(self, index: int, start: Start, root: Any) -> tuple[Any, Start] | None:
        """The page and where the next one begins, if what begins there is what began there.

        `start` is where the page of that number begins now, in the tree of `root`, with nothing
        carried over from the page before.
        """
        if index >= len(self._pages) or self._starts[index] != start:
            return None
        if not all(self._clean[index : index + 2]):
            return None
        held = set().union(*self._held[index : index + 2])
        if not self._change.before(held) and not (
            self._change.after(held) and self._same_place(index, start[0], root)
        ):
            return None
        page = self._pages[index]
        for box in page.descendants():
            now = self._change.now(box.element) if box.element is not None else None
            box.element = box.element if now is None else now
        return page, self._starts[index + 1]

    def _same_place(self, index: int, resume_at: Any, root: Any) -> bool:
        """Whether the place leads to the element that began the page."""
        found = _element(resume_at, root)
        first = _element(resume_at, self._root)
        return found is not None and self._change.now(first) is found


def _told(element: Any) -> tuple[Any, ...]:
    return element.tag, tuple(element.attrib.items()), element.text, element.tail


def _alike(before: Sequence[Any], after: Sequence[Any]) -> int:
    """How many of the first are the same."""
    pairs = enumerate(zip(before, after, strict=False))
    return next((at for at, (one, other) in pairs if one != other), min(len(before), len(after)))


def _blocks(root: Any) -> Iterator[tuple[str, Mapping[str, str]]]:
    for element in root.iter():
        if element.tag not in INLINE:
            yield element.tag, element.attrib


def _element(resume_at: Any, box: Any) -> Any:
    """The element of the deepest box on the way to where a page begins."""
    while resume_at:
        ((place, resume_at),) = resume_at.items()
        children = getattr(box, "children", ())
        if place >= len(children):
            break  # within a text
        box = children[place]
    return box.element


def _ranks(page: Any, change: Change) -> set[int]:
    found = (change.rank(box.element) for box in page.descendants() if box.element is not None)
    return {rank for rank in found if rank is not None}
