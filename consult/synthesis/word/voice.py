"""How the note speaks in Word: its sentences, sources, quotations and tables."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from docx.document import Document
from markupsafe import Markup

from consult.synthesis import typography
from consult.synthesis.paper.copydesk import MOST_CODES, Code, Copydesk
from consult.synthesis.snapshot import (
    Claim,
    Prose,
    Quote,
    Run,
    Snapshot,
    State,
)
from consult.synthesis.word.notes import FIRST as FIRST_NOTE
from consult.synthesis.word.pen import Line, Pen, Piece, Reference, pieces
from consult.synthesis.word.tables import Tables


class Voice(Tables):
    """Writes with a pen, in the words and the typography of the note."""

    def __init__(self, note: Snapshot, desk: Copydesk, pen: Pen, document: Document) -> None:
        super().__init__(note, desk, pen, document)
        self.footnotes: list[Line] = []
        self._agencies = {source.code: source.agency for source in note.sources}

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

    def spaced(self, text: str) -> Piece:
        """An agency's own words, outside quotations."""
        return Piece(typography.spaced(text, self.note.language))

    def said(self, text: str) -> list[Piece]:
        """A quotation: its marks are ours, its words are left alone."""
        marks = ("«\u00a0", "\u00a0»") if self.note.language == "fr" else ("“", "”")
        return [Piece(marks[0]), Piece(text), Piece(marks[1])]

    def codes(self, groups: Sequence[tuple[Code, ...]], more: int = 0) -> list[Piece]:
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
        for code in claim.sources[:MOST_CODES]:
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


def bookmark(anchor: str) -> str:
    """The anchor as Word can hold it: letters, digits and underscores, at most forty."""
    return re.sub(r"\W", "_", anchor)[:40]
