"""What WeasyPrint 70 does again for every line of text and every box, done once for a style.

Each function put in place here stands in for one of WeasyPrint's and gives the same boxes and
the same glyphs in the same places; what is unusual (emoji in colours, signs without a font,
ellipses, underlines, percentages) is left to the original. The version is pinned, and a test
compares the pages.
"""

from __future__ import annotations

import sys

from weasyprint.css import ComputedStyle
from weasyprint.draw import text as drawing
from weasyprint.layout import percent
from weasyprint.text import line_break

from consult.synthesis.paper import glyphs, shaping, sizes

_made: list[bool] = []


def make() -> None:
    """Put these functions in the place of WeasyPrint's, wherever it imported them."""
    if _made:
        return
    _made.append(True)
    for name in ("setup", "set_text", "deactivate", "reactivate"):
        setattr(line_break.Layout, name, getattr(shaping, name))
    ComputedStyle.__missing__ = sizes.missing
    _instead(line_break.strut, shaping.strut)
    _instead(drawing.draw_first_line, glyphs.draw_first_line)
    _instead(percent.resolve_percentages, sizes.resolve_percentages)
    _instead(percent.resolve_radii_percentages, sizes.resolve_radii_percentages)


def _instead(old: object, new: object) -> None:
    for module in [each for name, each in sys.modules.items() if name.startswith("weasyprint")]:
        for name, thing in list(vars(module).items()):
            if thing is old:
                setattr(module, name, new)
