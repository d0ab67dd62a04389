"""The words of a text as the index knows them: by their key and by how they are spelled.

The key makes « industriels » and « industrielle » meet: lemma, without accents, cut short, as
`suggesting.lemmas` does, but every word has one, stop words and numbers too, so that a phrase
can be found word after word. Both are made of `a` to `z` and digits alone: what a database takes
for a sign of its query language is never among them.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from consult.analysis.suggesting.lemmas import LANGUAGES, LONGEST, lemma_of, stem, unaccented

INVISIBLE = "\u0300-\u036f\u00ad\u200b-\u200d\u2060\ufeff"
"""Accents written apart from their letter, and signs that nobody sees within a word."""
TOKEN = re.compile(rf"[^\W\d_](?:[^\W\d_]|[{INVISIBLE}])*|\d+")
HIDDEN = re.compile("[\u00ad\u200b-\u200d\u2060\ufeff]")
SIGN = re.compile(r"[^a-z0-9]")
KEY, SPELLING = "k", "s"
"""What begins a key, and what begins a spelling, among the words of the index."""
MOST = 700_000
"""PostgreSQL indexes no text with more distinct signs than a mebibyte."""
EVERYTHING = "any"
"""What stands in the index for a text too long for it: it may hold anything."""


class Token(NamedTuple):
    """One word where it stands in a text."""

    key: str
    spelling: str
    start: int
    end: int


def tokens(text: str, language: str) -> Iterator[Token]:
    """Every word and number of a text; « l’emploi » is two, « sous-traitant » as well."""
    for found in TOKEN.finditer(text):
        key, spelling = _known(found.group(), language)
        yield Token(key, spelling, found.start(), found.end())


def indexed(text: str, language: str) -> str:
    """What the index keeps of a text: its keys in order, then its spellings in order."""
    found = [(token.key, token.spelling) for token in tokens(text, language)]
    keys = " ".join(f"{KEY}{key}" for key, _ in found)
    spellings = " ".join(f"{SPELLING}{spelling}" for _, spelling in found)
    return f"{keys} {spellings}".strip()


def kept(words: str) -> str:
    """The same, or what stands for it where a database could not index so many words."""
    return words if len(words) < MOST else EVERYTHING


@lru_cache(maxsize=200_000)
def _known(word: str, language: str) -> tuple[str, str]:
    """The key and the spelling of one word; neither is ever empty."""
    whole = unicodedata.normalize("NFC", HIDDEN.sub("", word)).lower()[:LONGEST]
    spelling = _plain(unaccented(whole)) or _plain(whole)
    return _plain(_key(whole, language)) or spelling, spelling


def _key(word: str, language: str) -> str:
    if language not in LANGUAGES or word.isdecimal():
        return unaccented(word)
    lemma = lemma_of(word, language)
    return short(stem(lemma)) if language == "fr" else lemma


def short(word: str) -> str:
    """Short words that the dictionary does not know lose the mark of the plural alone."""
    return word[:-1] if len(word) == 4 and word.endswith("s") else word  # noqa: PLR2004


def _plain(word: str) -> str:
    """Other alphabets by their numbers, so that every database reads the same words."""
    return SIGN.sub(lambda sign: f"u{ord(sign.group()):x}", word)
