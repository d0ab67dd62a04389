"""Who says what, theme by theme, counted once per agency.

An agency whose passages on one theme take several stances is listed under each of them, as
the rule `theme:question/theme:stance` counts it, and once more under `mixed`, so that nobody
adds the stances up. Only agencies that replied are counted, and only where the question was
put to them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from consult.analysis.material import Material, Passage, Stance, Theme


@dataclass(frozen=True, slots=True)
class Cell:
    """What one agency says on one theme: its passages, in the order of the answers."""

    passages: tuple[Passage, ...]

    @property
    def stances(self) -> tuple[Stance, ...]:
        """Every stance taken, each once, in the order of `Stance`."""
        taken = {passage.stance for passage in self.passages}
        return tuple(stance for stance in Stance if stance in taken)


@dataclass(frozen=True, slots=True)
class Row:
    """One theme with the agencies that speak of it, in the order of the call."""

    theme: Theme
    cells: Mapping[str, Cell]

    @property
    def agencies(self) -> tuple[str, ...]:
        """Everybody with at least one passage, whatever its stance."""
        return tuple(self.cells)

    def taking(self, stance: Stance) -> tuple[str, ...]:
        """Agencies with at least one passage of that stance."""
        return tuple(name for name, cell in self.cells.items() if stance in cell.stances)

    @property
    def neutral(self) -> tuple[str, ...]:
        """Agencies none of whose passages takes a stance."""
        return tuple(name for name, cell in self.cells.items() if not cell.stances)

    @property
    def mixed(self) -> tuple[str, ...]:
        """Agencies whose passages take several stances."""
        return tuple(name for name, cell in self.cells.items() if len(cell.stances) > 1)


@dataclass(frozen=True, slots=True)
class Table:
    """Themes × agencies: a row per theme, none left out, a column per agency that replied."""

    agencies: tuple[str, ...]
    rows: tuple[Row, ...]

    def of(self, question: str) -> tuple[Row, ...]:
        """The rows of one question, in the order of the code book.

        After its own come the themes of every question, with what is said there, if anything.
        """
        own = [row for row in self.rows if row.theme.question == question]
        across = [_only(row, question) for row in self.rows if not row.theme.question]
        return tuple(own + [row for row in across if row.cells])


def table(material: Material) -> Table:
    """Every theme of the code book, with who speaks of it and how; worked out once."""
    if Table not in material.worked_out:
        material.worked_out[Table] = _table(material)
    known: Table = material.worked_out[Table]
    return known


def _table(material: Material) -> Table:
    replied = tuple(
        member.acronym for member in material.agencies if member.acronym in material.reply
    )
    shown = {name: material.questionnaire.shown(material.reply[name].values) for name in replied}
    own = {(theme.question, theme.key) for theme in material.themes}
    coded: dict[tuple[str, str], dict[str, list[Passage]]] = {}
    for passage in material.passages:
        if passage.theme is not None and passage.question in shown.get(passage.agency, ()):
            theme_of = (passage.question, passage.theme)
            speakers = coded.setdefault(theme_of if theme_of in own else ("", passage.theme), {})
            speakers.setdefault(passage.agency, []).append(passage)
    order = {name: rank for rank, name in enumerate(replied)}
    ranks = {question.key: rank for rank, question in enumerate(material.questionnaire)}
    rows = []
    for theme in material.themes:
        speakers = coded.get((theme.question, theme.key), {})
        names = sorted(speakers, key=order.__getitem__)
        rows.append(Row(theme, {name: _cell(speakers[name], ranks) for name in names}))
    return Table(replied, tuple(rows))


def _cell(passages: list[Passage], ranks: Mapping[str, int]) -> Cell:
    return Cell(
        tuple(
            sorted(
                passages,
                key=lambda one: (
                    ranks[one.question],
                    *(one.item or 0, one.field or "", one.start),
                ),
            )
        )
    )


def _only(row: Row, question: str) -> Row:
    """What a row says on one question."""
    said = {
        name: tuple(one for one in cell.passages if one.question == question)
        for name, cell in row.cells.items()
    }
    return Row(row.theme, {name: Cell(passages) for name, passages in said.items() if passages})
