"""Snapshot to PDF inside this process: the only file that imports WeasyPrint's renderer."""

from __future__ import annotations

import csv
import io
import warnings
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path

from weasyprint import CSS, HTML, Attachment
from weasyprint.text.fonts import FontConfiguration

from consult.synthesis import faces, finisher, layout
from consult.synthesis.fetcher import DenyAllFetcher
from consult.synthesis.snapshot import Snapshot, fingerprint, to_json
from consult.synthesis.stages import Stage
from consult.synthesis.wording import Words

Progress = Callable[[str], None]
SNAPSHOT_FILE, FIGURES_FILE = "snapshot.json", "figures.csv"
_DOTS = (
    b'<svg xmlns="http://www.w3.org/2000/svg" width="30" height="9">'
    b'<circle cx="4" cy="4" r="4" fill="#7d8896"/></svg>'
)


def printed(snapshot: Snapshot, progress: Progress = lambda _: None) -> bytes:
    """The PDF of a snapshot: PDF/UA-1 and PDF/A-3a, its data inside. Same snapshot, same bytes."""
    finisher.prepare()
    progress(Stage.COMPOSING)
    page = layout.page(snapshot)
    words = Words(snapshot.language)
    fetcher = DenyAllFetcher(_assets(page, words))
    fonts = FontConfiguration()
    progress(Stage.LAYING_OUT)
    with warnings.catch_warnings():
        # Without hb-subset WeasyPrint subsets more slowly and says so; the note is the same.
        warnings.simplefilter("ignore", DeprecationWarning)
        style = CSS(string=sheet(snapshot, page.wardrobe), font_config=fonts, url_fetcher=fetcher)
        document = HTML(string=page.html, base_url="note:", url_fetcher=fetcher).render(
            font_config=fonts, stylesheets=[style]
        )
        progress(Stage.WRITING)
        document.metadata.attachments = list(_attachments(snapshot, fetcher))
        out = io.BytesIO()
        document.write_pdf(
            out,
            pdf_variant="pdf/a-3a",
            pdf_identifier=bytes.fromhex(fingerprint(snapshot)),
            finisher=finisher.Finisher(
                named=_marks(snapshot), goes_to=words.gettext("Go to: %(title)s")
            ),
        )
    return out.getvalue()


def _assets(page: layout.Page, words: Words) -> dict[str, tuple[bytes | Path, str]]:
    return {
        **dict(faces.assets(page.wardrobe.faces)),
        "note:dots.svg": (_DOTS, "image/svg+xml"),
        "note:watermark.svg": (layout.watermark(words).encode(), "image/svg+xml"),
    }


def sheet(snapshot: Snapshot, wardrobe: faces.Wardrobe = faces.PLAIN) -> str:
    """The style sheet of one note: its fonts, and what its state writes across the pages."""
    words = Words(snapshot.language)
    sans = f'"{faces.SANS}"{wardrobe.families}'
    ours = layout.style("note.css").replace(f'"{faces.SANS}"', sans)
    ours = ours.replace(f'"{faces.SERIF}"', f'"{faces.SERIF}", {sans}')
    parts = [faces.rules(wardrobe.faces), ours, layout.widths()]
    if snapshot.state in layout.PROVISIONAL:
        parts.append("@page{background:url(note:watermark.svg) no-repeat center}")
        parts.append("@page cover{background:none}")
    if snapshot.demonstration:
        notice = words.gettext("DEMONSTRATION: fictitious answers")
        parts.append(f'@page{{@bottom-left{{content:string(foot) "\\A {notice}"}}}}')
    return "\n".join(parts)


def _marks(snapshot: Snapshot) -> dict[str, str]:
    return {
        "fingerprint": fingerprint(snapshot),
        "version": str(snapshot.version),
        "state": snapshot.state.value,
        "audience": snapshot.audience.value,
        "dated": snapshot.dated,
    }


def _attachments(snapshot: Snapshot, fetcher: DenyAllFetcher) -> Iterator[Attachment]:
    dated = datetime.fromisoformat(snapshot.dated)
    for name, text in ((SNAPSHOT_FILE, to_json(snapshot)), (FIGURES_FILE, figures(snapshot))):
        yield Attachment(
            string=text.encode(),
            name=name,
            relationship="Data",
            created=dated,
            modified=dated,
            url_fetcher=fetcher,
        )


def figures(snapshot: Snapshot) -> str:
    """Each count with its rule, as a table that a spreadsheet opens and never computes."""
    out = io.StringIO()
    table = csv.writer(out, lineterminator="\r\n")
    table.writerow(("id", "rule", "value", "base", "text"))
    for figure in snapshot.figures:
        base = "" if figure.base is None else figure.base
        table.writerow((figure.id, _inert(figure.rule), figure.value, base, _inert(figure.text)))
    return out.getvalue()


def _inert(text: str) -> str:
    return f"'{text}" if text[:1] in tuple("=+-@\t\r") else text
