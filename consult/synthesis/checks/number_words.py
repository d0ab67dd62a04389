"""Numbers as they are typed in a sentence: « 7 », « sept », « 1 248 », « quatre-vingt-dix »."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import lru_cache

DIGITS = r"\d{1,3}(?:[ \u00a0\u202f.]\d{3})+|\d+"

_FRENCH = (
    *("zéro", "un", "deux", "trois", "quatre", "cinq", "six", "sept", "huit", "neuf", "dix"),
    *("onze", "douze", "treize", "quatorze", "quinze", "seize"),
)
_FRENCH_TENS = {20: "vingt", 30: "trente", 40: "quarante", 50: "cinquante", 60: "soixante"}
_ENGLISH = (
    *("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"),
    *("eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen"),
    "nineteen",
)
_ENGLISH_TENS = (
    "",
    "",
    *("twenty", "thirty", "forty", "fifty"),
    "sixty",
    "seventy",
    "eighty",
    "ninety",
)


def value(text: str, language: str) -> int | None:
    """What a number typed in digits or in words is worth; None where it is none."""
    digits = "".join(sign for sign in text if sign.isdigit())
    if digits:
        return int(digits) if len(digits) <= 9 else None
    return spelled(language).get(" ".join(text.lower().replace("-", " ").split()))


def pattern(language: str) -> str:
    """An expression for a number up to 199 in words, the longest first, or in digits."""
    words = sorted(spelled(language), key=len, reverse=True)
    said = "|".join(word.replace(" ", r"[ \-\u00a0\u2011]") for word in words)
    return rf"(?:{said}|{DIGITS})"


@lru_cache(maxsize=4)
def spelled(language: str) -> Mapping[str, int]:
    """Every number up to 199 in words, hyphens as spaces."""
    pairs = _french() if language == "fr" else _english()
    return dict(pairs)


def _french() -> Iterator[tuple[str, int]]:
    for number in range(200):
        said = _french_of(number % 100) if number % 100 or number == 0 else ""
        said = f"cent {said}".strip() if number >= 100 else said
        yield said, number
        if said.endswith("un"):
            yield f"{said}e", number


def _french_of(number: int) -> str:
    if number < 17:
        return _FRENCH[number]
    if number < 20:
        return f"dix {_FRENCH[number - 10]}"
    if number < 70:
        tens, rest = _FRENCH_TENS[number // 10 * 10], number % 10
        return f"{tens} et un" if rest == 1 else f"{tens} {_FRENCH[rest]}" if rest else tens
    if number < 80:
        return "soixante et onze" if number == 71 else f"soixante {_french_of(number - 60)}"
    return "quatre vingts" if number == 80 else f"quatre vingt {_french_of(number - 80)}"


def _english() -> Iterator[tuple[str, int]]:
    for number in range(100):
        yield _english_of(number), number
    for number in range(100, 200):
        rest = number - 100
        for hundred in ("a hundred", "one hundred"):
            yield f"{hundred} and {_english_of(rest)}" if rest else hundred, number


def _english_of(number: int) -> str:
    if number < 20:
        return _ENGLISH[number]
    tens = _ENGLISH_TENS[number // 10]
    return f"{tens} {_ENGLISH[number % 10]}" if number % 10 else tens
