"""Snapshot to PDF inside this process: the only file that imports WeasyPrint's renderer."""

from __future__ import annotations

import hashlib
import warnings
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any

from weasyprint import CSS, DEFAULT_OPTIONS, Attachment
from weasyprint.document import Document
from weasyprint.pdf import VARIANTS, generate_pdf
from weasyprint.text.fonts import FontConfiguration

from consult.synthesis.figure_table import figures
from consult.synthesis.paper import binding, copydesk, faces, finisher, haste, layout, markup
from consult.synthesis.paper.binding import Book, Sheaf
from consult.synthesis.paper.fetcher import DenyAllFetcher
from consult.synthesis.paper.layout import Manuscript, Part
from consult.synthesis.paper.pagination import Count, Draft, Place, places
from consult.synthesis.paper.quires import FRONT, Cut, cut
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
Assets = Mapping[str, tuple[bytes | Path, str]]


@dataclass(frozen=True, slots=True)
class Dress:
    """What all parts of a note look like: their own style, their fonts, what they may ask for."""

    sheet: str
    families: str
    assets: Assets


@dataclass(frozen=True, slots=True)
class Proof:
    """All that one part is printed from: the same proof gives the same pages."""

    html: str
    dress: Dress
    titles: Mapping[str, str]
    """What the anchors of the note are called, for the links that lead to them."""
    goes_to: str
    rank: int
    goes_on: bool

    @property
    def digest(self) -> str:
        """What tells it from others."""
        told = (self.html, self.dress.sheet, self.dress.families, sorted(self.dress.assets.items()))
        more = (sorted(self.titles.items()), self.goes_to, self.rank, self.goes_on)
        return hashlib.sha256(repr((told, more)).encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Imprint:
    """What the file says of itself, and what it carries."""

    marks: Mapping[str, str]
    attachments: Sequence[tuple[str, str]]
    dated: str


_last_worn: list[tuple[Dress, list[CSS], FontConfiguration]] = []


def _worn(dress: Dress) -> tuple[list[CSS], FontConfiguration]:
    """The style sheets and the fonts, made once for all the parts that a process prints."""
    if not _last_worn or _last_worn[0][0] != dress:
        fonts, fetcher = FontConfiguration(), DenyAllFetcher(dress.assets)
        own = CSS(string=dress.sheet, font_config=fonts, url_fetcher=fetcher)
        _last_worn[:] = [(dress, [common_style(dress.families), own], fonts)]
    _, styles, fonts = _last_worn[0]
    return styles, fonts


class Job:
    """The parts of a note, in the order of the pages, each ready to be printed by itself."""

    def __init__(self, note: Manuscript) -> None:
        self.note = note
        self.cut: Cut = cut(note.note)
        self._words = Words(note.snapshot.language)

    @cached_property
    def dress(self) -> Dress:
        """What all of them look like."""
        snapshot, wardrobe = self.note.snapshot, self.note.wardrobe
        return Dress(own_sheet(snapshot, wardrobe), wardrobe.families, self._assets())

    def proof(self, part: Part, rank: int) -> Proof:
        """One part; its `rank` tells it from the others."""
        return Proof(
            self.note.page(part).html,
            self.dress,
            self.note.titles,
            self._words.gettext("Go to: %(title)s"),
            rank,
            part.goes_on,
        )

    @property
    def parts(self) -> list[Part]:
        """Every part: the front and the end are printed when the others are counted."""
        return [FRONT, self.cut.body, *self.cut.annexes, *self.cut.index, self.cut.end]

    @property
    def imprint(self) -> Imprint:
        """What the end of the file is told."""
        snapshot = self.note.snapshot
        carried = ((SNAPSHOT_FILE, to_json(snapshot)), (FIGURES_FILE, figures(snapshot)))
        return Imprint(_marks(snapshot, self.note.mark), carried, snapshot.dated)

    def _assets(self) -> Assets:
        across = layout.watermark(self._words, specimen=self.note.snapshot.specimen)
        return {
            **dict(faces.assets(self.note.wardrobe.faces)),
            "note:dots.svg": (_DOTS, "image/svg+xml"),
            "note:watermark.svg": (across.encode(), "image/svg+xml"),
            **{
                f"note:picture/{one.digest}": (one.data, one.media_type)
                for one in self.note.snapshot.pictures
            },
        }


def printed(snapshot: Snapshot, progress: Progress = lambda _: None) -> bytes:
    """The PDF of a snapshot: PDF/UA-1 and PDF/A-3a, its data inside. Same snapshot, same bytes."""
    progress(Stage.COMPOSING)
    job = Job(Manuscript(snapshot))
    front, *between, end = (Printer(job.proof(part, at)) for at, part in enumerate(job.parts))
    progress(Stage.LAYING_OUT)
    apart = 1 + len(job.cut.annexes)
    done = [one.apart() for one in between[:apart]]
    known = known_after([front.count(), *(count for count, _ in done)])
    done += [one.apart(known) for one in between[apart:]]
    counts = [front.count(), *(count for count, _ in done), end.count()]
    progress(Stage.WRITING)
    *_, last = places(counts)
    book = Book(end.shell(last, job.imprint))
    _, first = front.apart(known_after(counts))
    for sheaf in [first, *(sheaf for _, sheaf in done)]:
        book.bind(sheaf, last.pages)
    return book.closed(job.note.mark)


def known_after(counts: Sequence[Count]) -> Mapping[str, int]:
    """On which pages the anchors of these parts are, the first parts of a note."""
    return places([*counts, Count(0, {}, {})])[-1].anchors


class Printer:
    """Prints one part of a note: it is cut into pages, then, when they have a number, drawn."""

    def __init__(self, proof: Proof, before: Printer | None = None) -> None:
        """`before` printed the same part last, as it was then; it is of no use afterwards."""
        finisher.prepare()
        haste.make()
        self._proof, self._before = proof, before

    @cached_property
    def draft(self) -> Draft:
        """The part cut into pages."""
        proof, last = self._proof, self._before
        self._before = None
        styles, fonts = _worn(proof.dress)
        html = markup.read(proof.html, DenyAllFetcher(proof.dress.assets))
        alike = last is not None and last._proof.dress == proof.dress  # noqa: SLF001  # its like
        return Draft(html, styles, fonts, last.draft if last and alike else None)

    def count(self) -> Count:
        """This part cut into pages: what the others need to know of them."""
        return self.draft.count

    def apart(self, anchors: Mapping[str, int] | None = None) -> tuple[Count, Sheaf]:
        """This part, printed before anybody knows where it stands; `anchors` may be known."""
        count, proof = self.count(), self._proof
        pdf = _objects(self.draft.unnumbered(anchors))
        finisher.repair(pdf, titles={**proof.titles, **count.titles}, goes_to=proof.goes_to)
        anchored = set(count.anchors)
        return count, binding.sheaf(pdf, anchored, proof.rank, goes_on=proof.goes_on)

    def shell(self, place: Place, imprint: Imprint) -> Any:
        """The end of the note, where it stands: the file in which the other parts are bound."""
        document = self.draft.numbered(place)
        document.metadata.attachments = list(_attachments(imprint))
        pdf = _objects(document)
        finisher.finish(
            pdf,
            named=imprint.marks,
            titles={**self._proof.titles, **self.count().titles},
            goes_to=self._proof.goes_to,
        )
        return binding.shell(pdf)


def _objects(document: Document) -> Any:
    with warnings.catch_warnings():
        # Without hb-subset WeasyPrint subsets more slowly and says so; the note is the same.
        warnings.simplefilter("ignore", DeprecationWarning)
        return generate_pdf(document, None, 1, **OPTIONS)


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
    if snapshot.state in copydesk.PROVISIONAL or snapshot.specimen:
        parts.append("@page{background:url(note:watermark.svg) no-repeat center}")
        parts.append("@page cover{background:none}")
    if notice := copydesk.warning(snapshot, words):
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


def _attachments(imprint: Imprint) -> Iterator[Attachment]:
    dated = datetime.fromisoformat(imprint.dated)
    for name, text in imprint.attachments:
        yield Attachment(
            string=text.encode(),
            name=name,
            relationship="Data",
            created=dated,
            modified=dated,
            url_fetcher=DenyAllFetcher({}),
        )
