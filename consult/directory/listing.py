"""The list of agencies: narrowed, ordered, counted. The same for the directory and an audience."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any, Protocol

from consult.directory.rules import plain


class Reached(StrEnum):
    """Whether a letter would reach the agency."""

    GOOD = "good"
    BOUNCED = "bounced"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Reach:
    """An address of an agency."""

    email: str
    name: str
    role: str
    bounced: bool


@dataclass(frozen=True, slots=True)
class Line:
    """An agency in the list; `tags` are the keys of its tags."""

    id: int
    acronym: str
    name: str
    level: str
    region: str
    department: str
    timezone: str | None
    archived: bool
    contacts: tuple[Reach, ...] = ()
    tags: tuple[str, ...] = ()

    @property
    def email(self) -> str:
        """The address that speaks for the agency; empty where there is none."""
        return self.contacts[0].email if self.contacts else ""

    @property
    def reached(self) -> Reached:
        """Whether a letter to that address would arrive."""
        if not self.contacts:
            return Reached.NONE
        return Reached.BOUNCED if self.contacts[0].bounced else Reached.GOOD


class Given(Protocol):
    """What an address carries after its question mark."""

    def get(self, key: str, default: str) -> str:
        """One value."""

    def getlist(self, key: str) -> list[str]:
        """Every value."""


@dataclass(frozen=True, slots=True)
class View:
    """What narrows and orders the list: any of the values of a field, and every field."""

    search: str = ""
    levels: tuple[str, ...] = ()
    regions: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    reached: str = ""
    archived: bool = False
    sort: str = "acronym"

    @classmethod
    def read(cls, given: Given) -> View:
        """The choice in an address; an order that does not exist is the first one."""
        sort = given.get("sort", "")
        reached = given.get("reached", "")
        return cls(
            search=" ".join(given.get("search", "")[:100].split()),
            levels=tuple(filter(None, given.getlist("level"))),
            regions=tuple(filter(None, given.getlist("region"))),
            tags=tuple(filter(None, given.getlist("tag"))),
            reached=reached if reached in set(Reached) else "",
            archived=given.get("archived", "") == "1",
            sort=sort if sort in ORDERS else "acronym",
        )

    @property
    def asked(self) -> dict[str, Any]:
        """The address that leads back to this view; what is empty is left out."""
        every: dict[str, Any] = {
            "search": self.search,
            "level": list(self.levels),
            "region": list(self.regions),
            "tag": list(self.tags),
            "reached": self.reached,
            "archived": "1" if self.archived else "",
            "sort": "" if self.sort == "acronym" else self.sort,
        }
        return {name: value for name, value in every.items() if value}

    @property
    def present(self) -> View:
        """The same view of the agencies that are not archived."""
        return replace(self, archived=False)

    @property
    def narrows(self) -> bool:
        """Whether it leaves agencies out."""
        return bool(self.search or self.levels or self.regions or self.tags or self.reached)


ORDERS: Mapping[str, Callable[[Line], tuple[object, ...]]] = {
    "acronym": lambda line: (plain(line.acronym),),
    "name": lambda line: (plain(line.name), plain(line.acronym)),
    "level": lambda line: (not line.level, plain(line.level), plain(line.acronym)),
    "region": lambda line: (not line.region, plain(line.region), plain(line.acronym)),
    "department": lambda line: (not line.department, plain(line.department), plain(line.acronym)),
}


def narrowed(lines: Iterable[Line], view: View) -> list[Line]:
    """The agencies that the view keeps, in its order."""
    words, levels, regions = _words(view.search), set(view.levels), set(view.regions)
    tags = set(view.tags)
    kept = [
        line
        for line in lines
        if line.archived == view.archived
        and (not levels or line.level in levels)
        and (not regions or line.region in regions)
        and (not tags or not tags.isdisjoint(line.tags))
        and (not view.reached or line.reached == view.reached)
        and (not words or _says(line, words))
    ]
    return sorted(kept, key=ORDERS[view.sort])


def _words(search: str) -> list[str]:
    """Words to find; one that holds an @ is looked for among the addresses, as it is."""
    found = [
        part
        for word in search.split()
        for part in ([word.casefold()] if "@" in word else plain(word).split())
    ]
    return found or search.split()


def _says(line: Line, words: Collection[str]) -> bool:
    told = plain(f"{line.acronym} {line.name} {line.department}")
    mails = " ".join(contact.email for contact in line.contacts)
    return all(word in (mails if "@" in word else told) for word in words)


@dataclass(frozen=True, slots=True)
class Facet:
    """A value that narrows the list, in words, with how many agencies have it."""

    value: str
    words: str
    count: int


def facets(values: Iterable[str]) -> list[Facet]:
    """Distinct values in alphabetical order, accents aside; the empty one is left out."""
    found = Counter(value for value in values if value)
    return [Facet(value, value, found[value]) for value in sorted(found, key=plain)]


@dataclass(frozen=True, slots=True)
class Directory:
    """Every member agency, archived ones included, and the name of every tag under its key."""

    lines: Sequence[Line]
    tag_names: Mapping[str, str]

    def shown(self, view: View) -> list[Line]:
        """The agencies that the view keeps, in its order."""
        return narrowed(self.lines, view)

    @property
    def present(self) -> list[Line]:
        """The agencies that are not archived."""
        return [line for line in self.lines if not line.archived]

    @property
    def levels(self) -> list[Facet]:
        """Every level, with how many agencies are there."""
        return facets(line.level for line in self.present)

    @property
    def regions(self) -> list[Facet]:
        """Every region, with how many agencies are there."""
        return facets(line.region for line in self.present)

    @property
    def tags(self) -> list[Facet]:
        """Every tag, given or not, with how many agencies have it."""
        found = Counter(tag for line in self.present for tag in line.tags)
        named = sorted(self.tag_names.items(), key=lambda tag: plain(tag[1]))
        return [Facet(key, name, found[key]) for key, name in named]
