"""The note as a Word document that can be edited: real styles, tables, fields and links.

What a sentence says and how it is set are those of the other formats; charts are the drawings of
the pages, as pictures with the words that say them, and sources are footnotes.
"""

from __future__ import annotations

from typing import Any

from docx.document import Document

from consult.synthesis import typography
from consult.synthesis.paper import copydesk, layout
from consult.synthesis.snapshot import (
    Practice,
    Recommendation,
    Snapshot,
    Topic,
    fingerprint,
)
from consult.synthesis.word import notes as word_notes
from consult.synthesis.word.annexes import Annexes
from consult.synthesis.word.pen import (
    Field,
    Line,
    Pen,
    Piece,
    Reference,
    blank,
    instant,
    packed,
    pieces,
)
from consult.synthesis.word.voice import Voice

MOST_CONTENTS = 60
"""How many headings the contents list before they keep to chapters."""
LONGEST_PROPERTY = 255


def render(snapshot: Snapshot) -> bytes:
    """The document. The same snapshot gives the same bytes."""
    quiet = layout.each_text(snapshot, typography.neutral)
    return packed(_Writer(quiet, fingerprint(snapshot)).document())


class _Writer:
    """Writes a note from its cover to its colophon."""

    def __init__(self, note: Snapshot, mark: str) -> None:
        self.note = note
        self.desk = copydesk.Copydesk(note, mark)
        self.word = blank(note.language)
        self.body: Any = self.word.element.body
        self.pen = Pen(self.body)
        self.voice = Voice(note, self.desk, self.pen, self.word)
        self.typeset = self.voice.typeset
        self.gettext = self.voice.gettext
        self.ngettext = self.voice.ngettext
        self._inside = 2
        """The level of a heading inside a topic: a chapter may begin without a title of topic."""

    def document(self) -> Document:
        """Every part, in the order of the pages."""
        self._cover()
        self._essentials()
        before = self.body[-1]
        self._method()
        self._chapters()
        self._practices()
        self._recommendations()
        self._contributors()
        Annexes(self.voice).write()
        word_notes.attach(self.word, self.voice.footnotes)
        self._contents(before)
        self.body.append(self.body.sectPr)  # the properties of a section stand after its text
        self._edges()
        self._properties()
        return self.word

    def _cover(self) -> None:
        note, _ = self.note, self.gettext
        series = _("Synthesis note")
        if note.folder:
            series = series + " · " + self.typeset(note.folder)
        self.voice.told("KeyFigure", note.federation)
        self.voice.told("KeyFigure", series)
        self.pen.paragraph("Title", *pieces(self.typeset(note.title)))
        self.voice.told("Subtitle", note.subtitle)
        version = _("version %(number)s, %(day)s", number=note.version, day=self.desk.day)
        stamp = [*pieces(self.voice.state(), "Stamp"), Piece(" – "), *pieces(version)]
        self.pen.paragraph("Normal", *stamp)
        self.pen.paragraph("Normal", *pieces(self.typeset(self.desk.for_whom), "Strong"))
        if note.commissioner:
            self.voice.told("Normal", _("For: %(who)s", who=self.typeset(note.commissioner)))
        self.voice.told("Normal", note.hearing)
        for notice in self.voice.notices():
            self.voice.told("Notice", notice)

    def _essentials(self) -> None:
        if self.note.essentials:
            self.pen.heading(1, *pieces(self.gettext("The essentials")), fresh=True)
            self.voice.claims(self.note.essentials)
        for figure, caption in self.note.key_numbers:
            self.voice.key(figure, caption)

    def _method(self) -> None:
        _, method = self.gettext, self.note.method
        title = _("Who answered, and how this note was made")
        self.pen.heading(1, *pieces(title))
        self.voice.told("Lead", self.desk.turnout)
        for title, lines in (
            (_("How this note was made"), method.statements),
            (_("How to read it"), method.precautions),
        ):
            if lines:
                self.pen.heading(2, *pieces(title))
            for line in lines:
                self.voice.told("ListBullet", line)
        self.voice.shares(_("Answers by level"), _("Level"), method.by_level)
        self.voice.shares(_("Answers by region"), _("Region"), method.by_region)

    def _chapters(self) -> None:
        for chapter in self.note.chapters:
            title = pieces(self.typeset(chapter.title))
            self.pen.heading(1, Piece(f"{chapter.number}. "), *title)
            self.voice.told("Lead", chapter.lead)
            if chapter.aside:
                self.voice.key(*chapter.aside)
            self._inside = 2
            for topic in chapter.topics:
                self._topic(topic)
            if chapter.minority:
                said = self.ngettext(
                    "Minority position", "Minority positions", len(chapter.minority)
                )
                self.pen.heading(2, *pieces(said))
                self.voice.claims(chapter.minority)
            self.voice.left(chapter.key)

    def _topic(self, topic: Topic) -> None:
        if topic.title:
            self.pen.heading(2, *pieces(self.typeset(topic.title)))
            self._inside = 3
        for figure, caption in topic.numbers:
            self.voice.key(figure, caption)
        self.voice.prose(topic.prose)
        for claim in topic.claims:
            self.voice.claims([claim])
            for quote in self.desk.beside(topic, claim):
                self.voice.quote(quote)
        if topic.exhibit:
            self.voice.exhibit(topic.exhibit, topic.title)
        for picture in topic.pictures:
            self.voice.seen(picture)
        for quote in self.desk.loose(topic):
            self.voice.quote(quote)
        for practice in topic.boxed:
            self._practice(practice, self._inside)
        for advice in topic.advice:
            self._recommendation(advice, self._inside)

    def _practices(self) -> None:
        note = self.note
        if note.practices or note.practices_told:
            self.pen.heading(1, *pieces(self.gettext("Good practices")))
            self.voice.claims(note.practices_told)
            self.voice.left("practices")
        if note.practices:
            self.voice.told("Lead", self.gettext("In the words of the agencies, which allow it."))
        for practice in note.practices:
            self._practice(practice)

    def _practice(self, practice: Practice, level: int = 2) -> None:
        self.pen.heading(level, self.voice.spaced(practice.title))
        codes = self.voice.codes(self.desk.code(practice.source))
        self.pen.paragraph("KeyFigure", Piece(practice.by, "By"), *codes)
        colon = "\u00a0:" if self.note.language == "fr" else ":"
        for label, text in sorted(practice.details, key=lambda each: bool(each[0])):
            end = "" if label[-1:] in "?:!" else colon
            named = [*pieces(self.typeset(label) + end, "Strong"), Piece(" ")] if label else []
            self.pen.paragraph("Normal", *named, self.voice.spaced(text))

    def _recommendations(self) -> None:
        _ = self.gettext
        if self.note.recommendations:
            self.pen.heading(1, *pieces(_("Recommendations")))
            lead = _("Each with the agencies behind it, and their wording where they allow it.")
            self.voice.told("Lead", lead)
        for recommendation in self.note.recommendations:
            self._recommendation(recommendation)
        self.voice.left("recommendations")

    def _recommendation(self, one: Recommendation, level: int = 2) -> None:
        self.pen.heading(level, Piece(f"{one.number}. "), *pieces(self.typeset(one.title)))
        self.voice.claims([one.support])
        for wording in one.wordings:
            self.voice.quote(wording)

    def _contributors(self) -> None:
        _, note = self.gettext, self.note
        if not (note.contributors or note.unnamed_contributors):
            return
        self.pen.heading(1, *pieces(_("They contributed")))
        if note.federation:
            self.voice.told("Normal", self.desk.thanked)
        for name in note.contributors:
            self.voice.told("ListBullet", name)
        if note.unnamed_contributors:
            others = self.ngettext(
                "%(num)s other agency answered and wished to stay confidential.",
                "%(num)s other agencies answered and wished to stay confidential.",
                note.unnamed_contributors,
            )
            self.voice.told("Normal", others)

    # -- around the text -----------------------------------------------------------------

    def _contents(self, before: Any) -> None:
        headings = [one for one in self.pen.headings if one.level <= 2]
        if len(headings) > MOST_CONTENTS:
            headings = [one for one in headings if one.level == 1]
        self.pen.contents(str(self.gettext("Contents")), headings, before)

    def _edges(self) -> None:
        """Head and foot of each page; the cover has the state alone."""
        section = self.word.sections[0]
        section.different_first_page_header_footer = True
        stamp = self._stamp()
        _only(section.first_page_header, "Header", Piece("\t"), Piece(stamp, "Stamp"))
        federation = Piece(f"{self.note.federation}\t")
        _only(section.header, "Header", federation, Piece(stamp, "Stamp"))
        title = copydesk.one_line(self.note.title, copydesk.FOOT, 8)
        pages: Line = [Field("PAGE", "1"), Piece("\u202f/\u202f"), Field("NUMPAGES", "1")]
        _only(section.footer, "Footer", *pieces(self.typeset(title)), Piece("\t"), *pages)
        _only(section.first_page_footer, "Footer")

    def _stamp(self) -> str:
        _ = self.gettext
        said = [_("DRAFT")] if self.desk.provisional and not self.note.specimen else []
        warned = copydesk.warning(self.note, self.desk.words)
        return " · ".join(filter(None, (*map(str, said), warned)))

    def _properties(self) -> None:
        note, about = self.note, self.word.core_properties
        about.title = note.title[:LONGEST_PROPERTY]
        about.subject = note.subtitle[:LONGEST_PROPERTY]
        about.author = about.last_modified_by = note.federation[:LONGEST_PROPERTY]
        about.comments = ""
        about.identifier = f"sha256:{self.desk.mark}"
        about.language = note.language
        about.version = str(note.version)
        about.created = about.modified = instant(note.dated)


def _only(edge: Any, style: str, *line: Piece | Field | Reference) -> None:
    """The edge of a page, holding one line and nothing else."""
    edge.is_linked_to_previous = False
    place = edge.part.element
    for old in list(place):
        place.remove(old)
    Pen(place).paragraph(style, *line)
