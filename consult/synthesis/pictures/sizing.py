"""How large a picture is on paper, and how finely it is drawn there."""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple


class Breadth(StrEnum):
    """How much of the width a picture takes, where it does not take all of it."""

    MOST = "two_thirds"
    HALF = "half"


class Size(NamedTuple):
    """Millimetres on paper."""

    width: float
    height: float


WHOLE = 166.0
"""The width of the page between its margins, that of charts."""
BREADTHS = {Breadth.MOST: 115.0, Breadth.HALF: 83.0}
"""The width of the text, and half of the page."""
TALLEST = 120.0
INCH = 25.4
FINE_ENOUGH = 120
"""So many dots to an inch look even on paper; below, the squares are seen."""


def printed(width: int, height: int, breadth: Breadth | None = None) -> Size:
    """As wide as asked, unless that made it taller than half a page."""
    broad = BREADTHS[breadth] if breadth is not None else WHOLE
    broad = min(broad, TALLEST * width / height)
    return Size(round(broad, 2), round(broad * height / width, 2))


def fineness(width: int, height: int, breadth: Breadth | None = None) -> int:
    """How many dots there are to an inch of paper."""
    return round(width / (printed(width, height, breadth).width / INCH))
