"""Phrases in their sentences, and those that the same agencies use: for a question few answered."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

from consult.analysis.figures.shared import Place
from consult.analysis.suggesting.lemmas import keys
from consult.analysis.suggesting.phrases import Phrase, Phrases

FEWEST = 2
MOST_PAIRS = 10
MOST_CONTEXTS = 3


@dataclass(frozen=True, slots=True)
class Pair:
    """Two phrases, and how many agencies use both."""

    one: str
    other: str
    agencies: int


def pairs(
    phrases: Phrases, group: Hashable, told: Iterable[Phrase], most: int = MOST_PAIRS
) -> tuple[Pair, ...]:
    """Phrases of which the same agencies speak, those that go together most first."""
    speakers = {phrase: phrases.speakers(group, phrase.key) for phrase in told}
    found = []
    for one, other in combinations(speakers, 2):
        both = len(speakers[one] & speakers[other])
        if both >= FEWEST and not set(one.key) & set(other.key):
            alike = 2 * both / (len(speakers[one]) + len(speakers[other]))
            found.append((-alike, -both, one.text, other.text))
    return tuple(Pair(one, other, -both) for _, both, one, other in sorted(found)[:most])


def contexts(
    told: Iterable[Phrase], sentences: Sequence[Place], language: str, most: int = MOST_CONTEXTS
) -> Mapping[str, tuple[Place, ...]]:
    """For each phrase the first sentences in which it stands, each of another agency."""
    wanted = {phrase.text: phrase.key for phrase in told}
    found: dict[str, dict[str, Place]] = {text: {} for text in wanted}
    for sentence in sentences:
        if not wanted:
            break
        said = keys(sentence.text, language)
        for text, key in list(wanted.items()):
            if _stands(key, said):
                found[text].setdefault(sentence.agency, sentence)
                if len(found[text]) == most:
                    del wanted[text]
    return {text: tuple(places.values()) for text, places in found.items()}


def _stands(key: Sequence[str], said: Sequence[str]) -> bool:
    size = len(key)
    return any(tuple(said[at : at + size]) == tuple(key) for at in range(len(said) - size + 1))
