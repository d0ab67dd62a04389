"""A line of text written into the page: its glyphs taken from Pango all at once."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from weasyprint.draw import text as drawing
from weasyprint.text.ffi import FROM_UNITS, ffi, pango

from consult.synthesis.paper import folios

YES = 1
GLYPH = ffi.sizeof("PangoGlyphInfo") // 4
EMPTY = pango.PANGO_GLYPH_EMPTY
"""From this number on glyphs are not signs of a font."""
_HELD = re.compile("<([0-9a-f]+)>")
_DRAW = drawing.draw_first_line


class Fonts(dict[int, Any]):
    """The fonts of a document as WeasyPrint keeps them, and where each was met in memory."""

    def __init__(self) -> None:
        super().__init__()
        # With a layout that uses it: a font that is in use keeps its address to itself.
        self._met: dict[int, tuple[Any, float, Any]] = {}

    def font(self, stream: Any, pango_font: Any, layout: Any) -> tuple[Any, float]:
        """As `Stream.add_font`, a font described once."""
        address = int(ffi.cast("uintptr_t", pango_font))
        met = self._met.get(address)
        if met is None:
            met = self._met[address] = (*stream.add_font(pango_font), layout)
        return met[0], met[1]


def draw_first_line(
    stream: Any, textbox: Any, text_overflow: Any, block_ellipsis: Any, matrix: Any
) -> Any:
    """As `draw_first_line`, for glyphs in one colour that stand on the line."""
    if not textbox.text.strip() or textbox.style["font_size"] < 1e-6:
        return []
    runs = None
    plain = text_overflow != "ellipsis" and block_ellipsis == "none"
    if plain and isinstance(stream._fonts, Fonts):  # noqa: SLF001  # the document's
        runs = _runs(stream, textbox)
    if runs is not None and textbox.text == folios.ROOM:
        numbers = [(font, size, list(_glyphs(text))) for font, size, text in runs]
        stream.folio = folios.of(textbox, numbers, matrix, stream.ctm.values[0])
        return []
    if runs is None:
        return _DRAW(stream, textbox, text_overflow, block_ellipsis, matrix)
    stream.set_text_matrix(*matrix.values)
    for font, size, text in runs:
        stream.set_font_size(font.hash, size)
        if text:
            stream.show_text(text)
    return []


def _glyphs(text: str) -> Iterator[int]:
    """The glyphs of what `show_text` takes."""
    for held in _HELD.findall(text):
        yield from (int(held[place : place + 4], 16) for place in range(0, len(held), 4))


def _runs(stream: Any, textbox: Any) -> list[tuple[Any, float, str]] | None:
    """The glyphs of a line, font by font; None where one of them is unusual."""
    layout, fonts = textbox.pango_layout, stream._fonts  # noqa: SLF001  # the document's
    pango.pango_layout_set_single_paragraph_mode(layout.layout, YES)
    first_line, _ = layout.get_first_line()
    found: list[tuple[Any, float, str]] = []
    previous = None
    run = first_line.runs[0]
    while run != ffi.NULL:
        item, run = run.data, run.next
        pango_font = item.item.analysis.font
        if pango_font != previous:
            previous = pango_font
            font, size = fonts.font(stream, pango_font, layout.layout)
            if font.bitmap or font.png or font.svg or font.colr:
                return None
            found.append((font, size, ""))
        text = _shown(stream, layout, item, pango_font, font, size)
        if text is None:
            return None
        found[-1] = (font, size, found[-1][2] + text)
    return found


def _shown(
    stream: Any, layout: Any, item: Any, pango_font: Any, font: Any, size: float
) -> str | None:
    """One run as `show_text` takes it; kerning that rounds to nothing is not written."""
    string = item.glyphs
    count = string.num_glyphs
    info = memoryview(ffi.buffer(string.glyphs, count * GLYPH * 4)).cast("i").tolist()
    glyphs, widths = info[0::GLYPH], info[1::GLYPH]
    if any(info[2::GLYPH]) or any(info[3::GLYPH]) or (glyphs and max(glyphs) >= EMPTY):
        return None
    known, advances = font.to_unicode, font.widths
    parts = ["<"]
    for place, glyph in enumerate(glyphs):
        if glyph not in known:
            known[glyph] = _meaning(layout, item, string, place, count)
        advance = advances.get(glyph)
        if advance is None:
            pango.pango_font_get_glyph_extents(
                pango_font, glyph, stream.ink_rect, stream.logical_rect
            )
            advance = advances[glyph] = round(stream.logical_rect.width * 1000 * FROM_UNITS / size)
        kerning = int(advance - widths[place] * 1000 * FROM_UNITS / size)
        parts.append(f"{glyph:04x}>{kerning}<" if kerning else f"{glyph:04x}")
    text = "".join(parts)
    return text[:-1] if text[-1] == "<" else f"{text}>"


def _meaning(layout: Any, item: Any, string: Any, place: int, count: int) -> str:
    """The letters that a glyph stands for."""
    clusters, offset = string.log_clusters, item.item.offset
    start = clusters[place]
    if item.item.analysis.level % 2:
        end = item.item.length if place == 0 else clusters[place - 1]
    else:
        end = item.item.length if place == count - 1 else clusters[place + 1]
    meaning: str = layout.text.encode()[offset + start : offset + end].decode()
    return meaning
