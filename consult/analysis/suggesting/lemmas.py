"""Words and the key under which their inflections meet: lemma, without accents, cut short."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

import simplemma

from consult.analysis.suggesting.stopwords import STOPWORDS

WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
LONGEST = 40
"""No word of ours has more letters; what has is a jumble or an address, and names nothing."""

LANGUAGES = ("fr", "en")
SHORT_STEM = 5


@dataclass(frozen=True, slots=True)
class Word:
    """One word where it stands. `key` is empty for a word that carries no subject."""

    key: str
    start: int
    end: int


def words(text: str, language: str = "fr") -> Iterator[Word]:
    """The words of a text with their characters; « l’emploi » is two, « sous-traitant » one."""
    for found in WORD.finditer(text):
        yield Word(key(found.group(), language), found.start(), found.end())


def keys(text: str, language: str = "fr") -> list[str]:
    """The keys of the words that carry a subject, in order."""
    return [word.key for word in words(text, language) if word.key]


def key(word: str, language: str = "fr") -> str:
    """The same for « Territoire » and « territoires »; empty for a stop word or a jumble."""
    return _key(word.lower(), language) if 1 < len(word) <= LONGEST else ""


def unaccented(word: str) -> str:
    """Without accents and ligatures."""
    if word.isascii():
        return word
    spelled = unicodedata.normalize("NFKD", word.replace("œ", "oe").replace("æ", "ae"))
    return "".join(sign for sign in spelled if not unicodedata.combining(sign))


@lru_cache(maxsize=200_000)
def _key(word: str, language: str) -> str:
    bare = unaccented(word)
    if bare in STOPWORDS:
        return ""
    if language not in LANGUAGES:
        return bare
    lemma = lemma_of(word, language)
    if lemma in STOPWORDS:
        return ""
    return stem(lemma) if language == "fr" else lemma


def lemma_of(word: str, language: str) -> str:
    """The entry of the dictionary for a word in small letters, without accents."""
    return unaccented(simplemma.lemmatize(word, lang=language).lower())


def stem(word: str) -> str:
    """Savoy's minimal stemmer of French, for what the lemmas leave: typos and rare plurals."""
    if len(word) < SHORT_STEM:
        return word
    if word.endswith("eaux"):
        return word[:-1]
    if word.endswith("aux"):
        return f"{word[:-3]}al"
    if word.endswith("x"):
        return word[:-1]
    for ending in ("s", "r", "e", "e"):
        word = word.removesuffix(ending)
    return word[:-1] if word[-1:] == word[-2:-1] else word
