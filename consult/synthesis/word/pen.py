"""Paragraphs, tables, links and fields of a Word document, written one after the other.

python-docx opens and packs the document; the elements are written directly, because its tables
search themselves again for each cell and it has no links, bookmarks or fields.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from typing import Any

import docx
from docx.document import Document
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import qn
from docx.shared import Mm, Pt
from markupsafe import Markup

TEMPLATES = Path(__file__).resolve().parents[3] / "templates" / "note"
LANGUAGES = {"fr": "fr-FR", "en": "en-GB"}
WIDTH = 9070
"""The width of the text on an A4 page with these margins, in twentieths of a point."""
PACKED_AT = (1980, 1, 1, 0, 0, 0)
_NEEDLESS = ("thumbnail", "customXml", "stylesWithEffects", "extended-properties")
"""Parts of python-docx's own template that would speak of another document."""
_SPACE = "{http://www.w3.org/XML/1998/namespace}space"


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of a line: its character style, and the bookmark a click leads to."""

    text: str
    style: str = ""
    anchor: str = ""
    raised: bool = False


@dataclass(frozen=True, slots=True)
class Field:
    """What Word computes, with what it says until then."""

    code: str
    shown: str


@dataclass(frozen=True, slots=True)
class Reference:
    """The sign of a footnote, by its number in the part that holds the notes."""

    number: int


Line = Sequence[Piece | Field | Reference]


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading as written, for the contents."""

    level: int
    text: str
    mark: str


def pieces(text: Markup, style: str = "") -> list[Piece]:
    """Typeset text as pieces: only its raised ordinals are markup."""
    parts = re.split("</?sup>", str(text))
    return [
        Piece(str(Markup(part).unescape()), style, raised=bool(place % 2))  # noqa: S704  # made plain
        for place, part in enumerate(parts)
        if part
    ]


def flat(line: Iterable[Piece]) -> list[Piece]:
    """The line without line breaks: headings, captions and cells have none of their own."""
    return [
        Piece(re.sub(r"\s*[\n\t]\s*", " ", one.text), one.style, one.anchor, one.raised)
        for one in line
    ]


def add(parent: Any, tag: str, **attributes: str) -> Any:
    """A new last element of `parent`."""
    made = OxmlElement(f"w:{tag}", {qn(f"w:{name}"): value for name, value in attributes.items()})
    parent.append(made)
    return made


class Pen:
    """Writes at the end of a body, a cell, a header."""

    def __init__(self, place: Any) -> None:
        self.place = place
        self.headings: list[Heading] = []
        self._marks: set[str] = set()
        self._pictures = 0

    def paragraph(self, style: str, *line: Piece | Field | Reference, mark: str = "") -> Any:
        """One paragraph; `mark` is the bookmark that links lead to."""
        made = _paragraph(self.place, style)
        if mark in self._marks:
            mark = ""
        if mark:
            self._marks.add(mark)
            number = str(len(self._marks))
            add(made, "bookmarkStart", id=number, name=mark)
        _line(made, line)
        if mark:
            add(made, "bookmarkEnd", id=number)
        return made

    def heading(self, level: int, *line: Piece, mark: str = "", fresh: bool = False) -> None:
        """A heading of the document, remembered for the contents; `fresh` begins a page."""
        mark = mark or f"heading_{len(self.headings) + 1}"
        line = tuple(flat(line))
        self.headings.append(Heading(level, "".join(one.text for one in line), mark))
        made = self.paragraph(f"Heading{level}", *line, mark=mark)
        if fresh:
            add(made.pPr, "pageBreakBefore")

    def table(
        self,
        head: Sequence[Line],
        rows: Sequence[Sequence[Line]],
        *,
        title: str,
        widths: Sequence[int],
        words: int = 1,
        marks: Sequence[str] = (),
        noted: bool = False,
    ) -> None:
        """A table whose head is repeated on each page; all but `words` columns are numbers."""
        table = add(self.place, "tbl")
        _shape(table, title=title, widths=widths, headed=bool(head))
        if head:
            row = add(table, "tr")
            layout = add(row, "trPr")
            add(layout, "cantSplit")
            add(layout, "tblHeader")
            self._cells(row, head, widths, words, "")
        for place, cells in enumerate(rows):
            row = add(table, "tr")
            add(add(row, "trPr"), "cantSplit")
            self._cells(row, cells, widths, words, marks[place] if marks else "")
        kept = table.findall(qn("w:tr")) if len(rows) <= MOST_TOGETHER else []
        for row in kept if noted else kept[:-1]:
            _go_with_next(row)

    def _cells(
        self, row: Any, cells: Sequence[Line], widths: Sequence[int], words: int, mark: str
    ) -> None:
        for place, line in enumerate(cells):
            cell = add(row, "tc")
            width = widths[min(place, len(widths) - 1)]
            add(add(cell, "tcPr"), "tcW", w=str(width), type="dxa")
            outer, self.place = self.place, cell
            self.paragraph("Cell" if place < words else "NumberCell", *line, mark=mark)
            self.place, mark = outer, ""

    def picture(self, document: Document, content: bytes, *, said: str, width: float) -> None:
        """A picture in a paragraph of its own, with the words that stand for it."""
        paragraph = self.paragraph("Picture")
        inline = document.part.new_pic_inline(BytesIO(content), width=Pt(width))
        for side in "TBLR":
            # Where it is not said, LibreOffice keeps three millimetres around the picture.
            inline.set(f"dist{side}", "0")
        self._pictures += 1
        inline.docPr.set("id", str(self._pictures))
        inline.docPr.set("name", f"Figure {self._pictures}")
        inline.docPr.set("descr", said)
        add(paragraph, "r").append(_drawing(inline))

    def contents(self, title: str, headings: Sequence[Heading], after: Any) -> None:
        """The contents as a field, already filled but for the pages, placed behind `after`."""
        block = OxmlElement("w:sdt")
        after.addnext(block)
        part = add(add(block, "sdtPr"), "docPartObj")
        add(part, "docPartGallery", val="Table of Contents")
        add(part, "docPartUnique")
        inside = add(block, "sdtContent")
        _line(_paragraph(inside, "TOCHeading"), [Piece(title)])
        deepest = max((one.level for one in headings), default=1)
        last: Any = None
        for one in headings:
            first, last = last is None, _paragraph(inside, f"TOC{one.level}")
            if first:
                _mark(last, "begin")
                add(add(last, "r"), "instrText").text = f' TOC \\o "1-{deepest}" \\h \\z \\u '
                _mark(last, "separate")
            _line(last, [Piece(one.text, anchor=one.mark)])
        if last is not None:
            _mark(last, "end")


