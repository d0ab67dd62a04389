"""French alphabetical order."""

from __future__ import annotations

import unicodedata


def bare(text: str) -> str:
    """Lower case without accents, ligatures opened: what a reader compares first."""
    spelled = unicodedata.normalize("NFKD", text.casefold().replace("œ", "oe").replace("æ", "ae"))
    return "".join(sign for sign in spelled if not unicodedata.combining(sign))


def french(text: str) -> tuple[str, str, str]:
    """A key to sort by: letters and digits first; accents, then case, only break ties."""
    letters = "".join(sign for sign in bare(text) if sign.isalnum())
    return letters, text.casefold(), text
