"""What WeasyPrint 70 does again for every line of text, done once for every style.

Each function here stands in for one of WeasyPrint's and gives the same boxes and the same
glyphs in the same places; what is unusual (emoji in colours, signs without a font, ellipses,
underlines) is left to the original. The version is pinned, and a test compares the pages.
"""

from __future__ import annotations

import re
import sys
from dataclasses import dataclass
from typing import Any

from weasyprint.css.properties import Dimension
from weasyprint.draw import text as drawing
from weasyprint.layout import percent
from weasyprint.text import line_break
from weasyprint.text.constants import LST_TO_ISO, PANGO_DIRECTION
from weasyprint.text.ffi import FROM_UNITS, TO_UNITS, ffi, gobject, pango
from weasyprint.text.fonts import font_features, get_font_description

MOST_KEPT = 20_000
"""So many lines keep their glyphs until they are drawn; those after are shaped again."""
NO, YES = 0, 1
TO_THE_END = 0xFFFFFFFF
GLYPH = ffi.sizeof("PangoGlyphInfo") // 4
_SPACE = re.compile(b" |\xc2\xa0")
_SETUP, _SET_TEXT = line_break.Layout.setup, line_break.Layout.set_text
_STRUT, _DRAW = line_break.strut, drawing.draw_first_line
_RADII_OF = percent.resolve_radii_percentages
_kept: list[int] = [0]


def make() -> None:
    """Put these functions in the place of WeasyPrint's, wherever it imported them."""
    if line_break.Layout.setup is not _SETUP:
        return
    for name, own in (
        ("setup", setup),
        ("set_text", set_text),
        ("deactivate", deactivate),
        ("reactivate", reactivate),
    ):
        setattr(line_break.Layout, name, own)
    _instead(_STRUT, strut)
    _instead(_DRAW, draw_first_line)
    _instead(percent.resolve_percentages, resolve_percentages)
    _instead(percent.resolve_radii_percentages, resolve_radii_percentages)


def _instead(old: object, new: object) -> None:
    for module in [each for name, each in sys.modules.items() if name.startswith("weasyprint")]:
        for name, thing in list(vars(module).items()):
            if thing is old:
                setattr(module, name, new)


# -- shaping -----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Setting:
    """How Pango is to set a text, for all the texts of a style."""

    context: Any
    language: Any
    description: Any
    features: bytes
    letters: int
    whole: bool
    """Whether a word cut because it is too long is cut without a hyphen."""
    attributes: Any

    @classmethod
    def of(cls, style: Any) -> Setting:
        """What `Layout.setup` works out, and what of `set_text` is the same for every text."""
        language = _language(style)
        features = font_features(
            style["font_kerning"],
            style["font_variant_ligatures"],
            style["font_variant_position"],
            style["font_variant_caps"],
            style["font_variant_numeric"],
            style["font_variant_alternates"],
            style["font_variant_east_asian"],
            style["font_feature_settings"],
        )
        told = ",".join(f"{key} {value}" for key, value in features.items()).encode()
        spacing = style["letter_spacing"]
        letters = 0 if spacing == "normal" else int(spacing * TO_UNITS)
        whole = style["overflow_wrap"] in ("anywhere", "break-word")
        return cls(
            _context(style, language),
            language,
            get_font_description(style),
            told,
            letters,
            whole,
            _attributes(told, letters, whole=whole),
        )


_SETTING = (
    *("font_family", "font_size", "font_style", "font_weight", "font_stretch", "font_kerning"),
    *("font_variant_ligatures", "font_variant_position", "font_variant_caps"),
    *("font_variant_numeric", "font_variant_alternates", "font_variant_east_asian"),
    *("font_feature_settings", "font_variation_settings", "font_language_override"),
    *("lang", "direction", "letter_spacing", "overflow_wrap"),
)


def _setting(style: Any) -> Setting:
    """The setting of a style; most styles are set like another."""
    key = tuple(_hashable(style[name]) for name in _SETTING)
    known: dict[Any, Setting] = style.font_config.__dict__.setdefault("settings", {})
    found = known.get(key)
    if found is None:
        found = known[key] = Setting.of(style)
    return found


