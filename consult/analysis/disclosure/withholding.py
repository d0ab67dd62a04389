"""Which cells of a table of counts are left out, so that nobody can work them out again.

Leaving out a small cell is not enough: its row and its column give it back by subtraction. So
other cells are left out with it, until every cell left out could be one more or one less with
everything printed, and the totals, unchanged. Such a change is a closed walk in the graph whose
nodes are the rows and columns and whose edges are the cells left out, going one way only through
a cell that cannot be less than nothing (D. Gusfield, « A Graph Theoretic Approach to Statistical
Data Security », SIAM Journal on Computing 17, 1988). The walk that leaves out least is taken.

Totals are taken as known to whoever reads, printed or not, for the closed questions and the
contributors are in every note. A total that is itself too small to print is left out besides,
with its whole line, and with another so that the remaining ones do not give it back.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from heapq import heappop, heappush

Place = tuple[int, int]
"""Row and column; the last row and the last column are the totals."""

Grid = Sequence[Sequence[int]]
Node = tuple[str, int]
Arc = tuple[Node, Node]

ELSEWHERE: Node = ("elsewhere", 0)
"""Where what a line does not balance goes: no total binds it."""

TOTAL_COST = 10_000
"""A total is left out only where nothing else will do."""


class Kind(StrEnum):
    """How the counts along one side add up to the total."""

    PARTITION = "partition"
    """Everybody is in one category: they add up to it."""

    COVER = "cover"
    """Everybody is in one category or several: they add up to it, or to more."""

    LOOSE = "loose"
    """Some are in none, some in several: they say nothing of it."""


@dataclass(frozen=True, slots=True)
class Table:
    """Counts with their totals in the last row and column; how rows and columns add up."""

    grid: Grid
    rows: Kind
    columns: Kind

    @property
    def last_row(self) -> int:
        """The number of the row of totals."""
        return len(self.grid) - 1

    @property
    def last_column(self) -> int:
        """The number of the column of totals."""
        return len(self.grid[0]) - 1

    def inside(self, place: Place) -> bool:
        """Whether the place is a cell, not a total."""
        return place[0] < self.last_row and place[1] < self.last_column

    def places(self) -> Iterator[Place]:
        """Every place, totals included."""
        for row in range(self.last_row + 1):
            for column in range(self.last_column + 1):
                yield row, column


def withheld(table: Table, small: Iterable[Place]) -> frozenset[Place] | None:
    """What must be left out beside the `small`; None where the table cannot be printed at all.

    `small` are the places that may not be printed for themselves.
    """
    gone = set(_lines(table, small))
    if gone and Kind.PARTITION not in (table.rows, table.columns):
        return None
    cells = sorted(place for place in gone if table.inside(place))
    totals = sorted(place for place in gone if not table.inside(place))
    inner = [place for place in table.places() if table.inside(place)]
    if not _protect(table, gone, cells, inner):
        return None
    return frozenset(gone) if _protect(table, gone, totals, list(table.places())) else None


def _lines(table: Table, small: Iterable[Place]) -> Iterator[Place]:
    """What is small, and the whole line of a total that is."""
    for row, column in small:
        yield row, column
        if column == table.last_column:
            yield from ((row, other) for other in range(table.last_column))
        if row == table.last_row:
            yield from ((other, column) for other in range(table.last_row))


def _protect(
    table: Table, gone: set[Place], wanted: Iterable[Place], movable: Sequence[Place]
) -> bool:
    """Leave out more of what is movable until each of those wanted could be something else."""
    arcs: list[tuple[Arc, Place | None]] = list(_slack(table))
    arcs += [(arc, place) for place in movable for arc in _moves(table, place)]
    leaving: dict[Node, list[tuple[Node, Place | None]]] = {}
    for (start, end), place in arcs:
        leaving.setdefault(start, []).append((end, place))
    for place in wanted:
        walks = [
            walk
            for start, end in _moves(table, place)
            if (walk := _walk(table, gone, leaving, (end, start), place)) is not None
        ]
        if not walks:
            return False
        gone.update(min(walks)[1])
    return True


def _moves(table: Table, place: Place) -> Iterator[Arc]:
    """What a count that may grow, or shrink, carries between its row and its column."""
    row, column = ("row", place[0]), ("column", place[1])
    total = (place[0] == table.last_row) != (place[1] == table.last_column)
    grow, shrink = ((row, column), (column, row)) if total else ((column, row), (row, column))
    count = table.grid[place[0]][place[1]]
    if count:
        yield shrink
    if not table.inside(place) or count < _most(table, place):
        yield grow


def _most(table: Table, place: Place) -> int:
    """The most a cell can hold: what its totals do, where adding up does not say so already."""
    row_total = table.grid[place[0]][table.last_column]
    column_total = table.grid[table.last_row][place[1]]
    return min(row_total, column_total)


def _slack(table: Table) -> Iterator[tuple[Arc, None]]:
    """What a line may hold beyond its total, where its categories overlap or leave some out."""
    grid = table.grid
    for column in range(table.last_column + 1):
        held = sum(grid[row][column] for row in range(table.last_row))
        excess = held - grid[table.last_row][column]
        node = ("column", column)
        beyond = (node, ELSEWHERE) if column == table.last_column else (ELSEWHERE, node)
        yield from _free(table.rows, beyond, excess)
    for row in range(table.last_row + 1):
        held = sum(grid[row][: table.last_column])
        excess = held - grid[row][table.last_column]
        node = ("row", row)
        beyond = (ELSEWHERE, node) if row == table.last_row else (node, ELSEWHERE)
        yield from _free(table.columns, beyond, excess)


def _free(kind: Kind, beyond: Arc, excess: int) -> Iterator[tuple[Arc, None]]:
    if kind is Kind.PARTITION:
        return
    yield beyond, None
    if kind is Kind.LOOSE or excess > 0:
        yield (beyond[1], beyond[0]), None


def _walk(
    table: Table,
    gone: set[Place],
    leaving: dict[Node, list[tuple[Node, Place | None]]],
    ends: Arc,
    without: Place,
) -> tuple[int, tuple[Place, ...]] | None:
    """The walk between two nodes that leaves out least, not through one place; None if none."""
    start, end = ends
    queue: list[tuple[int, Node, tuple[Place, ...]]] = [(0, start, ())]
    seen: set[Node] = set()
    while queue:
        cost, node, through = heappop(queue)
        if node == end:
            return cost, through
        if node in seen:
            continue
        seen.add(node)
        for following, place in leaving.get(node, ()):
            if following in seen or place == without:
                continue
            if place is None or place in gone:
                heappush(queue, (cost, following, through))
            else:
                heappush(queue, (cost + _cost(table, place), following, (*through, place)))
    return None


def _cost(table: Table, place: Place) -> int:
    count = table.grid[place[0]][place[1]] + 1
    return count if table.inside(place) else count + TOTAL_COST
