"""Which acronyms are the same agency, and which words are the same words."""

from __future__ import annotations

import unicodedata
from functools import lru_cache

LONGEST_TAG = 60


def key_of(acronym: str) -> str:
    """The acronym as compared: composed, case folded, white space collapsed.

    Agencies whose acronyms differ only by case are one; accents do distinguish.
    """
    return unicodedata.normalize("NFC", " ".join(acronym.split())).casefold()


@lru_cache(maxsize=16_384)  # looking for doubles compares each name with all others
def plain(text: str) -> str:
    """Words as searched: case folded, without accents, punctuation or doubled spaces."""
    if not text.isascii():
        spelled = unicodedata.normalize("NFKD", text.casefold())
        text = "".join(sign for sign in spelled if not unicodedata.combining(sign))
    return " ".join("".join(sign if sign.isalnum() else " " for sign in text.casefold()).split())
