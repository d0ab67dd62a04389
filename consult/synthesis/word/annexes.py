"""The annexes of the note in Word, the index of its sources and its colophon."""

from __future__ import annotations

from consult.synthesis.snapshot import ContributionInFull, Positions
from consult.synthesis.word.pen import Line, Piece, pieces
from consult.synthesis.word.voice import Voice, bookmark


class Annexes:
    """What stands behind the note."""

    def __init__(self, voice: Voice) -> None:
        self.voice = voice
        self.note, self.desk, self.pen = voice.note, voice.desk, voice.pen
        self.typeset, self.gettext, self.ngettext = voice.typeset, voice.gettext, voice.ngettext

    def write(self) -> None:
        """Annex A, annex B, the index and the colophon, each if there is something in it."""
        self._annex_a()
        self._positions()
        self._annex_b()
        self._sources()
        self._colophon()

    def _annex_a(self) -> None:
        if self.note.exhibits:
            title = self.gettext("Annex A. Answers to the closed questions")
            self.pen.heading(1, *pieces(title), fresh=True)
        for exhibit in self.note.exhibits:
            self.pen.heading(2, *pieces(self.typeset(exhibit.title)))
            self.voice.exhibit(exhibit, exhibit.title, annexed=True)

    def _positions(self) -> None:
        _ = self.gettext
        if not self.note.positions:
            return
        title = _("Annex A, continued. Positions taken")
        self.pen.heading(1, *pieces(title), fresh=True)
        foreword = _(
            "Every position, question by question: told here, or in the pages under the number "
            "given."
        )
        self.voice.told("Normal", foreword)
        for rank, table in enumerate(self.note.positions, 1):
            mark = bookmark(f"positions-{rank}")
            self.pen.heading(2, *pieces(self.typeset(table.title)), mark=mark)
            if table.rows:
                self._taken(table)
            else:
                self.voice.told("TableNote", table.base)

    def _taken(self, table: Positions) -> None:
        _ = self.gettext
        heads = (_("No."), _("Subject or answer"), _("Position"))
        rows: list[list[Line]] = []
        marks: list[str] = []
        for row in table.rows:
            label = pieces(self.typeset(row.label))
            if row.claim is not None:
                point = self.desk.point(row.claim)
                rows.append([[Piece(str(point))], label, self.voice.statement(row.claim)])
                marks.append(f"point_{point}")
                continue
            told = self.desk.told_at(row.told)
            number = Piece(str(told or ""))
            see = _("see statement %(number)s", number=told) if told else ""
            count = pieces(self.typeset(row.count.text), "Strong")
            link = Piece(str(see), anchor=f"point_{told}") if told else Piece("")
            rows.append([[number], label, [*count, Piece(" "), link]])
            marks.append("")
        self.voice.table(
            self.typeset(table.base),
            [pieces(head) for head in heads],
            rows,
            widths=(700, 3100, 5270),
            words=3,
            marks=marks,
        )

    def _annex_b(self) -> None:
        _ = self.gettext
        if self.note.contributions:
            title = _("Annex B. Contributions in full")
            self.pen.heading(1, *pieces(title), fresh=True)
            foreword = _(
                "Contributions whose agencies allow it, as they sent them. Answers kept "
                "confidential are left out."
            )
            self.voice.told("Normal", foreword)
        for contribution in self.note.contributions:
            self._contribution(contribution)

    def _contribution(self, one: ContributionInFull) -> None:
        title = [Piece(f"{one.code} – "), *pieces(self.typeset(one.agency))]
        if one.acronym and one.acronym != one.agency:
            title.append(Piece(f" ({one.acronym})"))
        self.pen.heading(2, *title, mark=bookmark(f"contribution-{one.code}"))
        sent = one.sent + ("." if one.sent and one.sent[-1] != "." else "")
        line = pieces(self.typeset(sent))
        cited = self.voice.cited(one.code)
        if cited:
            line += [Piece(" "), *pieces(self.gettext("Cited in statements")), Piece(" ")]
            line += [*cited, Piece(".")]
        self.pen.paragraph("TableNote", *line)
        section = None
        for answer in one.answers:
            if answer.section != section:
                section = answer.section
                self.pen.heading(3, *pieces(self.typeset(section)))
            self.pen.heading(4, *pieces(self.typeset(answer.question)))
            for paragraph in answer.paragraphs:
                self.pen.paragraph("Normal", self.voice.spaced(paragraph))

    def _sources(self) -> None:
        _, sources = self.gettext, self.note.sources
        if not sources:
            return
        self.pen.heading(1, *pieces(_("Index of sources")), mark="sources", fresh=True)
        foreword = _("Numbers are those of the statements in the note.")
        self.voice.told("Normal", foreword)
        title = self.ngettext(
            "%(num)s contribution that may be attributed",
            "%(num)s contributions that may be attributed",
            len(sources),
        )
        heads = (_("Source"), _("Agency"), _("Statements that rest on it"), _("In full"))
        rows: list[list[Line]] = []
        for source in sources:
            full = Piece("–")
            if self.desk.in_annex(source.code):
                full = Piece(str(_("annex B")), anchor=bookmark(f"contribution-{source.code}"))
            agency = pieces(self.typeset(source.agency))
            rows.append([[Piece(source.code)], agency, self.voice.cited(source.code), [full]])
        self.voice.table(
            title,
            [pieces(one) for one in heads],
            rows,
            widths=(900, 3600, 3370, 1200),
            words=4,
            marks=[bookmark(f"source-{source.code}") for source in sources],
        )

    def _colophon(self) -> None:
        _, note, typeset = self.gettext, self.note, self.typeset
        self.pen.heading(1, *pieces(_("About this document")))
        facts = (
            (_("Title"), pieces(typeset(note.title))),
            (_("Federation"), [Piece(note.federation)] if note.federation else []),
            (_("Asked by"), pieces(typeset(note.commissioner))),
            (_("Hearing"), pieces(typeset(note.hearing))),
            (_("State"), pieces(self.voice.state())),
            (_("Version"), [Piece(str(note.version))]),
            (_("Data as of"), [Piece(self.desk.moment)]),
            (_("Fingerprint"), [Piece(self.desk.grouped, "Mark")]),
            (_("Looked up at"), [Piece(self.desk.address)] if self.desk.address else []),
        )
        rows = [[pieces(name), said] for name, said in facts if said]
        self.voice.table(_("Identity of the document"), (), rows, widths=(2200, 6870), words=2)
        for notice in self.voice.notices():
            self.voice.told("Notice", notice)
        told = _(
            "The fingerprint is computed from the whole content of the note (SHA-256). This file "
            "can be edited: what somebody changes in it is no longer what the fingerprint says."
        )
        self.voice.told("Normal", told)
