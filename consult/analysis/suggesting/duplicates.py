"""Texts that say the same thing in the same words, so that a copied text has one vote."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence

from consult.analysis.figures.shared import SHORTEST, bare_words, near_pairs
from consult.analysis.suggesting.stopwords import NEGATIONS

PREFIXES = ("de", "des", "in", "im", "ir", "il", "mal", "non", "anti", "un", "dis")
SHORT = 4
OPPOSITES = (
    ("pour", "contr"),
    ("oui", "non"),
    ("plu", "moin"),
    ("augmenter", "diminuer"),
    ("augmenter", "baisser"),
    ("maintenir", "supprimer"),
    ("soutenon", "refuson"),
    ("soutenon", "combatton"),
    ("accepton", "refuson"),
    ("avec", "san"),
    ("support", "oppos"),
    ("mor", "les"),
    ("increas", "decreas"),
)
"""Words of which texts alike may have one each and mean the opposite, without their endings."""


def alike(texts: Sequence[str]) -> list[list[int]]:
    """Indexes of the texts in groups of the same wording, in order of their first.

    Two long texts that may be opposed stay apart: « faut » and « ne faut pas » are two opinions,
    however near their letters.
    """
    by_words: dict[str, list[int]] = defaultdict(list)
    for index, text in enumerate(texts):
        by_words[bare_words(text) or text].append(index)
    distinct = list(by_words)
    leader = list(range(len(distinct)))
    long = [index for index, text in enumerate(distinct) if len(text) >= SHORTEST]
    for one, other in near_pairs([distinct[index] for index in long]):
        if not opposed(distinct[long[one]], distinct[long[other]]):
            first, last = sorted((_first(leader, long[one]), _first(leader, long[other])))
            leader[last] = first
    groups: dict[int, list[int]] = defaultdict(list)
    for index, text in enumerate(distinct):
        groups[_first(leader, index)] += by_words[text]
    return sorted(map(sorted, groups.values()))


def opposed(one: str, other: str) -> bool:
    """Whether two texts that look alike may mean the opposite: by a negation, or by a word.

    « Favorable » and « défavorable », « pour » and « contre »: to be read, never joined.
    """
    here, there = bare_words(one).split(), bare_words(other).split()
    if _negations(here) != _negations(there):
        return True
    only_here, only_there = ({_even(word) for word in words} for words in (here, there))
    only_here, only_there = only_here - only_there, only_there - only_here
    return any(
        f"{prefix}{word}" in theirs
        for mine, theirs in ((only_here, only_there), (only_there, only_here))
        for word in mine
        for prefix in PREFIXES
        if len(word) >= SHORT
    ) or any(
        (a in only_here and b in only_there) or (b in only_here and a in only_there)
        for a, b in OPPOSITES
    )


def _negations(words: Sequence[str]) -> Counter[str]:
    return Counter(word for word in words if word in NEGATIONS)


def _even(word: str) -> str:
    """Without the endings of number and gender."""
    return word.rstrip("s").rstrip("e") or word


def _first(leader: list[int], index: int) -> int:
    while leader[index] != index:
        leader[index] = leader[leader[index]]
        index = leader[index]
    return index
