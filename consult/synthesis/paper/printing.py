"""Snapshot to PDF inside this process: the only file that imports WeasyPrint's renderer."""

from __future__ import annotations

import gc
import io
import warnings
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any, Protocol

from weasyprint import CSS, DEFAULT_OPTIONS, Attachment
from weasyprint.document import Document
from weasyprint.pdf import VARIANTS, generate_pdf
from weasyprint.text.fonts import FontConfiguration

from consult.synthesis.figure_table import figures
from consult.synthesis.paper import binding, faces, finisher, haste, layout, markup
from consult.synthesis.paper.binding import Sheaf
from consult.synthesis.paper.fetcher import DenyAllFetcher
from consult.synthesis.paper.layout import Half, Manuscript, Part, Quire
from consult.synthesis.paper.pagination import Count, Draft, Place, places
from consult.synthesis.paper.quires import LAST, quires
from consult.synthesis.paper.stages import Stage
from consult.synthesis.snapshot import Snapshot, to_json
from consult.synthesis.wording import Words

Progress = Callable[[str], None]
SNAPSHOT_FILE, FIGURES_FILE = "snapshot.json", "figures.csv"
OPTIONS = {**DEFAULT_OPTIONS, **VARIANTS["pdf/a-3a"][1], "pdf_variant": "pdf/a-3a"}
_DOTS = (
    b'<svg xmlns="http://www.w3.org/2000/svg" width="30" height="9">'
    b'<circle cx="4" cy="4" r="4" fill="#7d8896"/></svg>'
)


class Companion(Protocol):
    """Whoever prints the end of the note."""

    def count(self) -> Count:
        """Its pages, before they have a number."""

    def stands(self, place: Place) -> None:
        """Tell it where it stands."""

    def sheaf(self) -> Sheaf:
        """Its pages."""


class Between(Protocol):
    """Whoever prints what is between the beginning and the end: nothing, in most notes."""

    @property
    def counts(self) -> Sequence[Count]:
        """Their pages."""

    def sheaves(self) -> Iterator[Sheaf]:
        """The quires, in their order."""


def printed(snapshot: Snapshot, progress: Progress = lambda _: None) -> bytes:
    """The PDF of a snapshot: PDF/UA-1 and PDF/A-3a, its data inside. Same snapshot, same bytes."""
    progress(Stage.COMPOSING)
    job = Job(Manuscript(snapshot))
    annexes = [each.apart() for each in job.annexes]
    known = known_after([job.beginning.count(), *(count for count, _ in annexes)])
    index = [each.apart(known) for each in job.index]
    return bound(job.beginning, progress, Quires([*annexes, *index]), job.end)


class Job:
    """Who prints the parts of a note, in the order of the pages."""

    def __init__(self, note: Manuscript) -> None:
        self.cut = quires(note.note)
        between = [*self.cut.annexes, *self.cut.index]
        self.beginning = Printer(note, Half.PAGES if between else Half.FIRST)
        made = [Printer(note, quire, rank) for rank, quire in enumerate(between, 1)]
        self.annexes = made[: len(self.cut.annexes)]
        self.index = made[len(self.cut.annexes) :]
        self.end = Printer(note, LAST if made else Half.SECOND, len(made) + 1)


def known_after(counts: Sequence[Count]) -> Mapping[str, int]:
    """On which pages the anchors of these parts are, the first parts of a note."""
    return places([*counts, Count(0, {}, {})])[-1].anchors


class Quires:
    """Quires that are in memory."""

    def __init__(self, made: Iterable[tuple[Count, Sheaf]] = ()) -> None:
        found = list(made)
        self.counts = [count for count, _ in found]
        self._sheaves = [sheaf for _, sheaf in found]

    def sheaves(self) -> Iterator[Sheaf]:
        """As `Between`."""
        return iter(self._sheaves)


def bound(printer: Printer, progress: Progress, between: Between, end: Companion) -> bytes:
    """The whole note: its beginning is printed here, and bound with the rest."""
    progress(Stage.LAYING_OUT)
    counts = [printer.count(), *between.counts, end.count()]
    progress(Stage.WRITING)
    first, *_, last = places(counts)
    end.stands(last)
    printer.stands(first)
    pdf = printer.drawn()
    if between.counts:
        # Boxes, and templates with what they print, hold each other: 40 MB of a long note.
        gc.collect()
    for sheaf in between.sheaves():
        binding.bind(pdf, sheaf, first.pages)
    binding.bind(pdf, end.sheaf(), first.pages)
    binding.freeze(pdf)
    out = io.BytesIO()
    # In letters: pydyf writes bytes as they are, and a carriage return is read as another sign.
    pdf.write(out, b"1.7", printer.mark.encode(), compress=True)
    return out.getvalue()


class Printer:
    """Prints one part of a note: it is cut into pages, then, when they have a number, drawn."""

    def __init__(self, note: Manuscript, part: Part, rank: int = 1) -> None:
        finisher.prepare()
        haste.make()
        self._note, self._part, self._rank = note, part, rank
        self._words = Words(note.snapshot.language)
        self.mark = note.mark

    @cached_property
    def _draft(self) -> Draft:
        snapshot = self._note.snapshot
        page = self._note.page(self._part)
        fonts = FontConfiguration()
        self._fetcher = DenyAllFetcher(_assets(page, self._words, specimen=snapshot.specimen))
        own = CSS(
            string=own_sheet(snapshot, page.wardrobe),
            font_config=fonts,
            url_fetcher=self._fetcher,
        )
        styles = [common_style(page.wardrobe.families), own]
        return Draft(markup.read(page.html, self._fetcher), styles, fonts)

    def count(self) -> Count:
        """This part cut into pages: what the others need to know of them."""
        return self._draft.count

    def counted(self) -> tuple[Count, None]:
        """Its pages, for others; it is printed elsewhere."""
        return self.count(), None

    def stands(self, place: Place) -> None:
        """Say where it stands, before it is drawn."""
        self._place = place

    def sheaf(self) -> Sheaf:
        """This part, ready to be bound."""
        anchors = set(self.count().anchors)
        return binding.sheaf(self.drawn(), anchors, self._rank)

    def apart(self, anchors: Mapping[str, int] | None = None) -> tuple[Count, Sheaf]:
        """This part, printed before anybody knows where it stands; `anchors` may be known."""
        count = self.count()
        titles = {**self._note.titles, **count.titles}
        pdf = self._objects(self._draft.unnumbered(anchors), titles)
        goes_on = isinstance(self._part, Quire) and self._part.first > 0
        return count, binding.sheaf(pdf, set(count.anchors), self._rank, goes_on=goes_on)

    def drawn(self) -> Any:
        """The objects of a PDF; of the note and its boxes nothing is kept, a part prints once."""
        document = self._draft.numbered(self._place)
        if self._part in (Half.FIRST, Half.PAGES):
            document.metadata.attachments = list(_attachments(self._note.snapshot, self._fetcher))
        pdf = self._objects(document, {**self._place.titles, **self._draft.count.titles})
        del self._note, self._draft
        return pdf

    def _objects(self, document: Document, titles: Mapping[str, str]) -> Any:
        with warnings.catch_warnings():
            # Without hb-subset WeasyPrint subsets more slowly and says so; the note is the same.
            warnings.simplefilter("ignore", DeprecationWarning)
            pdf = generate_pdf(document, None, 1, **OPTIONS)
        finisher.finish(
            pdf,
            named=_marks(self._note.snapshot, self._note.mark),
            titles=titles,
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


def _marks(snapshot: Snapshot, mark: str) -> dict[str, str]:
    return {
        "fingerprint": mark,
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
