"""Texts that say the same thing in the same words, so that a copied text has one vote."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence

from consult.analysis.shared import SHORTEST, bare_words, near_pairs
from consult.analysis.suggesting.stopwords import NEGATIONS


def alike(texts: Sequence[str]) -> list[list[int]]:
    """Indexes of the texts in groups of the same wording, in order of their first.

    Two long texts that differ by a negation stay apart: « faut » and « ne faut pas » are two
    opinions, however near their letters.
    """
    by_words: dict[str, list[int]] = defaultdict(list)
    for index, text in enumerate(texts):
        by_words[bare_words(text) or text].append(index)
    distinct = list(by_words)
    leader = list(range(len(distinct)))
    long = [index for index, text in enumerate(distinct) if len(text) >= SHORTEST]
    for one, other in near_pairs([distinct[index] for index in long]):
        if _negations(distinct[long[one]]) == _negations(distinct[long[other]]):
            first, last = sorted((_first(leader, long[one]), _first(leader, long[other])))
            leader[last] = first
    groups: dict[int, list[int]] = defaultdict(list)
    for index, text in enumerate(distinct):
        groups[_first(leader, index)] += by_words[text]
    return sorted(map(sorted, groups.values()))


def _negations(text: str) -> Counter[str]:
    return Counter(word for word in text.split() if word in NEGATIONS)


def _first(leader: list[int], index: int) -> int:
    while leader[index] != index:
        leader[index] = leader[leader[index]]
        index = leader[index]
    return index
