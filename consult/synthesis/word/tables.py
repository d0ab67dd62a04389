"""The charts and tables of the note in Word: numbered captions, pictures, heads that repeat."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from docx.document import Document
from markupsafe import Markup

from consult.charts.drawing import pictured
from consult.charts.figures import Table
from consult.synthesis import typography
from consult.synthesis.charts import figure
from consult.synthesis.paper import layout
from consult.synthesis.paper.copydesk import Copydesk
from consult.synthesis.pictures.sizing import INCH
from consult.synthesis.snapshot import (
    Bars,
    Charted,
    Exhibit,
    Grid,
    Picture,
    Share,
    Snapshot,
    Stacked,
    Withheld,
)
from consult.synthesis.word import pictures as word_pictures
from consult.synthesis.word.pen import WIDTH, Field, Line, Pen, Piece, flat, pieces
from consult.synthesis.wording import sentence_case

LETTER, MARGIN, MEASURE = 130, 160, 700
"""A wide bold letter of a cell, its two margins, and the least that a column of numbers has."""


class Tables:
    """Writes charts and tables with a pen, in the typography of the note."""

    def __init__(self, note: Snapshot, desk: Copydesk, pen: Pen, document: Document) -> None:
        self.note = note
        self.desk = desk
        self.pen = pen
        self.document = document
        phrases = layout.phrases(desk.words)
        self.typeset: Callable[[str], Markup] = phrases["typeset"]
        self.gettext: Callable[..., Markup] = phrases["_"]
        self.ngettext: Callable[..., Markup] = phrases["ngettext"]
        self._tables = self._figures = 0

    def told(self, style: str, text: str | Markup) -> None:
        """A paragraph of ours, unless there is nothing to say."""
        if text:
            self.pen.paragraph(
                style, *pieces(text if isinstance(text, Markup) else self.typeset(text))
            )

    def exhibit(self, exhibit: Exhibit, heading: str, *, annexed: bool = False) -> None:
        """A chart with its caption and its table, or the table alone.

        Annex A says under each heading how many answered; in the pages a chart may stand far from
        its heading, and says its subject again. A table that annex A has stays there.
        """
        same = annexed and exhibit.title == heading
        if isinstance(exhibit, Withheld):
            title = [] if same else [*pieces(self.typeset(exhibit.title), "Strong"), Piece(" ")]
            self.pen.paragraph("TableNote", *title, *pieces(self.typeset(exhibit.reason)))
            return
        named = exhibit.base if same and exhibit.base else exhibit.title
        base = "" if same else exhibit.base
        if base and base[-1] not in ".!?":
            base += "."
        note = self.typeset(f"{base} {exhibit.note}".strip())
        drawn = self._picture(exhibit, self.typeset(named))
        if not (drawn and exhibit in self.note.exhibits and not annexed):
            head, rows = self._rows(exhibit)
            self.table(self.typeset(named), head, rows, noted=bool(note))
        self.told("TableNote", note)

    def _picture(self, exhibit: Exhibit, title: Markup) -> bool:
        """Draw a chart under its number; False where there is nothing to draw."""
        drawn = figure(exhibit)
        drawing = self.desk.drawing(exhibit)
        if drawn is None or drawing is None or not drawing.table.rows:
            return False
        picture = pictured(drawn, self.desk.words.language)
        if not word_pictures.drawable(picture):
            return False
        self._numbered(title)
        said = f"{drawing.title} {drawing.sentence}".strip()
        content = word_pictures.png(picture)
        width = min(picture.width, WIDTH / 20)
        self.pen.picture(self.document, content, said=said, width=width)
        return True

    def _numbered(self, title: Markup) -> None:
        """The caption of a figure, with its number as a field."""
        self._figures += 1
        before, after = str(self.gettext("Figure %(number)s.", number="\0")).split("\0")
        number = Field("SEQ Figure \\* ARABIC", str(self._figures))
        caption: Line = [Piece(before), number, Piece(f"{after} "), *flat(pieces(title))]
        self.pen.paragraph("Caption", *caption)

    def seen(self, picture: Picture) -> None:
        """A picture that staff chose, with the words that say it; its words alone if it is lost."""
        said = picture.alternative or picture.title
        said = said or str(self.gettext("Picture that is not described"))
        file = self.note.file(picture.digest)
        self._numbered(self.typeset(picture.title))
        if file is None:
            self.told("TableNote", said)
        else:
            width = min(picture.size.width / INCH * 72, WIDTH / 20)
            self.pen.picture(self.document, file.data, said=said, width=width)
        self.told("TableNote", picture.credit)

    def shares(self, title: Markup, column: Markup, shares: Sequence[Share]) -> None:
        """Who answered, by level or region."""
        if not shares:
            return
        number = self.desk.words.number
        head = [pieces(one) for one in (column, self.gettext("Answered"), self.gettext("Asked"))]
        rows = [
            self._row(sentence_case(one.label), number(one.responses), number(one.agencies))
            for one in shares
        ]
        self.table(title, head, rows)

    def table(
        self,
        title: Markup,
        head: Sequence[Line],
        rows: Sequence[Sequence[Line]],
        *,
        widths: Sequence[int] = (),
        words: int = 1,
        marks: Sequence[str] = (),
        noted: bool = False,
    ) -> None:
        """A numbered caption, then the table; `noted` says that a note stands below it."""
        self._tables += 1
        label = Piece(str(self.gettext("Table")) + typography.FIRM)
        number = Field("SEQ Table \\* ARABIC", str(self._tables))
        shown = flat(pieces(title))
        self.pen.paragraph("Caption", label, number, Piece(". "), *shown)
        self.pen.table(
            head,
            rows,
            title="".join(one.text for one in shown),
            widths=widths or columns([head, *rows]),
            words=words,
            marks=marks,
            noted=noted,
        )

    def _rows(
        self, exhibit: Bars | Stacked | Grid | Charted
    ) -> tuple[list[Line], list[list[Line]]]:
        if isinstance(exhibit, Bars):
            return self._bars(exhibit)
        if isinstance(exhibit, Stacked):
            return self._stacked(exhibit)
        if isinstance(exhibit, Charted):
            drawing = self.desk.drawing(exhibit)
            table = drawing.table if drawing else Table((), ())
            return self._row(*table.columns), [self._row(*row) for row in table.rows]
        return self._row(*exhibit.columns), [self._row(*row) for row in exhibit.rows]

    def _bars(self, exhibit: Bars) -> tuple[list[Line], list[list[Line]]]:
        _, number = self.gettext, self.desk.words.number
        shares = self.desk.has_shares(exhibit)
        unit = self.typeset(exhibit.unit) if exhibit.unit else _("Agencies")
        head = [_("Answer"), unit, *([_("Share")] if shares else [])]
        rows = []
        for bar in exhibit.bars:
            share = "" if bar.share is None else f"{number(bar.share)}{typography.THIN}%"
            rows.append(self._row(bar.label, number(bar.count), *([share] if shares else [])))
        return [flat(pieces(one)) for one in head], rows

    def _stacked(self, exhibit: Stacked) -> tuple[list[Line], list[list[Line]]]:
        _, number = self.gettext, self.desk.words.number
        means = any(row.mean is not None for row in exhibit.rows)
        classes = [self.typeset(name) for name in exhibit.classes]
        head = [_("Statement"), *classes, _("Answers"), *([_("Mean")] if means else [])]
        rows = []
        told = self.desk.words.column(row.mean for row in exhibit.rows)
        for row, mean in zip(exhibit.rows, told, strict=True):
            counts = [number(count) for count in (*row.counts, row.base)]
            rows.append(self._row(row.label, *counts, *([mean] if means else [])))
        return [flat(pieces(one)) for one in head], rows

    def _row(self, *cells: str) -> list[Line]:
        return [flat(pieces(self.typeset(cell))) for cell in cells]


def columns(rows: Sequence[Sequence[Line]]) -> list[int]:
    """The widths of a table: its first column is the widest, and no other cuts a word.

    The reader's computer may have other letters than ours: the measure is that of wide ones.
    """
    count = max((len(row) for row in rows), default=1)
    if count < 2:
        return [WIDTH]
    first = round(WIDTH * max(0.22, 0.8 - 0.16 * (count - 1)))
    even = (WIDTH - first) // (count - 1)
    needed = [
        max((_longest(row[place]) for row in rows if place < len(row)), default=0) * LETTER + MARGIN
        for place in range(count)
    ]
    others = [max(MEASURE, one) for one in needed[1:]] if max(needed[1:]) > even else []
    left = WIDTH - sum(others)
    if not others or left < needed[0]:
        return [first, *[even] * (count - 1)]
    return [left, *others]


def _longest(cell: Line) -> int:
    """The letters of the longest word of a cell."""
    text = "".join(piece.text for piece in cell if isinstance(piece, Piece))
    return max(map(len, text.split()), default=0)
