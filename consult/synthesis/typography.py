"""How texts are set: spaces, apostrophes and ordinals, and what no font can print.

Everything here takes plain text and gives plain text or safe markup; it never sees HTML.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Set

from markupsafe import Markup, escape

THIN = "\u202f"
FIRM = "\u00a0"

_MONTHS = "janvier|février|mars|avril|mai|juin|juillet|août|septembre|octobre|novembre|décembre"
_Rule = tuple[re.Pattern[str], str | Callable[[re.Match[str]], str]]

_EVERYWHERE: tuple[_Rule, ...] = (
    (re.compile(r"(?<=\w)'(?=\w)"), "’"),
    (re.compile(r"(?<!\.)\.\.\.(?!\.)"), "…"),
)
_FRENCH_SPACES: tuple[_Rule, ...] = (
    (re.compile(r"«[ \u00a0\u202f]*"), f"«{FIRM}"),
    (re.compile(r"[ \u00a0\u202f]*»"), f"{FIRM}»"),
    (re.compile(r"[ \u00a0\u202f]+([;!?])"), rf"{THIN}\1"),
    (re.compile(r"[ \u00a0\u202f]+:(?!//)"), f"{FIRM}:"),
    (
        re.compile(r"(?<![\d.,\u202f])\d{1,3}(?:[ \u00a0]\d{3})+(?!\d)"),
        lambda found: re.sub(r"[ \u00a0]", THIN, found.group()),
    ),
    (re.compile(r"(?<=\d)[ \u00a0]?(%|€|‰|°C|m²|m³|km|kg)(?!\w)"), rf"{THIN}\1"),
    (re.compile(r"(?<=\d)[ \u00a0]h(?:[ \u00a0](?=\d\d\b)|\b)"), f"{FIRM}h{FIRM}"),
    (re.compile(r"\b([nN])°[ \u00a0]?(?=\d)"), rf"\1°{FIRM}"),
    (re.compile(r"\b(art|fig|vol|chap|M|MM|Mme|Mmes)(\.?) (?=[\dA-ZÉÈ])"), rf"\1\2{FIRM}"),
    (re.compile(rf"\b(1er|\d{{1,2}}) (?=(?:{_MONTHS})\b)"), rf"\1{FIRM}"),
    (re.compile(r"(?<![\d\u202f])\b(\d{1,3}) (?=[a-zéàêôœ]{2,})"), rf"\1{FIRM}"),
    (re.compile(r"(?<=\w) – "), f"{FIRM}– "),
)
_FRENCH_QUOTES: tuple[_Rule, ...] = (
    (re.compile(r'(?<!\w)"([^"\n]{1,400})"(?!\w)'), rf"«{FIRM}\1{FIRM}»"),
)
_ORDINAL = re.compile(r"\b(\d{1,3}|[IVX]{1,5})(er|re|e|es)\b")


def spaced(text: str, language: str) -> str:
    """An agency's own words: spaces and apostrophes only, no word or quotation mark changed."""
    return _applied(text, _EVERYWHERE + (_FRENCH_SPACES if language == "fr" else ()))


def typeset(text: str, language: str) -> Markup:
    """A sentence of ours, ready for the page: escaped, spaced, with raised ordinals."""
    if language != "fr":
        return escape(_applied(text, _EVERYWHERE))
    done = escape(_applied(text, _FRENCH_QUOTES + _EVERYWHERE + _FRENCH_SPACES))
    # Nothing in the replacement comes from outside: the groups are digits and two letters.
    return Markup(_ORDINAL.sub(r"\1<sup>\2</sup>", str(done)))  # noqa: S704  # escaped just above


def _applied(text: str, rules: tuple[_Rule, ...]) -> str:
    for pattern, replacement in rules:
        text = pattern.sub(replacement, text)
    return text


# Writing that only tells neighbours how to join; fonts need no glyph for it.
_INVISIBLE = frozenset(
    {0x00AD, 0x034F, 0x061C, 0x180E, *range(0x200B, 0x2010), *range(0x2028, 0x202A), 0x202F}
    | {0x2060, 0x2061, 0x2062, 0x2063, 0x2064, *range(0xFE00, 0xFE10), *range(0xE0100, 0xE01F0)}
)
# What would let a text reorder or hide its neighbours: embeddings and isolates go unseen, the
# two overrides are shown, because nobody types them by accident.
_DROPPED = frozenset(
    {0x202A, 0x202B, 0x202C, 0x2066, 0x2067, 0x2068, 0x2069, 0xFEFF, 0x00AD, 0x200B}
    | set(range(0x206A, 0x2070))
    | set(range(0xE0000, 0xE0080))
    | (set(range(0x20)) - {0x09, 0x0A})
    | set(range(0x7F, 0xA0))
)
_SHOWN = frozenset({0x202D, 0x202E, *range(0xFFF9, 0xFFFC)})


def neutral(text: str) -> str:
    """The text without what could act on the page: controls, bidi overrides, lone surrogates."""
    if text.isascii() and text.isprintable():
        return text
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\u2028", "\n")
    return text.translate(_TABLE).replace("\u2029", "\n")


class _Neutral(dict[int, str]):
    """A translation table that decides a character once, when it is first met."""

    def __missing__(self, code: int) -> str:
        if code in _DROPPED:
            shown = ""
        elif code in _SHOWN or 0xD800 <= code <= 0xDFFF or code & 0xFFFE == 0xFFFE:
            shown = code_point(code)
        else:
            shown = chr(code)
        self[code] = shown
        return shown


_TABLE = _Neutral()


def code_point(code: int) -> str:
    """A character by its number: « ⟨U+1F9FF⟩ », in signs that our fonts have."""
    return f"⟨U+{code:04X}⟩"


def uncovered(text: str, covered: Set[int]) -> set[str]:
    """The characters of `text` that no font at hand can draw."""
    return {
        sign
        for sign in set(text)
        if ord(sign) not in covered and ord(sign) not in _INVISIBLE and sign not in "\n\t"
    }


def spelled(text: str, missing: Set[str]) -> str:
    """The text with each missing character replaced by its plain form or its code point."""
    if not missing:
        return text
    return text.translate({ord(sign): _plain(sign, missing) for sign in missing})


def _plain(sign: str, missing: Set[str]) -> str:
    plain = unicodedata.normalize("NFKC", sign)
    if plain != sign and not set(plain) & missing and plain.isprintable() and plain.isalnum():
        return plain
    return code_point(ord(sign))
