"""Texts that several agencies have in common, said neutrally: « texte commun à N réponses ».

Paragraphs of the answers to one question are compared after dropping case, accents and
punctuation. Two are near-identical when a good part of the word 5-grams of the shorter is in
the other and their character 4-grams agree (ANALYSIS.md measured the pair of thresholds).
Nothing is merged: each place keeps its own words, for two near-identical texts can differ by
a « ne … pas ». Under 60 characters a coincidence is no copy, and is not reported.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations, filterfalse

from consult.analysis.material import Material
from consult.calls.questionnaire import Question, QuestionKind
from consult.contributions.values import plain_text

SHORTEST = 60
CONTAINED = 0.3
ALIKE = 0.7
COMMONPLACE = 40
"""A run of five words in more distinct texts than this says nothing about any two of them."""

SHARED = "shared texts"
PARAGRAPH = re.compile(r"[^\n]+")
WORDS = re.compile(r"[^\W_]+")


@dataclass(frozen=True, slots=True)
class Place:
    """Where a shared text stands, in characters of `plain_text`; `item` counts from 1."""

    agency: str
    question: str
    text: str
    start: int
    end: int
    item: int | None = None
    field: str | None = None


@dataclass(frozen=True, slots=True)
class Shared:
    """One text that several agencies gave, exactly or nearly; places in the order of the call."""

    places: tuple[Place, ...]
    exact: bool

    @property
    def agencies(self) -> tuple[str, ...]:
        """Each agency once, in the order of the call."""
        return tuple(dict.fromkeys(place.agency for place in self.places))


def shared_texts(material: Material) -> tuple[Shared, ...]:
    """Paragraphs common to several agencies, in the order of the questionnaire."""
    kept = material.worked_out_of_answers
    if SHARED not in kept:
        shown = {
            reply.agency: material.questionnaire.shown(reply.values) for reply in material.replies
        }
        found: list[Shared] = []
        for question in material.questionnaire:
            found += _shared(tuple(_paragraphs(material, question, shown)))
        kept[SHARED] = tuple(found)
    known: tuple[Shared, ...] = kept[SHARED]
    return known


def _paragraphs(
    material: Material, question: Question, shown: Mapping[str, Collection[str]]
) -> Iterator[Place]:
    for member in material.agencies:
        reply = material.reply.get(member.acronym)
        if reply is None or question.key not in shown[member.acronym]:
            continue
        value = reply.values.get(question.key)
        for item, field in _texts(question, value):
            text = plain_text(question, value, item, field)
            for found in PARAGRAPH.finditer(text):
                if len(found.group()) >= SHORTEST:
                    yield Place(
                        member.acronym,
                        question.key,
                        found.group(),
                        found.start(),
                        found.end(),
                        item,
                        field,
                    )


def _texts(question: Question, value: object) -> Iterable[tuple[int | None, str | None]]:
    if question.kind is not QuestionKind.REPEAT:
        return [(None, None)]
    number = len(value) if isinstance(value, list) else 0
    return [(item, field.key) for item in range(1, number + 1) for field in question.fields]


def _shared(places: Sequence[Place]) -> Iterator[Shared]:
    by_words: dict[str, list[Place]] = defaultdict(list)
    for place in places:
        words = bare_words(place.text)
        if len(words) >= SHORTEST:
            by_words[words].append(place)
    texts = list(by_words)
    group = list(range(len(texts)))
    for one, other in near_pairs(texts):
        first, last = sorted((_root(group, one), _root(group, other)))
        group[last] = first
    members: dict[int, list[int]] = defaultdict(list)
    for index in range(len(texts)):
        members[_root(group, index)].append(index)
    order = {place: rank for rank, place in enumerate(places)}
    for indexes in members.values():
        together = sorted((p for i in indexes for p in by_words[texts[i]]), key=order.__getitem__)
        if len({place.agency for place in together}) > 1:
            yield Shared(tuple(together), exact=len({place.text for place in together}) == 1)


def near_pairs(texts: Sequence[str]) -> Iterator[tuple[int, int]]:
    """Indexes of the distinct texts that are near-identical, found by the 5-grams they share."""
    holders: dict[str, list[int]] = defaultdict(list)
    sizes = []
    for index, text in enumerate(texts):
        grams = _word_grams(text)
        sizes.append(len(grams))
        for gram in grams:
            holders[gram].append(index)
    common = Counter(
        pair
        for found in holders.values()
        if 1 < len(found) <= COMMONPLACE
        for pair in combinations(found, 2)
    )
    grams_of: dict[int, Counter[str]] = {}
    for (one, other), number in common.items():
        if number < CONTAINED * min(sizes[one], sizes[other]):
            continue
        for index in (one, other):
            if index not in grams_of:
                grams_of[index] = _character_grams(texts[index])
        if _dice(grams_of[one], grams_of[other]) >= ALIKE:
            yield one, other


def _word_grams(text: str) -> set[str]:
    words = text.split()
    return {" ".join(words[at : at + 5]) for at in range(len(words) - 4)}


def _dice(one: Counter[str], other: Counter[str]) -> float:
    return 2 * (one & other).total() / max(1, one.total() + other.total())


def _character_grams(text: str) -> Counter[str]:
    return Counter(text[at : at + 4] for at in range(len(text) - 3))


def bare_words(text: str) -> str:
    """The words alone, without case, accents and punctuation."""
    spelled = unicodedata.normalize("NFKD", text.casefold())
    bare = "".join(filterfalse(unicodedata.combining, spelled))
    return " ".join(WORDS.findall(bare))


def _root(group: list[int], index: int) -> int:
    while group[index] != index:
        group[index] = group[group[index]]
        index = group[index]
    return index
