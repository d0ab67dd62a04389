"""What is left out of a table cannot be worked out again: tried against every possible table."""

from __future__ import annotations

from collections import defaultdict
from functools import cache
from itertools import combinations, product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from consult.analysis.disclosure.withholding import Kind, Table, withheld

PARTITION, COVER, LOOSE = Kind


def totalled(*rows):
    """A table of two closed questions, with its totals."""
    grid = [[*row, sum(row)] for row in rows]
    return Table([*grid, [sum(column) for column in zip(*grid, strict=True)]], PARTITION, PARTITION)


def subsets(number, kind):
    if kind is PARTITION:
        return [{n} for n in range(number)]
    sizes = range(1 if kind is COVER else 0, number + 1)
    return [set(some) for size in sizes for some in combinations(range(number), size)]


@cache
def worlds(rows, columns, kinds, number):
    """Every table that so many agencies can make."""
    choices = list(product(subsets(rows, kinds[0]), subsets(columns, kinds[1])))
    tables = {tuple((0,) * (columns + 1) for _ in range(rows + 1))}
    for _ in range(number):
        tables = {
            tuple(
                tuple(
                    count + ((r == rows or r in has_r) and (c == columns or c in has_c))
                    for c, count in enumerate(line)
                )
                for r, line in enumerate(grid)
            )
            for grid in tables
            for has_r, has_c in choices
        }
    return tables


def small_places(draw, grid):
    """Some of the counts under three, as if somebody in them were not named."""
    small = [(r, c) for r, line in enumerate(grid) for c, n in enumerate(line) if 0 < n < 3]
    return draw(st.sets(st.sampled_from(small))) if small else set()


SHAPES = [
    (2, 2, (PARTITION, PARTITION)),
    (2, 3, (PARTITION, PARTITION)),
    (3, 2, (PARTITION, PARTITION)),
    (3, 3, (PARTITION, PARTITION)),
    (2, 2, (COVER, PARTITION)),
    (2, 3, (COVER, PARTITION)),
    (2, 2, (LOOSE, PARTITION)),
    (2, 3, (PARTITION, LOOSE)),
    (2, 2, (PARTITION, COVER)),
]


@pytest.mark.parametrize("shape", SHAPES, ids=str)
@given(data=st.data())
@settings(max_examples=40, deadline=None)
def test_whatever_is_left_out_could_be_something_else(shape, data):
    rows, columns, kinds = shape
    number = data.draw(st.integers(1, 4 if rows * columns > 6 else 5), label="agencies")
    grid = data.draw(st.sampled_from(sorted(worlds(rows, columns, kinds, number))), label="table")
    small = small_places(data.draw, grid)

    gone = withheld(Table(grid, *kinds), small)

    if gone is None:
        return
    assert gone >= small
    possible = defaultdict(set)
    for other_number in range(1, 7) if (rows, columns) in gone else [number]:
        if other_number > 5 and rows * columns > 4:
            continue
        for other in worlds(rows, columns, kinds, other_number):
            if all(
                other[r][c] == grid[r][c]
                for r in range(rows + 1)
                for c in range(columns + 1)
                if (r, c) not in gone
            ):
                for r, c in gone:
                    possible[r, c].add(other[r][c])
    assert all(len(possible[place]) > 1 for place in gone), (grid, gone, dict(possible))


@pytest.mark.parametrize("shape", SHAPES[:4], ids=str)
@given(data=st.data())
@settings(max_examples=30, deadline=None)
def test_a_table_is_refused_only_where_its_totals_alone_give_a_small_cell_away(shape, data):
    rows, columns, kinds = shape
    number = data.draw(st.integers(1, 4), label="agencies")
    tables = worlds(rows, columns, kinds, number)
    grid = data.draw(st.sampled_from(sorted(tables)), label="table")
    small = {(r, c) for r, c in small_places(data.draw, grid) if r < rows and c < columns}

    gone = withheld(Table(grid, *kinds), small)

    margins = (grid[-1], tuple(line[-1] for line in grid))
    alike = [one for one in tables if (one[-1], tuple(line[-1] for line in one)) == margins]
    given_away = any(len({one[r][c] for one in alike}) == 1 for r, c in small)
    assert (gone is None) == given_away


def test_nothing_small_nothing_left_out():
    assert withheld(totalled((4, 5), (6, 3)), []) == frozenset()


def test_a_small_cell_takes_three_others_with_it():
    assert withheld(totalled((1, 5), (6, 3)), [(0, 0)]) == {(0, 0), (0, 1), (1, 0), (1, 1)}


def test_the_cells_that_say_least_go_first():
    table = totalled((1, 9, 4), (8, 9, 3), (9, 9, 9))

    assert withheld(table, [(0, 0)]) == {(0, 0), (0, 2), (1, 0), (1, 2)}


def test_a_table_whose_totals_give_the_cell_away_is_not_printed():
    assert withheld(totalled((1, 2), (0, 0)), [(0, 0)]) is None


def test_a_small_total_goes_with_its_line_and_with_another_total():
    gone = withheld(totalled((1, 0), (4, 5), (6, 7)), [(0, 2)])

    assert {(0, 0), (0, 1), (0, 2)} <= gone
    assert len({(r, 2) for r in range(3)} & gone) == 2
    assert (3, 2) not in gone


def test_two_questions_with_several_choices_each_are_printed_only_with_nothing_small():
    grid = [[1, 4, 4], [4, 4, 5], [4, 5, 5]]

    assert withheld(Table(grid, COVER, COVER), [(0, 0)]) is None
    assert withheld(Table(grid, COVER, COVER), []) == frozenset()


def test_a_large_table_is_quick():
    rows = [[(r * c) % 5 for c in range(18)] for r in range(30)]
    table = totalled(*rows)
    small = [(r, c) for r, row in enumerate(rows) for c, n in enumerate(row) if 0 < n < 3]

    assert withheld(table, small) >= set(small)
