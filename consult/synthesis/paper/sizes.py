"""The sizes of a box, worked out once for all the boxes of a style that has no percentages."""

from __future__ import annotations

from typing import Any

from weasyprint.css import ComputedStyle
from weasyprint.css.computed_values import PHYSICAL_FUNCTIONS
from weasyprint.css.properties import INHERITED, INITIAL_NOT_COMPUTED, INITIAL_VALUES, Dimension
from weasyprint.layout import percent
from weasyprint.layout.absolute import AbsolutePlaceholder

_SIZES = (
    *("margin_left", "margin_right", "margin_top", "margin_bottom"),
    *("padding_left", "padding_right", "padding_top", "padding_bottom"),
    *("width", "min_width", "max_width", "height", "min_height", "max_height"),
)
_BORDERS = tuple(f"border_{side}_width" for side in ("top", "right", "bottom", "left"))
_RADII = tuple(
    f"border_{corner}_radius" for corner in ("top_left", "top_right", "bottom_right", "bottom_left")
)
_SQUARE = dict.fromkeys(_RADII, (0, 0))
_NOTHING = ((0, "px"), (0, "px"))
_PERCENTAGES, _RADII_OF = percent.resolve_percentages, percent.resolve_radii_percentages
_MISSING = ComputedStyle.__missing__


def resolve_percentages(box: Any, containing_block: Any) -> None:
    """As `resolve_percentages`, which has nothing to resolve in most boxes."""
    style = box.style
    kept = style.__dict__
    if "sizes" not in kept:
        kept["sizes"] = _fixed(style)
    if kept["sizes"] is None:
        _PERCENTAGES(box, containing_block)
        return
    used = (box._box if box.__class__ is AbsolutePlaceholder else box).__dict__  # noqa: SLF001  # it has no `__dict__` of use
    used.update(kept["sizes"])
    if kept["separate"] is not None:
        used.update(kept["separate"])
        return
    for name in _BORDERS:
        # Where borders collapse, those of a cell were already resolved with its neighbours'.
        if not hasattr(box, name):
            setattr(box, name, style[name])


def _fixed(style: Any) -> dict[str, Any] | None:
    """The sizes of every box of that style; None where they depend on what is around."""
    found: dict[str, Any] = {}
    for name in _SIZES:
        value = style[name]
        if value.__class__ is Dimension and value.unit == "px":
            found[name] = value.value
        elif value == "auto":
            found[name] = 0 if name in ("min_width", "min_height") else value
        else:
            return None
    collapse = style["border_collapse"] == "collapse"
    style.separate = None if collapse else {name: style[name] for name in _BORDERS}
    return found if style["box_sizing"] == "content-box" else None


def resolve_radii_percentages(box: Any) -> None:
    """As `resolve_radii_percentages`, for boxes whose corners are all square."""
    style = box.style
    kept = style.__dict__
    if "square" not in kept:
        kept["square"] = all(style[name] == _NOTHING for name in _RADII)
    if kept["square"]:
        (box._box if box.__class__ is AbsolutePlaceholder else box).__dict__.update(_SQUARE)  # noqa: SLF001  # as above
    else:
        _RADII_OF(box)


# Properties whose value does not hang together with that of another.
_ALONE = {
    name
    for name in INITIAL_VALUES
    if name not in {*PHYSICAL_FUNCTIONS, "position", "float", "display", "page"}
    and not name.startswith(("text_decoration_", "__"))
}
_FROM_PARENT = frozenset(_ALONE & INHERITED)
_INITIAL = frozenset(_ALONE - INHERITED - INITIAL_NOT_COMPUTED)


def missing(style: Any, name: str) -> Any:
    """As `ComputedStyle.__missing__`, for what no rule says anything about."""
    if name not in style.cascaded:
        if name in _INITIAL:
            value = style[name] = INITIAL_VALUES[name]
            return value
        if name in _FROM_PARENT and style.parent_style is not None:
            value = style[name] = style.parent_style[name]
            return value
    return _MISSING(style, name)
