"""Charts as geometry: every text is measured, so that none is cut and none overlaps.

A chart is drawn in points, on the width of the page it will have; the templates only write
down what is decided here.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from consult.synthesis.snapshot import Bars, Stacked

WIDTH = 470.0
"""The width of a large figure on the page, in points."""
SIZE = 9.0
LINE = 11.0
GAP = 7.0

Measure = Callable[[str, float], float]
"""The width of a text at a size, in points."""
Number = Callable[[float], str]

_LIGHTEST, _DARKEST = (0xE6, 0xEB, 0xF2), (0x17, 0x36, 0x5D)


@dataclass(frozen=True, slots=True)
class Text:
    """A line of text; `anchor` as in SVG."""

    x: float
    y: float
    words: str
    anchor: str = "start"
    fill: str = "#1b2430"
    strong: bool = False
    size: float = SIZE


@dataclass(frozen=True, slots=True)
class Block:
    """A filled rectangle."""

    x: float
    y: float
    width: float
    height: float
    fill: str


@dataclass(frozen=True, slots=True)
class Chart:
    """A drawing: its height, its rectangles, its texts and the vertical line bars start from."""

    height: float
    blocks: tuple[Block, ...]
    texts: tuple[Text, ...]
    axis: tuple[float, float, float] | None = None
    width: float = WIDTH


def wrapped(text: str, width: float, size: float, measure: Measure) -> list[str]:
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
        *pieces, line = _broken(word, width, size, measure)
        lines += pieces
    return [*lines, line] if line or not lines else lines


def _broken(word: str, width: float, size: float, measure: Measure) -> list[str]:
    pieces: list[str] = []
    while measure(word, size) > width and len(word) > 1:
        fits = _fitting(word, width, size, measure)
        pieces.append(word[:fits])
        word = word[fits:]
    return [*pieces, word]


def _fitting(word: str, width: float, size: float, measure: Measure) -> int:
    low, high = 1, len(word)
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if measure(word[:middle], size) <= width else (low, middle - 1)
    return low


def bars(exhibit: Bars, *, measure: Measure, number: Number) -> Chart:
    """Horizontal bars in the order given, each with its count, and its share when there is one."""
    values = [_value(bar.count, bar.share, number) for bar in exhibit.bars]
    start, labels = _labels([bar.label for bar in exhibit.bars], WIDTH * 0.46, measure)
    room = WIDTH - start - 6 - max((measure(value, SIZE) * 1.08 for value in values), default=0)
    most = max((bar.count for bar in exhibit.bars), default=0) or 1
    blocks: list[Block] = []
    texts: list[Text] = []
    y = 1.0
    for bar, value, lines in zip(exhibit.bars, values, labels, strict=True):
        height = max(13.6, len(lines) * LINE + 4)
        middle = y + height / 2
        texts += _label(lines, start - GAP, middle)
        length = round(room * bar.count / most, 2)
        if bar.count:
            blocks.append(Block(start, middle - 4.8, max(length, 0.8), 9.6, "#17365d"))
        texts.append(
            Text(
                start + length + 5,
                middle + 3.1,
                value,
                fill="#17365d" if bar.count else "#5a6675",
                strong=bool(bar.count),
            )
        )
        y += height
    return Chart(y + 1, tuple(blocks), tuple(texts), axis=(start, 1.0, y))


def _value(count: int, share: float | None, number: Number) -> str:
    return number(count) if share is None else f"{number(count)} ({number(share)}\u202f%)"


def _labels(labels: Sequence[str], room: float, measure: Measure) -> tuple[float, list[list[str]]]:
    """Where the bars start, and each label cut into lines that stay left of them."""
    most = room - GAP
    lines = [wrapped(label, most, SIZE, measure) for label in labels]
    widest = max((measure(line, SIZE) for each in lines for line in each), default=0.0)
    return round(min(widest, most) + GAP, 2), lines


def _label(lines: Sequence[str], x: float, middle: float) -> list[Text]:
    first = middle + 3.1 - (len(lines) - 1) * LINE / 2
    return [
        Text(x, round(first + row * LINE, 2), line, anchor="end") for row, line in enumerate(lines)
    ]


def stacked(exhibit: Stacked, *, measure: Measure, number: Number, mean: str) -> Chart:
    """Opinion bars from light to dark, so that grey paper keeps their order; counts inside."""
    fills = ramp(len(exhibit.classes))
    start, labels = _labels([row.label for row in exhibit.rows], WIDTH * 0.40, measure)
    means = any(row.mean is not None for row in exhibit.rows)
    right = WIDTH - (max(measure(mean, 8.0), 22.0) + GAP if means else 0)
    blocks, texts, y = _legend(exhibit.classes, fills, right, measure)
    if means:
        texts.append(Text(WIDTH, y - 5, mean, anchor="end", fill="#4a5768", size=8.0))
    for row, lines in zip(exhibit.rows, labels, strict=True):
        height = max(17.5, len(lines) * LINE + 4)
        middle = y + height / 2
        texts += _label(lines, start - GAP, middle)
        scale = (right - start) / (sum(row.counts) or 1)
        x = start
        for count, fill in zip(row.counts, fills, strict=True):
            length = count * scale
            if count:
                blocks.append(Block(x, middle - 6.4, max(length - 0.8, 0.4), 12.8, fill))
            if count and measure(number(count), 8.6) + 3 <= length:
                texts.append(_inside(x + length / 2, middle + 3, number(count), fill))
            x += length
        if row.mean is not None:
            texts.append(Text(WIDTH, middle + 3.1, number(row.mean), anchor="end", strong=True))
        y += height
    return Chart(y + 2, tuple(blocks), tuple(texts))


def _inside(x: float, y: float, words: str, fill: str) -> Text:
    dark = sum(int(fill[place : place + 2], 16) for place in (1, 3, 5)) < 3 * 140
    return Text(
        round(x, 2), y, words, "middle", "#ffffff" if dark else "#1b2430", strong=True, size=8.6
    )


def _legend(
    classes: Sequence[str], fills: Sequence[str], right: float, measure: Measure
) -> tuple[list[Block], list[Text], float]:
    blocks: list[Block] = []
    texts: list[Text] = []
    x, y = 0.0, 1.0
    for name, fill in zip(classes, fills, strict=True):
        lines = wrapped(name, right - 12, 8.4, measure)
        width = max(measure(line, 8.4) for line in lines)
        if x and x + 12 + width > right:
            x, y = 0.0, y + 13
        blocks.append(Block(x, y, 8.5, 8.5, fill))
        for line in lines:
            texts.append(Text(x + 12, y + 7.4, line, size=8.4))
            y += 11 if line is not lines[-1] else 0
        x += 12 + width + 13
    return blocks, texts, y + 17


def ramp(steps: int) -> list[str]:
    """`steps` colours from the lightest to the darkest, evenly apart on grey paper too."""
    last = max(steps - 1, 1)
    mixed = (
        [round(a + (b - a) * step / last) for a, b in zip(_LIGHTEST, _DARKEST, strict=True)]
        for step in range(steps)
    )
    return ["#" + "".join(f"{part:02x}" for part in each) for each in mixed]
