"""Agencies named in what is typed: by acronym, by name, or by a word that only one name has."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterator
from typing import NamedTuple

from consult.analysis.material import Material
from consult.analysis.ordering import bare
from consult.synthesis.composing.giveaways import GENERIC

_WORD = re.compile(r"[^\W_]+")


class Mention(NamedTuple):
    """An agency named in characters `start` to `end`; or only told, by a word of its name."""

    agency: str
    start: int
    end: int
    told: bool = False


class Mentions:
    """Finds the agencies of one call in a text."""

    def __init__(self, material: Material) -> None:
        self._names: dict[str, list[tuple[tuple[str, ...], str, str]]] = defaultdict(list)
        self._told: dict[str, str] = {}
        words = Counter[str]()
        for member in material.agencies:
            words.update({one for one in _bare_words(member.name) if len(one) > 3} - GENERIC)
        for member in material.agencies:
            spelled = dict.fromkeys((member.acronym, member.name))
            for name in spelled:
                said = tuple(_bare_words(name))
                if said and not (len(said) == 1 and said[0] in GENERIC):
                    self._names[said[0]].append((said, name, member.acronym))
            for word in _bare_words(member.name):
                if len(word) > 3 and words[word] == 1 and word not in GENERIC:
                    self._told[word] = member.acronym
        for found in self._names.values():
            found.sort(key=lambda one: -len(one[0]))

    def of(self, text: str) -> Iterator[Mention]:
        """The agencies that a text names, in order; a word of a name counts with its capital."""
        words = list(_WORD.finditer(text))
        said = [_bare(one.group()) for one in words]
        place = 0
        while place < len(words):
            found = self._named(text, words, said, place)
            if found is not None:
                length, agency = found
                yield Mention(agency, words[place].start(), words[place + length - 1].end())
                place += length
                continue
            word = words[place].group()
            if word[0].isupper() and said[place] in self._told:
                yield Mention(self._told[said[place]], *words[place].span(), told=True)
            place += 1

    def _named(
        self, text: str, words: list[re.Match[str]], said: list[str], place: int
    ) -> tuple[int, str] | None:
        for name, spelled, agency in self._names.get(said[place], ()):
            length = len(name)
            if tuple(said[place : place + length]) != name:
                continue
            there = text[words[place].start() : words[place + length - 1].end()]
            if length > 1 or _same_capitals(there, spelled):
                return length, agency
        return None


def _same_capitals(there: str, spelled: str) -> bool:
    """Whether one word is written as a name: « SOFIE » is an agency, « Sofie » a first name."""
    return there == spelled if spelled.isupper() else there[:1].isupper()


def _bare_words(text: str) -> list[str]:
    return [_bare(one) for one in _WORD.findall(text)]


def _bare(word: str) -> str:
    return bare(unicodedata.normalize("NFKC", word))
