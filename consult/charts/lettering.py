"""How wide words are in the font they are drawn with, so that none is cut and none overlaps."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from pathlib import Path

FONT = (
    Path(__file__).resolve().parent.parent / "static" / "dist" / "fonts"
) / "SourceSans3_600SemiBold.ttf"
GUESS = 0.62
"""How wide a letter is taken to be where the fonts were not placed."""

# What an SVG file may not hold, and what would let a label turn its neighbours around.
_UNDRAWABLE = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff"
    "\u200b\u200e\u200f\u061c\u202a-\u202e\u2066-\u2069\u2028\u2029]"
)
_BLANKS = re.compile(r"[ \t\n]+")


@lru_cache(maxsize=1)
def _advances() -> tuple[dict[int, int], int]:
    from fontTools.ttLib import TTFont  # noqa: PLC0415 - slow to load, and few processes draw

    with TTFont(FONT, lazy=True) as font:
        names, widths = font.getBestCmap(), font["hmtx"]
        return {code: widths[name][0] for code, name in names.items()}, font["head"].unitsPerEm


@lru_cache(maxsize=4096)
def measure(text: str, size: float) -> float:
    """The width of a text in the semi-bold sans: never less than in the regular one."""
    if not FONT.exists():
        return len(text) * GUESS * size
    by_code, units = _advances()
    # A sign of another script is taken as wide as it is high: an upper bound for nearly all.
    return sum(by_code.get(ord(sign), units) for sign in text) * size / units


def drawable(text: str) -> str:
    """The text on one line, without what no drawing may hold."""
    return _BLANKS.sub(" ", _UNDRAWABLE.sub("", text)).strip()


def wrapped(text: str, width: float, size: float) -> list[str]:
    """The text in lines no wider than `width`; a word that is too wide is broken."""
    lines: list[str] = []
    line = ""
    for word in text.split(" "):
        longer = f"{line} {word}" if line else word
        if measure(longer, size) <= width:
            line = longer
            continue
        if line:
            lines.append(line)
        *pieces, line = _broken(word, width, size)
        lines += pieces
    return [*lines, line] if line or not lines else lines


def _broken(word: str, width: float, size: float) -> Iterator[str]:
    while measure(word, size) > width and len(word) > 1:
        fits = _fitting(word, width, size)
        yield word[:fits]
        word = word[fits:]
    yield word


def _fitting(word: str, width: float, size: float) -> int:
    low, high = 1, len(word)
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if measure(word[:middle], size) <= width else (low, middle - 1)
    return low


def shortened(text: str, width: float, size: float, *, most: int = 3) -> list[str]:
    """The text in at most so many lines; « … » ends the last one where it goes on.

    The table beside the drawing has the whole.
    """
    lines = wrapped(text, width, size)
    if len(lines) <= most:
        return lines
    last = lines[most - 1]
    while last and measure(f"{last}…", size) > width:
        last = last[:-1]
    if " " in last and len(last) < len(lines[most - 1]):
        last = last[: last.rindex(" ")]
    return [*lines[: most - 1], last.rstrip(" ,;:–\u00a0\u202f") + "…"]


def balanced(text: str, width: float, size: float, *, most: int = 3) -> list[str]:
    """As `shortened`, with lines of about one length: no last line of one short word."""
    lines = shortened(text, width, size, most=most)
    if len(lines) < 2 or " ".join(lines) != text:
        return lines
    low, high = measure(text, size) / len(lines), width
    while high - low > size / 4:
        middle = (low + high) / 2
        tried = wrapped(text, middle, size)
        if len(tried) == len(lines) and " ".join(tried) == text:
            lines, high = tried, middle
        else:
            low = middle
    return lines


def widest(lines: Sequence[Sequence[str]], size: float) -> float:
    """The width of the longest line of all."""
    return max((measure(line, size) for each in lines for line in each), default=0.0)
