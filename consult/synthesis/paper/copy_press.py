"""Draws what a copy bears, in a process apart: two pages to be laid over those of a note."""

from __future__ import annotations

import json
import sys
import warnings
from html import escape

from consult import alone

CPU_SECONDS, MEGABYTES = 30, 1024
FOOT = 400.0
"""The room for the sentence at the foot of a page, in points."""
STYLE = """
@page { size: A4; margin: 0; background: none; }
body { margin: 0; }
div { break-after: page; position: relative; height: 296mm; overflow-wrap: anywhere; }
p { position: absolute; margin: 0; }
.cover p { left: 30mm; bottom: 9mm; width: 150mm; font: 600 10pt/13pt "Note Sans"; color: #fff; }
.foot p { left: 22mm; bottom: 5.4mm; width: 160mm; white-space: nowrap;
  font: 400 7pt/9pt "Note Sans"; color: #5a6675; }
"""


def main(_: list[str]) -> int:
    """Draw what standard input says on standard output."""
    alone.limit(CPU_SECONDS, MEGABYTES)
    from weasyprint import CSS, HTML  # noqa: PLC0415 - only the child loads it
    from weasyprint.text.fonts import FontConfiguration  # noqa: PLC0415 - the same

    from consult.synthesis import typography  # noqa: PLC0415 - the same
    from consult.synthesis.paper import copydesk, faces, finisher  # noqa: PLC0415 - the same
    from consult.synthesis.paper.fetcher import DenyAllFetcher  # noqa: PLC0415 - the same

    given = json.load(sys.stdin.buffer)
    told = typography.neutral(given["told"])
    wardrobe = faces.wardrobe(told)
    told = typography.spelled(told, wardrobe.missing)
    fetcher = DenyAllFetcher(dict(faces.assets(wardrobe.faces)))
    fonts = FontConfiguration()
    style = STYLE.replace('"Note Sans"', f'"Note Sans"{wardrobe.families}')
    css = CSS(
        string=f"{faces.rules(wardrobe.faces)}\n{style}", font_config=fonts, url_fetcher=fetcher
    )
    foot = copydesk.one_line(told, FOOT, 7.0)
    html = (
        f'<html lang="{escape(given["language"])}"><title>–</title>'
        f'<div class="cover"><p>{escape(told)}</p></div>'
        f'<div class="foot"><p>{escape(foot)}</p></div>'
    )
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        content = HTML(string=html, base_url="note:", url_fetcher=fetcher).write_pdf(
            stylesheets=[css],
            font_config=fonts,
            pdf_variant="pdf/a-3b",
            finisher=lambda _, pdf: finisher.signs_named(pdf),
        )
    sys.stdout.buffer.write(content)
    return 0
