"""When two acronyms are the same agency."""

from __future__ import annotations

import unicodedata


def key_of(acronym: str) -> str:
    """The acronym as compared: composed, case folded, white space collapsed.

    Agencies whose acronyms differ only by case are one; accents do distinguish.
    """
    return unicodedata.normalize("NFC", " ".join(acronym.split())).casefold()
