"""French spaces, quotes and ordinals, for texts of ours and of the call; never for verbatim.

Rules after the *Lexique des règles typographiques en usage à l'Imprimerie nationale*: a narrow
no-break space before ; ! ? and %, a no-break space before the colon and inside guillemets.
"""

from __future__ import annotations

import re
from functools import lru_cache

NARROW = "\u202f"
HARD = "\u00a0"
_SPACE = f"[ {HARD}{NARROW}]"

_RULES: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(r"(?<=\w)'(?=\w)"), "’"),
    (re.compile(r"\.\.\."), "…"),
    (re.compile(f"«{_SPACE}*"), f"«{HARD}"),
    (re.compile(f"{_SPACE}*»"), f"{HARD}»"),
    (re.compile(f"{_SPACE}+([;!?])"), rf"{NARROW}\1"),
    (re.compile(f"{_SPACE}+:(?!//)"), f"{HARD}:"),
    (re.compile(f"(?<=\\d)[ {HARD}](?=\\d{{3}}(?!\\d))"), NARROW),
    (re.compile(f"(?<=\\d)[ {HARD}]?([%€‰])"), rf"{NARROW}\1"),
    (re.compile(f"\\b([nN])°[ {HARD}]?(?=\\d)"), rf"\1°{HARD}"),
    (
        re.compile(
            r"\b(\d{1,2}|1er) (janvier|février|mars|avril|mai|juin|juillet|août|septembre|octobre"
            r"|novembre|décembre)\b"
        ),
        rf"\1{HARD}\2",
    ),
    (re.compile(r"\b(\d{1,2}) h (\d{2})\b"), rf"\1{HARD}h{HARD}\2"),
    (re.compile(r"(?<=\w) – "), f"{HARD}– "),
)


_LOOSE = re.compile(r"(?<=«) | (?=[»;:!?])")


def unbroken(text: str) -> str:
    """The text, of which no line breaks at a space that French writes beside a sign.

    Nothing else changes: in what is not French there is no such space.
    """
    return _LOOSE.sub(HARD, text)


@lru_cache(maxsize=4096)
def french(text: str) -> str:
    """The text with the spaces and apostrophes French asks for; words are left alone."""
    for pattern, replacement in _RULES:
        text = pattern.sub(replacement, text)
    return text
