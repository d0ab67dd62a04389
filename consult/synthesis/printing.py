"""Snapshot to PDF inside this process: the only file that imports WeasyPrint's renderer."""

from __future__ import annotations

import csv
import io
import warnings
from collections.abc import Callable, Iterator
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import Any, Protocol

from weasyprint import CSS, DEFAULT_OPTIONS, Attachment
from weasyprint.pdf import VARIANTS, generate_pdf
from weasyprint.text.fonts import FontConfiguration

from consult.synthesis import binding, faces, finisher, haste, layout, markup
from consult.synthesis.binding import Sheaf
from consult.synthesis.fetcher import DenyAllFetcher
from consult.synthesis.layout import Half
from consult.synthesis.pagination import Count, Draft
from consult.synthesis.snapshot import Snapshot, fingerprint, to_json
from consult.synthesis.stages import Stage
from consult.synthesis.wording import Words

Progress = Callable[[str], None]
SNAPSHOT_FILE, FIGURES_FILE = "snapshot.json", "figures.csv"
OPTIONS = {**DEFAULT_OPTIONS, **VARIANTS["pdf/a-3a"][1], "pdf_variant": "pdf/a-3a"}
_DOTS = (
    b'<svg xmlns="http://www.w3.org/2000/svg" width="30" height="9">'
    b'<circle cx="4" cy="4" r="4" fill="#7d8896"/></svg>'
)


class Companion(Protocol):
    """Whoever prints the second half."""

    def exchange(self, own: Count) -> Count:
        """Tell it what the first half counts, for what it counts itself."""

    def sheaf(self) -> Sheaf:
        """Its pages."""


def printed(snapshot: Snapshot, progress: Progress = lambda _: None) -> bytes:
    """The PDF of a snapshot: PDF/UA-1 and PDF/A-3a, its data inside. Same snapshot, same bytes."""
    return first_half(snapshot, progress, Here(snapshot))


def first_half(snapshot: Snapshot, progress: Progress, companion: Companion) -> bytes:
    """The same, while the companion prints the second half."""
    progress(Stage.COMPOSING)
    printer = Printer(snapshot, Half.FIRST)
    progress(Stage.LAYING_OUT)
    other = companion.exchange(printer.paginated())
    progress(Stage.WRITING)
    return printer.whole(other, companion.sheaf)


class Here:
    """A companion in this process: one half waits for the other."""

    def __init__(self, snapshot: Snapshot) -> None:
        self._printer = Printer(snapshot, Half.SECOND)
        self._count = self._printer.paginated()

    def exchange(self, own: Count) -> Count:
        """As `Companion`."""
        self._other = own
        return self._count

    def sheaf(self) -> Sheaf:
        """As `Companion`."""
        return self._printer.sheaf(self._other)


class Printer:
    """Prints one half of a note: it is cut into pages, then, with the other's count, drawn."""

    def __init__(self, snapshot: Snapshot, half: Half) -> None:
        finisher.prepare()
        haste.make()
        self._snapshot, self._half = snapshot, half
        self._words = Words(snapshot.language)

    def paginated(self) -> Count:
        """This half cut into pages: what the other half needs to know of them."""
        page = layout.page(self._snapshot, half=self._half)
        fonts = FontConfiguration()
        self._fetcher = DenyAllFetcher(_assets(page, self._words, specimen=self._snapshot.specimen))
        own = CSS(
            string=own_sheet(self._snapshot, page.wardrobe),
            font_config=fonts,
            url_fetcher=self._fetcher,
        )
        styles = [common_style(page.wardrobe.families), own]
        self._draft = Draft(markup.read(page.html, self._fetcher), styles, fonts)
        return self._draft.count

    def whole(self, second: Count, sheaf: Callable[[], Sheaf]) -> bytes:
        """The file, of which this is the first half."""
        pdf = self._drawn(0, second)
        binding.bind(pdf, sheaf())
        binding.freeze(pdf)
        out = io.BytesIO()
        # In letters: pydyf writes bytes as they are, and a carriage return is read as another sign.
        pdf.write(out, b"1.7", fingerprint(self._snapshot).encode(), compress=True)
        return out.getvalue()

    def sheaf(self, first: Count) -> Sheaf:
        """The second half, ready to be bound."""
        return binding.sheaf(self._drawn(first.pages, first), set(self._draft.count.anchors))

    def _drawn(self, before: int, other: Count) -> Any:
        """The objects of a PDF; `before` pages come before these."""
        document = self._draft.numbered(before, other)
        if self._half is not Half.SECOND:
            document.metadata.attachments = list(_attachments(self._snapshot, self._fetcher))
        with warnings.catch_warnings():
            # Without hb-subset WeasyPrint subsets more slowly and says so; the note is the same.
            warnings.simplefilter("ignore", DeprecationWarning)
            pdf = generate_pdf(document, None, 1, **OPTIONS)
        finisher.finish(
            pdf,
            named=_marks(self._snapshot),
            titles={**other.titles, **self._draft.count.titles},
            goes_to=self._words.gettext("Go to: %(title)s"),
        )
        return pdf


def _assets(
    page: layout.Page, words: Words, *, specimen: bool
) -> dict[str, tuple[bytes | Path, str]]:
    return {
        **dict(faces.assets(page.wardrobe.faces)),
        "note:dots.svg": (_DOTS, "image/svg+xml"),
        "note:watermark.svg": (
            layout.watermark(words, specimen=specimen).encode(),
            "image/svg+xml",
        ),
    }


def common_sheet(families: str) -> str:
    """What every note looks like; `families` are those a text needs besides ours."""
    sans = f'"{faces.SANS}"{families}'
    ours = layout.style("note.css").replace(f'"{faces.SANS}"', sans)
    ours = ours.replace(f'"{faces.SERIF}"', f'"{faces.SERIF}", {sans}')
    return f"{ours}\n{layout.widths()}"


@lru_cache(maxsize=4)
def common_style(families: str) -> CSS:
    """The same, read by WeasyPrint; a press reads it before it has anything to print."""
    return CSS(string=common_sheet(families), url_fetcher=DenyAllFetcher({}))


def own_sheet(snapshot: Snapshot, wardrobe: faces.Wardrobe = faces.PLAIN) -> str:
    """What is of one note: its fonts, and what its state writes across the pages."""
    words = Words(snapshot.language)
    parts = [faces.rules(wardrobe.faces)]
    if snapshot.state in layout.PROVISIONAL or snapshot.specimen:
        parts.append("@page{background:url(note:watermark.svg) no-repeat center}")
        parts.append("@page cover{background:none}")
    if notice := layout.warning(snapshot, words):
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
