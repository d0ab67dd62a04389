"""A line of text prepared for Pango once for its style, and kept from the layout to the page."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from weasyprint.text import line_break
from weasyprint.text.constants import LST_TO_ISO, PANGO_DIRECTION
from weasyprint.text.ffi import TO_UNITS, ffi, gobject, pango
from weasyprint.text.fonts import font_features, get_font_description

MOST_KEPT = 20_000
"""So many lines keep their glyphs until they are drawn; those after are shaped again."""
NO = 0
TO_THE_END = 0xFFFFFFFF
_SPACE = re.compile(b" |\xc2\xa0")
_SETUP, _SET_TEXT = line_break.Layout.setup, line_break.Layout.set_text
_STRUT = line_break.strut
_kept: list[int] = [0]


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