MOST_TOGETHER = 12
"""How many rows a table has at most that is not cut by the end of a page."""


def _paragraph(place: Any, style: str) -> Any:
    made = add(place, "p")
    add(add(made, "pPr"), "pStyle", val=style)
    return made


def _line(paragraph: Any, line: Iterable[Piece | Field | Reference]) -> None:
    for one in line:
        if isinstance(one, Reference):
            run = add(paragraph, "r")
            add(add(run, "rPr"), "rStyle", val="FootnoteReference")
            add(run, "footnoteReference", id=str(one.number))
        elif isinstance(one, Field):
            field = add(paragraph, "fldSimple", instr=f" {one.code} ")
            _run(field, Piece(one.shown))
        elif one.anchor:
            _run(add(paragraph, "hyperlink", anchor=one.anchor, history="1"), one)
        else:
            _run(paragraph, one)


def _run(parent: Any, piece: Piece) -> None:
    run = add(parent, "r")
    if piece.style or piece.raised:
        how = add(run, "rPr")
        if piece.style:
            add(how, "rStyle", val=piece.style)
        if piece.raised:
            add(how, "vertAlign", val="superscript")
    for part in re.split(r"([\n\t])", piece.text):
        if part == "\n":
            add(run, "br")
        elif part == "\t":
            add(run, "tab")
        elif part:
            text = add(run, "t")
            text.text = part
            text.set(_SPACE, "preserve")


def _drawing(inline: Any) -> Any:
    made = OxmlElement("w:drawing")
    made.append(inline)
    return made


def _go_with_next(row: Any) -> None:
    """A row is on the page of what follows: a short table is not cut by the end of a page."""
    for shape in row.iter(qn("w:pPr")):
        shape.insert(1, OxmlElement("w:keepNext"))  # behind the style, where the schema has it


def _mark(paragraph: Any, kind: str) -> None:
    add(add(paragraph, "r"), "fldChar", fldCharType=kind)


def _shape(table: Any, *, title: str, widths: Sequence[int], headed: bool) -> None:
    shape = add(table, "tblPr")
    add(shape, "tblStyle", val="NoteTable")
    add(shape, "tblW", w=str(WIDTH), type="dxa")
    add(shape, "tblLayout", type="fixed")
    add(
        shape,
        "tblLook",
        val="06A0" if headed else "0680",
        firstRow=str(int(headed)),
        lastRow="0",
        firstColumn="1",
        lastColumn="0",
        noHBand="1",
        noVBand="1",
    )
    add(shape, "tblCaption", val=title[:250])
    grid = add(table, "tblGrid")
    for width in widths:
        add(grid, "gridCol", w=str(width))


def blank(language: str) -> Document:
    """An empty A4 document with the styles of the note, in its language."""
    document = docx.Document()
    for element, name in (
        (document.styles.element, "word-styles.xml"),
        (document.part.numbering_part.element, "word-numbering.xml"),
        (document.settings.element, "word-settings.xml"),
    ):
        _replaced(element, name, LANGUAGES.get(language, "en-GB"))
    for rels in (document.part.package.rels, document.part.rels):
        for key in [key for key, rel in rels.items() if rel.reltype.endswith(_NEEDLESS)]:
            del rels[key]
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin = section.right_margin = Mm(25)
    section.top_margin = section.bottom_margin = Mm(24)
    return document


def _replaced(element: Any, name: str, language: str) -> None:
    element[:] = list(parse_xml((TEMPLATES / name).read_bytes()))
    for tag in ("w:lang", "w:themeFontLang"):
        for one in element.iter(qn(tag)):
            one.set(qn("w:val"), language)


def instant(dated: str) -> datetime:
    """The instant of the data as the properties of a document hold it."""
    return datetime.fromisoformat(dated).astimezone(UTC).replace(tzinfo=None)


def packed(document: Document) -> bytes:
    """The document as a file without the time of its making."""
    saved, made = BytesIO(), BytesIO()
    document.save(saved)
    with zipfile.ZipFile(saved) as source, zipfile.ZipFile(made, "w") as target:
        for name in source.namelist():
            entry = zipfile.ZipInfo(name, date_time=PACKED_AT)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.create_system = 0
            target.writestr(entry, source.read(name))
    return made.getvalue()
