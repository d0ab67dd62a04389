"""Names made of words: the slug of a call, the key of a question."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection

LONGEST = 40


def slug_of(title: str) -> str:
    """The title as it stands in addresses: lower case, without accents, 60 characters at most."""
    words = "-".join(_words(title))
    return words[:60].rsplit("-", 1)[0] if len(words) > 60 else words


def key_from(label: str, taken: Collection[str], *, otherwise: str) -> str:
    """A key that tells what the label says and that nobody has; `otherwise` when it says nothing.

    Made once: the label may change afterwards, the key never does.
    """
    stem = ""
    for word in _words(label):
        longer = f"{stem}_{word}" if stem else word
        if stem and len(longer) > LONGEST:
            break
        stem = longer
    return fresh(stem[:LONGEST] or otherwise, taken)


def fresh(stem: str, taken: Collection[str]) -> str:
    """`stem`, or else `stem_2`, `stem_3`… whichever is free first."""
    numbers = range(2, len(taken) + 3)
    return next(key for key in (stem, *(f"{stem}_{n}" for n in numbers)) if key not in taken)


def _words(text: str) -> list[str]:
    plain = re.sub(r"[^\w\s]+", " ", text)
    bare = unicodedata.normalize("NFKD", plain).encode("ascii", "ignore").decode().lower()
    return [word for word in re.split(r"[^a-z0-9]+", bare) if word]
