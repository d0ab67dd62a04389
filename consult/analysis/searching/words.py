"""The words of a text as the index knows them: each by its marks.

A mark is a letter that says what it is, then letters and digits:

    k…  an entry of the dictionary that the word may belong to (« porte », « porter »)
    t…  the word cut short, as `suggesting.lemmas` does
    u…  the same, for a word that the dictionary does not know
    s…  its spelling, for what begins so

A known word finds its entries, and unknown words cut short as it is; an unknown one finds what
is cut short alike. Marks are made of `a` to `z` and digits alone: what a database takes for a
sign of its query language is never among them. Words are kept in order, stop words and numbers
too, so that a phrase can be found word after word.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from consult.analysis.searching.inflections import accented, entries
from consult.analysis.suggesting.lemmas import LANGUAGES, LONGEST, lemma_of, stem, unaccented

INVISIBLE = "\u00ad\u200b-\u200d\u2060\ufeff"
"""Signs that nobody sees within a word."""
TOKEN = re.compile(rf"[^\W\d_](?:[^\W\d_]|[\u0300-\u036f{INVISIBLE}])*|\d+")
HIDDEN = re.compile(f"[{INVISIBLE}]")
SIGN = re.compile(r"[^a-z0-9]")
WITHIN = "."
"""What stands between the marks of one word; between words there is a space."""
MOST = 700_000
"""PostgreSQL indexes no text with more distinct signs than a mebibyte."""
EVERYTHING = "any"
"""What stands in the index for a text too long for it: it may hold anything."""


class Word(NamedTuple):
    """What is known of one word: what it is found by, what it finds, how it is spelled."""

    marks: tuple[str, ...]
    finds: frozenset[str]
    spelling: str


class Token(NamedTuple):
    """One word where it stands in a text."""

    word: Word
    start: int
    end: int


def tokens(text: str, language: str) -> Iterator[Token]:
    """Every word and number of a text; « l’emploi » is two, « sous-traitant » as well."""
    for found in TOKEN.finditer(text):
        yield Token(_known(found.group(), language), found.start(), found.end())


def indexed(text: str, language: str) -> str:
    """What the index keeps of a text."""
    return " ".join(WITHIN.join(token.word.marks) for token in tokens(text, language))


def kept(words: str) -> str:
    """The same, or what stands for it where a database could not index so many words."""
    return words if len(words) < MOST else EVERYTHING


@lru_cache(maxsize=200_000)
def _known(written: str, language: str) -> Word:
    word = unicodedata.normalize("NFC", HIDDEN.sub("", written)).lower()[:LONGEST]
    spelling = _plain(unaccented(word)) or _plain(word)
    found, meant, short = _read(word, language)
    known = {f"k{_plain(one)}" for one in found} or {f"u{short}"}
    finds = {f"k{_plain(one)}" for one in meant} | {f"u{short}"} if meant else {f"t{short}"}
    marks = (*sorted(known), f"t{short}", f"s{spelling}")
    return Word(marks, frozenset(finds), spelling)


def _read(word: str, language: str) -> tuple[frozenset[str], frozenset[str], str]:
    """Entries of a word written, those of a word asked for, and the word cut short."""
    bare = unaccented(word)
    if language not in LANGUAGES or word.isdecimal():
        return frozenset(), frozenset(), _plain(bare) or _plain(word)
    if language != "fr":
        lemma = lemma_of(word, language)
        return frozenset({lemma}), frozenset({lemma}), _plain(lemma) or _plain(word)
    found = frozenset(map(unaccented, entries(word)))
    beside = accented(word) if word == bare else ()
    more = frozenset(unaccented(entry) for one in beside for entry in entries(one))
    return found or more, found | more, _plain(stem(bare)) or _plain(word)


def _plain(word: str) -> str:
    """Other alphabets by their numbers, so that every database reads the same words."""
    return SIGN.sub(lambda sign: f"u{ord(sign.group()):x}", word)
