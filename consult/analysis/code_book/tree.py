"""Themes one under the other: their order, how deep they stand, what may stand where."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple, Protocol, TypeVar

DEEPEST = 6
"""How many themes may stand one under the other; nobody reads more."""


class Placed(Protocol):
    """What a theme has that says where it stands."""

    id: int
    parent_id: int | None
    position: int


Thing = TypeVar("Thing", bound=Placed)


class Branch(NamedTuple):
    """A theme in the order it is read, how deep it stands, and its place among its like."""

    id: int
    depth: int
    rank: int
    among: int


def branches(themes: Iterable[Placed]) -> list[Branch]:
    """Every theme after the one it is under; those under nothing that is there are on top."""
    like = _children(themes)
    found: list[Branch] = []
    waiting = [(one, 0, rank, len(like[None])) for rank, one in enumerate(like.get(None, ()))]
    waiting.reverse()
    while waiting:
        one, depth, rank, among = waiting.pop()
        found.append(Branch(one, depth, rank, among))
        under = like.get(one, [])
        waiting += [(child, depth + 1, n, len(under)) for n, child in enumerate(under)][::-1]
    return found


def below(themes: Iterable[Placed], top: int) -> set[int]:
    """The theme and all that stands under it."""
    like = _children(themes)
    found: set[int] = set()
    waiting = [top]
    while waiting:
        one = waiting.pop()
        if one not in found:
            found.add(one)
            waiting += like.get(one, ())
    return found


def fits(themes: Sequence[Placed], one: int, parent: int | None) -> bool:
    """Whether the theme, with what is under it, may stand under `parent` without a ring."""
    if parent is None:
        return height(themes, one) <= DEEPEST
    if parent in below(themes, one):
        return False
    return len(list(_above(themes, parent))) + height(themes, one) <= DEEPEST


def height(themes: Sequence[Placed], top: int) -> int:
    """How many themes stand one under the other from this one down, itself included."""
    inside = below(themes, top)
    depths = branches([one for one in themes if one.id in inside])
    return max((branch.depth for branch in depths), default=0) + 1


def reordered(like: Sequence[Thing], moving: Thing, before: Thing | None) -> list[Thing]:
    """The themes with one of them before another, or last."""
    rest = [one for one in like if one is not moving]
    place = rest.index(before) if before in rest else len(rest)
    return [*rest[:place], moving, *rest[place:]]


def _children(themes: Iterable[Placed]) -> Mapping[int | None, list[int]]:
    known = sorted(themes, key=lambda one: (one.position, one.id))
    there = {one.id for one in known}
    found: dict[int | None, list[int]] = {}
    for one in known:
        above = one.parent_id if one.parent_id in there else None
        found.setdefault(above, []).append(one.id)
    return found


def _above(themes: Iterable[Placed], one: int | None) -> Iterator[int]:
    """The theme and those it is under, from the nearest up."""
    parents = {theme.id: theme.parent_id for theme in themes}
    seen: set[int] = set()
    while one is not None and one not in seen:
        seen.add(one)
        yield one
        one = parents.get(one)