def _hashable(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value


def _language(style: Any) -> Any:
    override = style["font_language_override"]
    if override != "normal":
        name = LST_TO_ISO.get(override.lower(), override)
    elif style["lang"]:
        name = style["lang"]
    else:
        return pango.pango_language_get_default()
    return pango.pango_language_from_string(name.encode())


def _context(style: Any, language: Any) -> Any:
    context = ffi.gc(
        pango.pango_font_map_create_context(style.font_config.font_map), gobject.g_object_unref
    )
    pango.pango_context_set_round_glyph_positions(context, NO)
    pango.pango_context_set_base_dir(context, PANGO_DIRECTION[style["direction"]])
    pango.pango_context_set_language(context, language)
    return context


def _attributes(features: bytes, letters: int, *, whole: bool) -> Any:
    made = ffi.gc(pango.pango_attr_list_new(), pango.pango_attr_list_unref)
    if features:
        pango.pango_attr_list_insert(made, pango.pango_attr_font_features_new(features))
    if letters:
        _change(made, pango.pango_attr_letter_spacing_new(letters), 0, TO_THE_END)
    if whole:
        _change(made, pango.pango_attr_insert_hyphens_new(NO), 0, TO_THE_END)
    return made


def _change(attributes: Any, attribute: Any, start: int, end: int) -> None:
    attribute.start_index, attribute.end_index = start, end
    pango.pango_attr_list_change(attributes, attribute)


def setup(layout: Any, style: Any) -> None:
    """As `Layout.setup`, the setting made once."""
    layout.setting = None
    if style["text_decoration_line"] != "none":
        _SETUP(layout, style)
        return
    setting = style.__dict__.get("setting")
    if setting is None:
        setting = style.setting = _setting(style)
    layout.setting, layout.style, layout.language = setting, style, setting.language
    layout.first_line_direction = 0
    layout.ascent = layout.underline_position = layout.strikethrough_position = None
    made = ffi.gc(pango.pango_layout_new(setting.context), gobject.g_object_unref)
    pango.pango_layout_set_auto_dir(made, NO)
    pango.pango_layout_set_font_description(made, setting.description)
    pango.pango_layout_set_attributes(made, setting.attributes)
    layout.layout = made


def set_text(layout: Any, text: str, justify: bool = False) -> None:  # noqa: FBT001, FBT002  # as the original
    """As `Layout.set_text`; a text of one paragraph is drawn as it was laid out."""
    setting = layout.setting
    if setting is None or "\t" in text:
        layout.setting = None
        _SET_TEXT(layout, text, justify)
        return
    cut = text.find("\n")
    if cut != -1:
        text = text[: cut + 2]
    layout.text = text
    content = text.encode().replace(b"\x00", b"")
    spacing = layout.style["word_spacing"] + (layout.justification_spacing if justify else 0)
    if spacing and content == b" ":
        # Pango spaces words only where there is more than one sign.
        layout.text, content = " \u200b", b" \xe2\x80\x8b"
    one = cut == -1 and "\r" not in text and "\u2029" not in text
    pango.pango_layout_set_single_paragraph_mode(layout.layout, one)
    pango.pango_layout_set_text(layout.layout, content, len(content))
    if content and spacing:
        pango.pango_layout_set_attributes(layout.layout, _spaced(setting, content, spacing))


def _spaced(setting: Setting, content: bytes, spacing: float) -> Any:
    made = _attributes(setting.features, setting.letters, whole=setting.whole)
    width = int(spacing * TO_UNITS + setting.letters)
    last = len(content) - 1
    for found in _SPACE.finditer(content):
        start, end = found.span()
        # Pango gives half of it at both ends of a text.
        twice = 2 if start in (0, last) else 1
        _change(made, pango.pango_attr_letter_spacing_new(twice * width), start, end)
    return made


def deactivate(layout: Any) -> None:
    """As `Layout.deactivate`, but a line that is still to be drawn keeps its glyphs."""
    if not layout.__dict__.get("met") and _kept[0] < MOST_KEPT:
        layout.met = True
        _kept[0] += 1
        return
    layout.met = True
    layout.__dict__.pop("layout", None)
    layout.__dict__.pop("language", None)
    layout.__dict__.pop("style", None)


def reactivate(layout: Any, style: Any) -> None:
    """As `Layout.reactivate`, for what is not there any more."""
    if "layout" in layout.__dict__:
        _kept[0] -= 1
        if layout.justification_spacing or layout.setting is None:
            pango.pango_layout_set_width(layout.layout, -1)
            layout.set_text(layout.text, justify=True)
        return
    layout.setup(style)
    layout.set_text(layout.text, justify=True)


def strut(style: Any) -> tuple[float, float]:
    """As `strut`, worked out once for a style."""
    found: tuple[float, float] | None = style.__dict__.get("strut")
    if found is None:
        found = style.strut = _STRUT(style)
    return found


# -- drawing -----------------------------------------------------------------------------------


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
    if runs is None:
        return _DRAW(stream, textbox, text_overflow, block_ellipsis, matrix)
    stream.set_text_matrix(*matrix.values)
    for font, size, text in runs:
        stream.set_font_size(font.hash, size)
        if text:
            stream.show_text(text)
    return []


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


EMPTY = pango.PANGO_GLYPH_EMPTY
"""From this number on glyphs are not signs of a font."""


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


# -- sizes -------------------------------------------------------------------------------------

_ACROSS = (
    *("margin_left", "margin_right", "padding_left", "padding_right"),
    *("width", "min_width", "max_width"),
)
_DOWN = ("margin_top", "margin_bottom", "padding_top", "padding_bottom")
_BORDERS = tuple(f"border_{side}_width" for side in ("top", "right", "bottom", "left"))


def resolve_percentages(box: Any, containing_block: Any) -> None:
    """As `resolve_percentages`, without a call for each of thirteen sizes."""
    if isinstance(containing_block, percent.boxes.Box):
        across, height = containing_block.width, containing_block.height
    else:
        across, height = containing_block
    down = height if isinstance(box, percent.boxes.PageBox) else across
    for name in _ACROSS:
        _resolve(box, name, across)
    for name in _DOWN:
        _resolve(box, name, down)
    style = box.style
    if height == "auto":
        wanted = style["height"]
        if wanted == "auto" or not isinstance(wanted, Dimension) or wanted.unit == "%":
            box.height = "auto"
        else:
            box.height = wanted.value
        _resolve(box, "min_height", 0)
        _resolve(box, "max_height", percent.inf)
    else:
        for name in ("height", "min_height", "max_height"):
            _resolve(box, name, height)
    collapse = style["border_collapse"] == "collapse"
    for name in _BORDERS:
        if not (collapse and hasattr(box, name)):
            setattr(box, name, style[name])
    if style["box_sizing"] != "content-box":
        percent.adjust_box_sizing(box, "width")
        percent.adjust_box_sizing(box, "height")


def _resolve(box: Any, name: str, whole: float) -> None:
    value = box.style[name]
    if value.__class__ is Dimension and value.unit == "px":
        setattr(box, name, value.value)
    elif value == "auto":
        setattr(box, name, 0 if name in ("min_width", "min_height") else value)
    else:
        percent.resolve_one_percentage(box, name, whole)


_RADII = tuple(
    f"border_{corner}_radius" for corner in ("top_left", "top_right", "bottom_right", "bottom_left")
)
_NOTHING = ((0, "px"), (0, "px"))


def resolve_radii_percentages(box: Any) -> None:
    """As `resolve_radii_percentages`, for boxes whose corners are all square at once."""
    style = box.style
    if all(style[name] == _NOTHING for name in _RADII):
        for name in _RADII:
            setattr(box, name, (0, 0))
    else:
        _RADII_OF(box)
