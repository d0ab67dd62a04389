"""Prints the speaking sheet in a process apart: what it holds is cut until it fits one page.

Run by `consult.alone`, as the press of the note is. Standard input is the snapshot and the pages
of its statements; standard output the PDF.
"""

from __future__ import annotations

import io
import json
import sys
import warnings
from typing import Any

from consult import alone

CPU_SECONDS, MEGABYTES = 60, 2048
LARGE, SMALLER = 1.0, 0.9
"""How the letters are: a smaller type is worth more than a question lost."""


def main(_: list[str]) -> int:
    """Print standard input on standard output."""
    alone.limit(CPU_SECONDS, MEGABYTES)
    from consult.synthesis.snapshot import from_json  # noqa: PLC0415  # after the limits

    given = json.load(sys.stdin.buffer)
    note = from_json(given["snapshot"])
    pages = {int(point): int(page) for point, page in given["pages"].items()}
    sys.stdout.buffer.write(printed(note, pages))
    return 0


def printed(note: Any, pages: dict[int, int]) -> bytes:
    """The sheet as PDF/UA-1 and PDF/A-3a, on one page. The same snapshot gives the same bytes."""
    from weasyprint import CSS, HTML  # noqa: PLC0415  # only this process loads it
    from weasyprint.text.fonts import FontConfiguration  # noqa: PLC0415  # the same

    from consult.synthesis.paper import faces, finisher, layout  # noqa: PLC0415  # the same
    from consult.synthesis.paper.fetcher import DenyAllFetcher  # noqa: PLC0415  # the same
    from consult.synthesis.speech import sheet_layout, speaking  # noqa: PLC0415  # the same
    from consult.synthesis.wording import Words  # noqa: PLC0415  # the same

    finisher.prepare()
    sheet, words = sheet_layout.Sheet(note, pages), Words(note.language)
    mark = layout.watermark(words, specimen=note.specimen)
    fetcher = DenyAllFetcher(
        {
            **dict(faces.assets(sheet.wardrobe.faces)),
            "note:watermark.svg": (mark.encode(), "image/svg+xml"),
        }
    )
    fonts = FontConfiguration()

    def laying(scale: float) -> Any:
        style = CSS(string=sheet.css(scale), font_config=fonts, url_fetcher=fetcher)

        def laid(room: speaking.Room) -> Any:
            page = HTML(string=sheet.html(room), base_url="note:", url_fetcher=fetcher)
            return page.render(font_config=fonts, stylesheets=[style], pdf_variant="pdf/a-3a")

        return laid

    document = _fullest(laying(LARGE), list(speaking.wide_rooms()))
    if len(document.pages) > 1:
        document = _fullest(laying(SMALLER), list(speaking.rooms()))
    named = {
        "fingerprint": sheet.mark,
        "version": str(note.version),
        "state": note.state.value,
        "audience": note.audience.value,
        "dated": note.dated,
        "document": "sheet",
    }
    out = io.BytesIO()
    with warnings.catch_warnings():
        # Without hb-subset WeasyPrint subsets more slowly and says so; the sheet is the same.
        warnings.simplefilter("ignore", DeprecationWarning)
        document.write_pdf(
            out,
            pdf_variant="pdf/a-3a",
            pdf_identifier=f"{sheet.mark}-sheet".encode(),
            finisher=lambda _, pdf: finisher.finish(pdf, named=named, titles={}, goes_to=""),
        )
    return out.getvalue()


def _fullest(laid: Any, rooms: list[Any]) -> Any:
    """The document with the most that one page holds, or the smallest if none does."""
    low, high, kept = 0, len(rooms) - 1, None
    while low < high:
        middle = (low + high) // 2
        document = laid(rooms[middle])
        if len(document.pages) == 1:
            high, kept = middle, (middle, document)
        else:
            low = middle + 1
    return kept[1] if kept is not None and kept[0] == low else laid(rooms[low])
