"""How well one partition agrees with another, once chance is taken away."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Sequence
from math import exp, lgamma, log


def adjusted_mutual_information(one: Sequence[Hashable], other: Sequence[Hashable]) -> float:
    """1 for the same partition, about 0 for one drawn at random; mean of entropies as norm."""
    number = len(one)
    rows, columns = Counter(one), Counter(other)
    shared = Counter(zip(one, other, strict=True))
    mutual = sum(
        held / number * log(number * held / (rows[row] * columns[column]))
        for (row, column), held in shared.items()
    )
    chance = sum(
        times * again * _expected(size, width, number)
        for size, times in Counter(rows.values()).items()
        for width, again in Counter(columns.values()).items()
    )
    norm = (_entropy(rows, number) + _entropy(columns, number)) / 2
    return (mutual - chance) / ((norm - chance) or 1.0)


def _entropy(sizes: Counter[Hashable], number: int) -> float:
    return -sum(size / number * log(size / number) for size in sizes.values())


def _expected(row: int, column: int, number: int) -> float:
    fixed = _factorials(row, column, number - row, number - column) - lgamma(number + 1)
    return sum(
        held
        / number
        * log(number * held / (row * column))
        * exp(fixed - _factorials(held, row - held, column - held, number - row - column + held))
        for held in range(max(1, row + column - number), min(row, column) + 1)
    )


def _factorials(*numbers: int) -> float:
    return sum(lgamma(number + 1) for number in numbers)
