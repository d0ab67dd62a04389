"""What an import would do, theme by theme and passage by passage, before anything is done."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from consult.analysis.exchange.held import Field, Held, Place
from consult.analysis.exchange.said import SaidCoding, SaidTheme, Sheet, Told
from consult.analysis.models import Theme
from consult.calls.shapes import KEY
from consult.directory.rules import key_of

SHORTEST = 20
"""Fewer characters than that could stand in any answer: they are not looked for everywhere."""


class Placed(NamedTuple):
    """A passage of the file that an answer does hold."""

    place: Place
    said: SaidCoding


class Matched(NamedTuple):
    """A theme of the file with the one of the call that it is, or None for a new one."""

    said: SaidTheme
    theme: Theme | None
    changes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Plan:
    """Everything an import would do; `lost` are the passages that no answer holds."""

    themes: tuple[Matched, ...]
    placed: tuple[Placed, ...]
    there: int
    lost: tuple[SaidCoding, ...]
    notes: tuple[Told, ...]

    @property
    def new(self) -> list[SaidTheme]:
        """Themes that the call does not have."""
        return [one.said for one in self.themes if one.theme is None]

    @property
    def changed(self) -> list[Matched]:
        """Themes that the call has otherwise."""
        return [one for one in self.themes if one.theme is not None and one.changes]

    @property
    def same(self) -> int:
        """How many themes the call has exactly so."""
        return len(self.themes) - len(self.new) - len(self.changed)

    @property
    def wanted(self) -> bool:
        """Whether there is anything to do."""
        return bool(self.new or self.changed or self.placed)

    @property
    def shown(self) -> object:
        """What the preview showed: when it is another one, the call moved meanwhile."""
        themes = [(one.said, one.theme.id if one.theme else 0, one.changes) for one in self.themes]
        return themes, self.placed, self.there, self.lost


def planned(sheet: Sheet, held: Held) -> Plan:
    """The plan of an import into a call."""
    themes = tuple(_themes(sheet, held))
    known = {one.said.ref: one.theme for one in themes}
    taken = _taken(held)
    placed: list[Placed] = []
    lost: list[SaidCoding] = []
    there = 0
    finder = Finder(held, sheet.codings)
    scopes = {one.said.ref: _scope(one, held) for one in themes}
    for said in sheet.codings:
        place = finder.place(said)
        scope = scopes.get(said.theme or "", "")
        if place is None or scope not in ("", place.where.question):
            lost.append(said)
            continue
        theme = known.get(said.theme or "")
        name = (place, theme.id if theme else said.theme)
        if name in taken or (said.theme is None and (place, None) in taken):
            there += 1
            continue
        taken |= {name, (place, None)}
        placed.append(Placed(place, said))
    return Plan(themes, tuple(placed), there, tuple(lost), sheet.notes)


class Finder:
    """Finds passages in the answers of a call."""

    def __init__(self, held: Held, codings: Iterable[SaidCoding]) -> None:
        self.held = held
        self.agencies = {key_of(acronym): acronym for acronym in held.versions}
        self.heads = _heads(held.texts, {one.text[:SHORTEST] for one in codings if not one.agency})

    def place(self, said: SaidCoding) -> Place | None:
        """Where an answer says exactly that; none rather than a guess between two answers."""
        if not said.text:
            return None
        if not said.agency:
            return self._anywhere(said.text)
        agency = self.agencies.get(key_of(said.agency))
        if agency is None:
            return None
        where = Field(agency, said.question, said.item, said.field)
        whole = self.held.texts.get(where, "")
        start = said.start if said.start is not None else whole.find(said.text)
        if start < 0 or not whole.startswith(said.text, start):
            start = whole.find(said.text)
        return Place(where, start, start + len(said.text)) if start >= 0 else None

    def _anywhere(self, text: str) -> Place | None:
        if len(text) < SHORTEST:
            return None
        found = [
            Place(where, start, start + len(text))
            for where, start in self.heads.get(text[:SHORTEST], ())
            if self.held.texts[where].startswith(text, start)
        ]
        return found[0] if len(found) == 1 else None


def _heads(
    texts: Mapping[Field, str], wanted: Collection[str]
) -> Mapping[str, Sequence[tuple[Field, int]]]:
    """Where each beginning of a passage stands; the answers are read once for all of them."""
    found: dict[str, list[tuple[Field, int]]] = {}
    for where, whole in texts.items() if wanted else ():
        for start in range(len(whole) - SHORTEST + 1):
            if (head := whole[start : start + SHORTEST]) in wanted:
                found.setdefault(head, []).append((where, start))
    return found


def _themes(sheet: Sheet, held: Held) -> Iterator[Matched]:
    """Each theme of the file, matched by its key in its list, or else by its title."""
    used: set[int] = set()
    coded: dict[str | None, set[str]] = {}
    for one in sheet.codings:
        coded.setdefault(one.theme, set()).add(one.question)
    keys = {one.ref: one.key or _plain(one.label) for one in sheet.themes}
    for said in sheet.themes:
        theme = _match(said, held, coded.get(said.ref, set()))
        if theme is None or theme.id in used:
            yield Matched(said, None)
        else:
            used.add(theme.id)
            yield Matched(said, theme, tuple(_changes(said, theme, keys)))


def _match(said: SaidTheme, held: Held, coded: set[str]) -> Theme | None:
    """The theme of the call that one of the file is; `coded` are the questions it is said on."""
    if said.question is not None and said.key:
        of = held.questions[said.question].id if said.question else None
        same = [one for one in held.themes if one.key == said.key and one.question_id == of]
        across = [one for one in held.themes if one.key == said.key and one.question_id is None]
        if same or across or KEY.fullmatch(said.key):
            return next(iter(same + across), None)
    label = _plain(said.label)
    of = held.questions[said.question].id if said.question else None
    alike = [
        one
        for one in held.themes
        if _plain(one.label) == label and (not said.question or one.question_id in (of, None))
    ]
    across = [one for one in alike if one.question_id is None]
    if across or len(alike) != 1:
        return next(iter(across), None)
    own = alike[0].question.key if alike[0].question else ""
    return alike[0] if coded <= {own} else None


def _changes(said: SaidTheme, theme: Theme, keys: Mapping[str, str]) -> Iterator[str]:
    if not said.named:
        return
    for name in ("label", "claim", "description", "colour"):
        told = getattr(said, name)
        if told is not None and told != getattr(theme, name):
            yield name
    if said.parent is not None:
        above = theme.parent.key if theme.parent else ""
        named = keys.get(said.parent, "")
        if named not in (above, _plain(theme.parent.label) if theme.parent else ""):
            yield "parent"


def _scope(matched: Matched, held: Held) -> str:
    """The question that a theme is bound to, empty when it may be said on any."""
    if matched.theme is None:
        return matched.said.question or ""
    return matched.theme.question.key if matched.theme.question else ""


def _taken(held: Held) -> set[tuple[Place, int | str | None]]:
    """Passages already there, each with every theme it is under, whoever said so."""
    found: set[tuple[Place, int | str | None]] = set()
    for place, _, coding in held.codings():
        found.add((place, None))
        if coding is not None:
            found.add((place, coding.theme_id))
    return found


def _plain(label: str) -> str:
    return " ".join(label.split()).casefold()


def in_order(themes: Sequence[Matched]) -> list[Matched]:
    """The themes with those above before those below."""
    parents: Mapping[str, str | None] = {one.said.ref: one.said.parent for one in themes}

    def depth(ref: str) -> int:
        seen: set[str] = set()
        above = parents.get(ref)
        while above and above in parents and above not in seen:
            seen.add(above)
            above = parents.get(above)
        return len(seen)

    return sorted(themes, key=lambda one: depth(one.said.ref))
