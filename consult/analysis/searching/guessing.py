"""« Did you mean … »: a word that nobody wrote, and the nearest that somebody did."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from difflib import get_close_matches

from consult.analysis.searching.inflections import accented, entries
from consult.analysis.searching.words import WITHIN, tokens

LEAST = 4
"""Shorter words are near to too many others."""
NEAR = 0.75


def guess(asked: str, known: Iterable[str], language: str) -> str:
    """The question with every word that nobody wrote replaced by the nearest; "" when none is.

    `known` are the words of the texts, as the index keeps them.
    """
    said: Counter[str] = Counter()
    for words in known:
        said.update(words.split(" "))
    written: Counter[str] = Counter()
    marks: set[str] = set()
    # Of a million words said few thousand are distinct: only those are taken apart.
    for word, times in said.items():
        *others, spelling = word.split(WITHIN)
        written[spelling[1:]] += times
        marks.update(others)
    told, place = [], 0
    for token in tokens(asked, language):
        spelling = token.word.spelling
        near = "" if token.word.finds & marks else _nearest(spelling, written, language)
        if near:
            told += [asked[place : token.start], near]
            place = token.end
    return "".join([*told, asked[place:]]) if told else ""


def _nearest(spelling: str, written: Counter[str], language: str) -> str:
    if len(spelling) < LEAST:
        return ""
    near = [one for one in written if abs(len(one) - len(spelling)) <= 2]
    close = get_close_matches(spelling, near, n=3, cutoff=NEAR)
    if not close:
        return ""
    best = max(close, key=lambda one: (_alike(one, spelling), written[one]))
    if language != "fr" or entries(best):
        return best
    return min(accented(best), default=best)


def _alike(one: str, other: str) -> int:
    """How many signs both begin with: a slip is rarely in the first letters."""
    return next(
        (place for place, pair in enumerate(zip(one, other, strict=False)) if len({*pair}) > 1),
        min(len(one), len(other)),
    )
