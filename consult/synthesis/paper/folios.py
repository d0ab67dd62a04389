"""The numbers of pages that are printed before anybody knows them, and written in at the end."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

PAGE, PAGES = 12345, 67890
"""Between them, every digit: the fonts of a part hold all that its numbers may need."""
BETWEEN = "\u202f/\u202f"
ROOM = f"{PAGE}{BETWEEN}{PAGES}"


@dataclass(frozen=True, slots=True)
class Sign:
    """One sign of a number: the font that draws it, its glyph, its width in thousandths."""

    font: str
    glyph: int
    width: int


@dataclass(frozen=True, slots=True)
class Folio:
    """How the number of a page is written, at the same place of every page of a part."""

    signs: Mapping[str, Sign]
    size: float
    right: float
    """Where it ends."""
    line: float
    colour: tuple[float, ...]
    scale: float
    """From the units of the page as it is laid out to points."""

    def written(self, page: int, pages: int) -> bytes:
        """The marks on the page: they are no text of the note."""
        told = [self.signs[sign] for sign in f"{page}{BETWEEN}{pages}"]
        left = self.right - sum(sign.width for sign in told) * self.size / 1000
        colour = " ".join(f"{part:.4f}" for part in self.colour)
        lines = [
            "/Artifact <</Type /Pagination /Subtype /Footer>> BDC",
            f"q {self.scale:g} 0 0 {self.scale:g} 0 0 cm BT {colour} rg",
            f"1 0 0 -1 {left:.4f} {self.line:.4f} Tm",
        ]
        font = ""
        for sign in told:
            if sign.font != font:
                font = sign.font
                lines.append(f"/{font} {self.size:.4f} Tf")
            lines.append(f"<{sign.glyph:04x}> Tj")
        return "\n".join([*lines, "ET Q EMC"]).encode()


def of(textbox: Any, runs: Any, matrix: Any, scale: float) -> Folio:
    """The folio drawn with what WeasyPrint set in the room for it: `runs` of font and glyphs."""
    signs: dict[str, Sign] = {}
    size, width = 0.0, 0
    for font, size, glyphs in runs:  # noqa: B007  # one size for all
        for glyph in glyphs:
            sign = Sign(font.hash, glyph, font.widths[glyph])
            signs[font.to_unicode[glyph]] = sign
            width += sign.width
    colour = tuple(textbox.style["color"].to("srgb").coordinates)
    *_, x, line = matrix.values
    return Folio(signs, size, x + width * size / 1000, line, colour, scale)
