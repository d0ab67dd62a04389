"""Long lists, a page or a batch at a time."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

Item = TypeVar("Item")
SIZE = 100


@dataclass(frozen=True, slots=True)
class Paged(Generic[Item]):
    """One page of a list: what is on it, and where it stands among the others."""

    items: Sequence[Item]
    number: int
    pages: int
    total: int
    first: int

    @property
    def last(self) -> int:
        """The rank of the last item on this page."""
        return self.first + len(self.items) - 1

    @property
    def before(self) -> int | None:
        """The number of the page before, where there is one."""
        return self.number - 1 if self.number > 1 else None

    @property
    def after(self) -> int | None:
        """The number of the page after, where there is one."""
        return self.number + 1 if self.number < self.pages else None


def paged(items: Sequence[Item], number: str | int, *, size: int = SIZE) -> Paged[Item]:
    """The page of that number; what is no number, or lies beyond, gives the nearest page."""
    pages = max(1, -(-len(items) // size))
    asked = int(number) if str(number).isascii() and str(number).isdecimal() else 1
    shown = min(max(1, asked), pages)
    start = (shown - 1) * size
    return Paged(items[start : start + size], shown, pages, len(items), start + 1)


def batches(items: Sequence[Item], size: int) -> Iterator[Sequence[Item]]:
    """The items in parts that each make a short transaction."""
    for start in range(0, len(items), size):
        yield items[start : start + size]
