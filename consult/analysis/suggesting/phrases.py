"""What a group of texts speaks of more than the others do: c-TF-IDF on phrases of lemmas.

A vote is an agency: what one of them repeats ten times counts once. Agencies that copied the
same text are one voice when phrases are chosen, and are each counted in what is shown.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from math import log
from typing import NamedTuple

from consult.analysis.suggesting.lemmas import Word, keys, words
from consult.analysis.suggesting.passages import passages
from consult.analysis.suggesting.stopwords import INNER

MOST_WORDS = 3
WIDEST = 5
LINK = re.compile(r"[\s'’]*")
CANDIDATES = 300
LONGER_IS_CLEARER = 0.25


class Said(NamedTuple):
    """One text of an agency, in the group to which it belongs.

    `voice` is the first agency that said it in these words, or empty when nobody else did.
    """

    group: Hashable
    agency: str
    text: str
    voice: str = ""


@dataclass(frozen=True, slots=True)
class Phrase:
    """A phrase as it is most often written, and how many agencies of the group use it."""

    text: str
    agencies: int
    key: tuple[str, ...] = field(default=(), compare=False, repr=False)


@dataclass(slots=True)
class _Found:
    spellings: Counter[str] = field(default_factory=Counter)
    speakers: dict[Hashable, set[str]] = field(default_factory=lambda: defaultdict(set))
    voices: dict[Hashable, set[str]] = field(default_factory=lambda: defaultdict(set))

    @property
    def text(self) -> str:
        """The commonest wording, without capitals as soon as somebody writes it without."""
        wordings: Counter[str] = Counter()
        for spelling, times in self.spellings.items():
            wordings[spelling.lower()] += times
        wording = min(wordings, key=lambda one: (-wordings[one], one))
        same = [one for one in self.spellings if one.lower() == wording]
        return min(same, key=lambda one: (one != wording, -self.spellings[one], one))


class Phrases:
    """Every phrase of some texts, with who says it in which group."""

    def __init__(self, said: Iterable[Said], *, language: str = "fr", question: str = "") -> None:
        """The words of `question` are everybody's, so that alone they are no key phrase."""
        self._asked = {(word,) for word in keys(question, language)}
        self._found: dict[tuple[str, ...], _Found] = defaultdict(_Found)
        members: dict[Hashable, set[str]] = defaultdict(set)
        for group, agency, text, voice in said:
            members[group].add(agency)
            for phrase, spelling in _phrases(text, language):
                found = self._found[phrase]
                found.spellings[spelling] += 1
                found.speakers[group].add(agency)
                found.voices[group].add(voice or agency)
        self._size = {group: len(agencies) for group, agencies in members.items()}

    def of(self, group: Hashable, most: int = 8) -> tuple[Phrase, ...]:
        """The phrases that distinguish a group, best first, none said twice in other words."""
        kept: list[_Candidate] = []
        for candidate in self._ranked(group):
            kept = _with(kept, candidate)
            if len(kept) == most:
                break
        return tuple(Phrase(self._found[one.phrase].text, one.agencies, one.phrase) for one in kept)

    def frequent(self, group: Hashable, most: int = 12) -> tuple[Phrase, ...]:
        """The words most agencies of a group use, whatever the others do."""
        counted = [
            (-len(found.speakers[group]), phrase)
            for phrase, found in self._found.items()
            if len(phrase) == 1 and len(found.speakers.get(group, ())) > 1
        ]
        return tuple(
            Phrase(self._found[phrase].text, -number, phrase)
            for number, phrase in sorted(counted)[:most]
        )

    def speakers(self, group: Hashable, phrase: tuple[str, ...]) -> frozenset[str]:
        """The agencies of a group that use a phrase, told by the keys of its words."""
        found = self._found.get(phrase)
        return frozenset(found.speakers.get(group, ())) if found else frozenset()

    def _ranked(self, group: Hashable) -> list[_Candidate]:
        size = self._size.get(group, 0)
        least = min(2, max(1, size // 4))
        everybody = sum(self._size.values())
        candidates = []
        for phrase, found in self._found.items():
            votes = len(found.voices.get(group, ()))
            if votes < least or phrase in self._asked:
                continue
            rarity = log(1 + everybody / sum(map(len, found.voices.values())))
            score = votes / size * rarity * (1 + LONGER_IS_CLEARER * (len(phrase) - 1))
            candidates.append(_Candidate(-score, phrase, len(found.speakers[group])))
        return sorted(candidates)[:CANDIDATES]


class _Candidate(NamedTuple):
    score: float
    phrase: tuple[str, ...]
    agencies: int

    @property
    def words(self) -> frozenset[str]:
        return frozenset(self.phrase)


def _with(kept: Sequence[_Candidate], new: _Candidate) -> list[_Candidate]:
    """What is kept once `new` is known: a phrase and a part of it seldom both tell something."""
    longer = [one for one in kept if new.words <= one.words]
    shorter = [one for one in kept if one.words < new.words]
    said = any(new.words == one.words or new.agencies < 1.7 * one.agencies for one in longer)
    if said or any(new.agencies < 0.45 * one.agencies for one in shorter):
        return list(kept)
    replaced = [one for one in shorter if new.agencies >= 0.6 * one.agencies]
    return [*(one for one in kept if one not in replaced), new]


def _phrases(text: str, language: str) -> Iterator[tuple[tuple[str, ...], str]]:
    """Keys and spelling of every run of one to three words that carry a subject."""
    for start, end in passages(text, shortest=1):
        sentence = text[start:end]
        found = list(words(sentence, language))
        for index, word in enumerate(found):
            if word.key and word.end - word.start > 2:
                yield from _from_here(sentence, found[index : index + WIDEST])


def _from_here(sentence: str, window: Sequence[Word]) -> Iterator[tuple[tuple[str, ...], str]]:
    phrase: tuple[str, ...] = ()
    before = window[0].start
    for word in window:
        inner = sentence[word.start : word.end].lower() in INNER
        if not LINK.fullmatch(sentence, before, word.start) or not (word.key or inner):
            return
        before = word.end
        if word.key:
            phrase += (word.key,)
            yield phrase, " ".join(sentence[window[0].start : word.end].split())
            if len(phrase) == MOST_WORDS:
                return
