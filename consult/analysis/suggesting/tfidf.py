"""Texts by their words, the rarer among the answers the heavier."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from math import log, sqrt

import numpy as np

from consult.analysis.suggesting.vectors import Matrix

Weights = Mapping[str, float]
"""What each word of a text weighs; the squares sum to one, or there is no word."""


class Words:
    """How rare words are among some answers, each given by the keys of its words."""

    def __init__(self, answers: Sequence[Sequence[str]]) -> None:
        """Words that no answer uses are as rare as can be."""
        self._number = len(answers)
        self._spread = Counter(word for answer in answers for word in set(answer))

    def of(self, text: Iterable[str]) -> Weights:
        """One text, told by the keys of its words."""
        rarity = 1 + self._number
        return even(
            {
                word: (1 + log(times)) * (1 + log(rarity / (1 + self._spread[word])))
                for word, times in Counter(text).items()
            }
        )


def together(texts: Iterable[Weights]) -> Weights:
    """Several texts as one, each with the same say."""
    total: dict[str, float] = defaultdict(float)
    for text in texts:
        for word, weight in text.items():
            total[word] += weight
    return even(total)


def even(text: Weights) -> Weights:
    """The same at length one."""
    length = sqrt(sum(weight * weight for weight in text.values()))
    return {word: weight / length for word, weight in text.items()}


def common(texts: Sequence[Weights], others: Sequence[Weights]) -> Matrix:
    """How much each text has in common with each of the others, from 0 to 1."""
    holders: dict[str, list[tuple[int, float]]] = defaultdict(list)
    for column, other in enumerate(others):
        for word, weight in other.items():
            holders[word].append((column, weight))
    found = np.zeros((len(texts), len(others)))
    for row, text in enumerate(texts):
        for word, weight in text.items():
            for column, there in holders.get(word, ()):
                found[row, column] += weight * there
    return found
