"""The theme table as a page shows it: by agency, by stance, by level or by region.

Agencies are counted, each once under a theme. One that takes several stances on a theme is
under each of them, as the rules count it, and among the mixed, so that nobody adds them up.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import reduce
from itertools import combinations

from consult.analysis.figures.rule_tree import (
    ANYWHERE,
    Both,
    Coded,
    Either,
    Narrowed,
    Not,
    Rule,
    Trait,
    spelled,
)
from consult.analysis.material import Material, Passage, Stance, Theme
from consult.analysis.themes import Row, Table


class By(StrEnum):
    """What the columns are."""

    STANCE = "stance"
    AGENCY = "agency"
    LEVEL = "level"
    REGION = "region"


class Taken(StrEnum):
    """How an agency stands towards a theme, all its passages taken together."""

    SUPPORT = "support"
    OPPOSE = "oppose"
    NUANCE = "nuance"
    MIXED = "mixed"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Column:
    """What a column counts, and how many agencies that replied could be in it."""

    key: str
    of: int


@dataclass(frozen=True, slots=True)
class Cell:
    """The agencies of one row in one column; `taken` how an agency stands, where it is one."""

    key: str
    agencies: tuple[str, ...]
    taken: Taken | None = None

    @property
    def count(self) -> int:
        """How many agencies."""
        return len(self.agencies)


@dataclass(frozen=True, slots=True)
class Line:
    """One theme: everybody who speaks of it, then column by column."""

    theme: Theme
    rule: str
    agencies: tuple[str, ...]
    mixed: tuple[str, ...]
    cells: tuple[Cell, ...]

    @property
    def name(self) -> str:
        """How an address names the theme."""
        return name_of(self.theme)


@dataclass(frozen=True, slots=True)
class Shelf:
    """The themes of one question; `question` is empty for those of every question."""

    question: str
    title: str
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Sheet:
    """The whole table; `replied` is what the totals are out of."""

    by: By
    replied: int
    columns: tuple[Column, ...]
    shelves: tuple[Shelf, ...]


def name_of(theme: Theme) -> str:
    """The theme as rules and addresses name it."""
    return f"{theme.question or ANYWHERE}/{theme.key}"


def sheet(material: Material, whole: Table, by: By, agencies: Sequence[str] | None = None) -> Sheet:
    """The table with the columns asked for; `agencies` are those shown, where they are columns."""
    columns = tuple(_columns(material, whole, by, agencies))
    keys = [column.key for column in columns]
    cells = CELLS[by]
    lines: dict[str, list[Line]] = {}
    for row in whole.rows:
        made = tuple(cells(material, row, keys))
        rule = spelled(Coded(row.theme.question or ANYWHERE, row.theme.key))
        line = Line(row.theme, rule, row.agencies, row.mixed, made)
        lines.setdefault(row.theme.question, []).append(line)
    titles = {question.key: question.label for question in material.questionnaire}
    shelves = (
        Shelf(key, titles.get(key, ""), tuple(lines[key])) for key in (*titles, "") if key in lines
    )
    return Sheet(by, len(whole.agencies), columns, tuple(shelves))


def taken(row: Row, agency: str) -> Taken | None:
    """How an agency stands towards the theme of a row; None where it does not speak of it."""
    cell = row.cells.get(agency)
    if cell is None:
        return None
    if len(cell.stances) > 1:
        return Taken.MIXED
    return Taken(cell.stances[0].value) if cell.stances else Taken.NONE


def passages(
    material: Material, whole: Table, name: str, by: By | None, key: str
) -> tuple[Row, list[Passage]]:
    """The row of a theme and the passages behind one of its cells, or behind all of it.

    Raises:
        KeyError: No theme has that name.
    """
    row = {name_of(one.theme): one for one in whole.rows}[name]
    agencies = row.agencies
    if by is not None:
        agencies = next(CELLS[by](material, row, [key])).agencies
    found = [one for agency in agencies for one in row.cells[agency].passages]
    if by is By.STANCE and key in tuple(Stance):
        found = [one for one in found if one.stance == key]
    return row, found


def narrowed(rule: str, by: By, key: str) -> str | None:
    """The rule of a theme in one column; None where rules cannot say it, for one agency."""
    question, _, theme = rule.removeprefix("theme:").partition("/")
    if by is By.AGENCY:
        return None
    if by is not By.STANCE:
        return spelled(Narrowed(Coded(question, theme), Trait(by.value), key))
    sides: list[Rule] = [Coded(question, theme, stance) for stance in Stance]
    if key == Taken.MIXED:
        several: list[Rule] = [Both(*two) for two in combinations(sides, 2)]
        return spelled(reduce(Either, several))
    if key == Taken.NONE:
        return spelled(Both(Coded(question, theme), Not(reduce(Either, sides))))
    return spelled(Coded(question, theme, Stance(key)))


def _columns(
    material: Material, whole: Table, by: By, agencies: Sequence[str] | None
) -> Iterator[Column]:
    if by is By.STANCE:
        yield from (Column(one.value, len(whole.agencies)) for one in Taken)
    elif by is By.AGENCY:
        yield from (Column(name, 1) for name in (agencies or whole.agencies))
    else:
        places = [getattr(material.member[name], by.value) for name in whole.agencies]
        yield from (Column(place, places.count(place)) for place in dict.fromkeys(places))


def _by_stance(material: Material, row: Row, keys: Sequence[str]) -> Iterator[Cell]:
    for key in keys:
        if key == Taken.MIXED:
            yield Cell(key, row.mixed)
        else:
            yield Cell(key, row.neutral if key == Taken.NONE else row.taking(Stance(key)))


def _by_agency(material: Material, row: Row, keys: Sequence[str]) -> Iterator[Cell]:
    for key in keys:
        stands = taken(row, key)
        yield Cell(key, (key,) if stands else (), stands)


def _by_place(trait: str) -> Callable[[Material, Row, Sequence[str]], Iterator[Cell]]:
    def cells(material: Material, row: Row, keys: Sequence[str]) -> Iterator[Cell]:
        held: dict[str, list[str]] = {}
        for name in row.agencies:
            held.setdefault(getattr(material.member[name], trait), []).append(name)
        for key in keys:
            yield Cell(key, tuple(held.get(key, ())))

    return cells


CELLS: dict[By, Callable[[Material, Row, Sequence[str]], Iterator[Cell]]] = {
    By.STANCE: _by_stance,
    By.AGENCY: _by_agency,
    By.LEVEL: _by_place("level"),
    By.REGION: _by_place("region"),
}
