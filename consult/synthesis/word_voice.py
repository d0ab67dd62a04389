"""How the note speaks in Word: its sentences, sources, quotations and tables."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence

from docx.document import Document
from markupsafe import Markup

from consult.charts.drawing import pictured
from consult.charts.figures import Table
from consult.synthesis import layout, typography, word_pictures
from consult.synthesis.charts import figure
from consult.synthesis.snapshot import (
    Bars,
    Charted,
    Claim,
    Exhibit,
    Grid,
    Prose,
    Quote,
    Run,
    Share,
    Snapshot,
    Stacked,
    State,
    Withheld,
)
from consult.synthesis.word_notes import FIRST as FIRST_NOTE
from consult.synthesis.word_pen import WIDTH, Field, Line, Pen, Piece, Reference, flat, pieces
from consult.synthesis.wording import sentence_case


class Voice:
    """Writes with a pen, in the words and the typography of the note."""

    def __init__(self, note: Snapshot, desk: layout.Copydesk, pen: Pen, document: Document) -> None:
        self.note = note
        self.desk = desk
        self.pen = pen
        self.document = document
        self.footnotes: list[Line] = []
        phrases = layout.phrases(desk.words)
        self.typeset: Callable[[str], Markup] = phrases["typeset"]
        self.gettext: Callable[..., Markup] = phrases["_"]
        self.ngettext: Callable[..., Markup] = phrases["ngettext"]
        self._tables = self._figures = 0
        self._agencies = {source.code: source.agency for source in note.sources}

    # -- sentences -----------------------------------------------------------------------

    def notices(self) -> list[Markup]:
        """What must be known before anything is quoted."""
        if self.note.demonstration and not self.note.notices:
            return [self.gettext("Demonstration document: the answers are fictitious.")]
        return [self.typeset(notice) for notice in self.note.notices]

    def state(self) -> Markup:
        """What the note says of itself."""
        _ = self.gettext
        return {
            State.DRAFT: _("Note in draft"),
            State.REVIEW: _("Note under review"),
            State.APPROVED: _("Note approved"),
            State.HANDED_OVER: _("Note handed over"),
        }[self.note.state]

    def told(self, style: str, text: str | Markup) -> None:
        """A paragraph of ours, unless there is nothing to say."""
        if text:
            self.pen.paragraph(
                style, *pieces(text if isinstance(text, Markup) else self.typeset(text))
            )

    def spaced(self, text: str) -> Piece:
        """An agency's own words, outside quotations."""
        return Piece(typography.spaced(text, self.note.language))

    def said(self, text: str) -> list[Piece]:
        """A quotation: its marks are ours, its words are left alone."""
        marks = ("«\u00a0", "\u00a0»") if self.note.language == "fr" else ("“", "”")
        return [Piece(marks[0]), Piece(text), Piece(marks[1])]

    def codes(self, groups: Sequence[tuple[layout.Code, ...]], more: int = 0) -> list[Piece]:
        """« [C01–C03, C07] », each code leading to its contribution."""
        if not groups:
            return []
        line = [Piece(" [", "Codes")]
        for place, group in enumerate(groups):
            line += [Piece(", ", "Codes")] if place else []
            for rank, (code, anchor) in enumerate(group):
                line += [Piece("–", "Codes")] if rank else []
                line.append(Piece(code, "Codes", bookmark(anchor)))
        if more:
            line.append(Piece(f", + {self.desk.words.number(more)}", "Codes", "sources"))
        return [*line, Piece("]", "Codes")]

    def claims(self, claims: Iterable[Claim]) -> None:
        """Statements, in the one list that numbers them through the note."""
        for claim in claims:
            mark = f"point_{self.desk.point(claim)}"
            line: Line = [*self.runs(claim.runs), *self._own(claim), *self._footnote(claim)]
            self.pen.paragraph("ListNumber", *line, mark=mark)

    def statement(self, claim: Claim) -> Line:
        """A statement, its figures apart, and its sources."""
        codes = self.codes(self.desk.codes(claim), self.desk.more(claim))
        return [*self.runs(claim.runs), *self._own(claim), *codes]

    def runs(self, runs: Iterable[Run]) -> list[Piece]:
        """A sentence: its figures apart, and the words of others as they were written."""
        line: list[Piece] = []
        for run in runs:
            style = "Strong" if run.figure or run.strong else "Emphasis" if run.emphasis else ""
            words = self.desk.quoted(run)
            if words is not None:
                by = [Piece(" ("), Piece(words.by, "By"), *self.codes(self.desk.code(words.source))]
                line += [*self.said(words.text), *by, Piece(")")]
            else:
                line += pieces(self.typeset(run.text), style)
        return line

    def _own(self, claim: Claim) -> list[Piece]:
        """That a statement rests on no contribution."""
        said = self.gettext("judgement of the federation")
        return [Piece(f" [{said}]", "Codes")] if claim.own else []

    def _footnote(self, claim: Claim) -> list[Reference]:
        """The sources of a statement by name, at the foot of its page."""
        if not claim.sources:
            return []
        line: list[Piece] = []
        for code in claim.sources[: layout.MOST_CODES]:
            line += [Piece(", ")] if line else []
            named = f"{code} {self._agencies.get(code, '')}".strip()
            line.append(Piece(named, anchor=bookmark(self.desk.anchor(code))))
        if more := self.desk.more(claim):
            line.append(Piece(f", + {self.desk.words.number(more)}", anchor="sources"))
        self.footnotes.append([*line, Piece(".")])
        return [Reference(FIRST_NOTE + len(self.footnotes) - 1)]

    def prose(self, prose: Iterable[Prose]) -> None:
        """What staff wrote besides statements; a box is shaded."""
        for one in prose:
            style = "Box" if one.boxed else "Normal"
            if one.title:
                title = pieces(self.typeset(one.title), "Strong")
                self.pen.paragraph(style if one.boxed else "KeyFigure", *title)
            for paragraph in one.paragraphs:
                self.pen.paragraph(style, *self.runs(paragraph))

    def left(self, part: str) -> None:
        """Where the positions are that a part of the note has no room for."""
        count, points, anchor = self.desk.left(part)
        if not count:
            return
        said = self.ngettext(
            "%(num)s other position: annex A, statement",
            "%(num)s other positions: annex A, statements",
            count,
        )
        numbers = ", ".join("–".join(map(str, group)) for group in points)
        line = Piece(f"{said} {numbers}", anchor=bookmark(anchor))
        self.pen.paragraph("TableNote", line)

    def quote(self, quote: Quote) -> None:
        """Words of an agency, and who wrote them."""
        by = Piece(f" – {quote.by}", "By")
        self.pen.paragraph(
            "Quote", *self.said(quote.text), by, *self.codes(self.desk.code(quote.source))
        )

    def cited(self, code: str) -> list[Piece]:
        """« 3, 7–9 »: the statements that rest on a contribution."""
        line: list[Piece] = []
        for place, group in enumerate(self.desk.cited(code)):
            line += [Piece(", ")] if place else []
            for rank, point in enumerate(group):
                line += [Piece("–")] if rank else []
                line.append(Piece(str(point), anchor=f"point_{point}"))
        return line

    def key(self, figure: str, caption: str) -> None:
        """A key number and what it counts."""
        line = [*pieces(self.typeset(figure), "Strong"), Piece(" ")]
        self.pen.paragraph("KeyFigure", *line, *pieces(self.typeset(caption)))

    # -- tables --------------------------------------------------------------------------

    def exhibit(self, exhibit: Exhibit, heading: str, *, annexed: bool = False) -> None:
        """A chart with its caption and its table, or the table alone.

        A title that the heading just said is not said again; a table that annex A has stays
        there.
        """
        same = exhibit.title == heading
        if isinstance(exhibit, Withheld):
            title = [] if same else [*pieces(self.typeset(exhibit.title), "Strong"), Piece(" ")]
            self.pen.paragraph("TableNote", *title, *pieces(self.typeset(exhibit.reason)))
            return
        named = exhibit.base if same and exhibit.base else exhibit.title
        drawn = self._picture(exhibit, self.typeset(named))
        if not (drawn and exhibit in self.note.exhibits and not annexed):
            head, rows = self._rows(exhibit)
            self.table(self.typeset(named), head, rows)
        base = "" if same else exhibit.base
        if base and base[-1] not in ".!?":
            base += "."
        note = self.typeset(f"{base} {exhibit.note}".strip())
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
        self._figures += 1
        before, after = str(self.gettext("Figure %(number)s.", number="\0")).split("\0")
        number = Field("SEQ Figure \\* ARABIC", str(self._figures))
        caption: Line = [Piece(before), number, Piece(f"{after} "), *flat(pieces(title))]
        self.pen.paragraph("Caption", *caption)
        said = f"{drawing.title} {drawing.sentence}".strip()
        content = word_pictures.png(picture)
        width = min(picture.width, WIDTH / 20)
        self.pen.picture(self.document, content, said=said, width=width)
        return True

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
    ) -> None:
        """A numbered caption, then the table."""
        self._tables += 1
        label = Piece(str(self.gettext("Table")) + typography.FIRM)
        number = Field("SEQ Table \\* ARABIC", str(self._tables))
        shown = flat(pieces(title))
        self.pen.paragraph("Caption", label, number, Piece(". "), *shown)
        self.pen.table(
            head,
            rows,
            title="".join(one.text for one in shown),
            widths=widths or columns(len(head)),
            words=words,
            marks=marks,
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
        for row in exhibit.rows:
            counts = [number(count) for count in (*row.counts, row.base)]
            mean = "" if row.mean is None else number(row.mean)
            rows.append(self._row(row.label, *counts, *([mean] if means else [])))
        return [flat(pieces(one)) for one in head], rows

    def _row(self, *cells: str) -> list[Line]:
        return [flat(pieces(self.typeset(cell))) for cell in cells]


def columns(count: int) -> list[int]:
    """The widths of a table: its first column is the widest."""
    first = WIDTH if count < 2 else round(WIDTH * max(0.22, 0.8 - 0.16 * (count - 1)))
    return [first, *[(WIDTH - first) // max(count - 1, 1)] * (count - 1)]


def bookmark(anchor: str) -> str:
    """The anchor as Word can hold it: letters, digits and underscores, at most forty."""
    return re.sub(r"\W", "_", anchor)[:40]
