"""What the pages ask about a note: its statements, their sources, its parts, its drawings."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from markupsafe import Markup

from consult import instants
from consult.charts.drawing import PAGE, PHONE, Drawing, draw
from consult.charts.lettering import measure, wrapped
from consult.synthesis import parts
from consult.synthesis.charts import figure
from consult.synthesis.paper import lookup
from consult.synthesis.paper.neighbours import rank_of, runs
from consult.synthesis.paper.paragraphs import kinds
from consult.synthesis.snapshot import (
    Audience,
    Bars,
    Claim,
    Exhibit,
    Practice,
    Quote,
    Run,
    Share,
    Snapshot,
    Source,
    State,
    Topic,
)
from consult.synthesis.wording import Words

MOST_CODES = 14
"""How many sources a sentence shows before it sends to the index."""
SHORT = 40
"""How many letters still make a fact that stands beside a name."""
MOST_THANKED = 48
"""How many contributors the pages thank by name; more are thanked in an annex."""
FOOT = 380.0
"""The room for the title in the foot of a page, in points."""
HEAD = 240.0
"""The same for the heading at the top."""

PROVISIONAL = (State.DRAFT, State.REVIEW)
"""States in which « PROJET » crosses the pages."""

Thing = TypeVar("Thing")
_NUMBER = re.compile(r"(?!\d{4}$)[\d\s.,%€]+")
"""A number that is not a year."""
Code = tuple[str, str]
"""A source code and the anchor it leads to."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of the contents."""

    anchor: str
    title: str
    number: str = ""
    annex: bool = False
    """Annexes are told apart: the note is seen to be short."""


class Copydesk:
    """What a template or another format asks about the note, computed once."""

    def __init__(self, note: Snapshot, mark: str) -> None:
        self.note = note
        self.mark = mark
        self.words = Words(note.language)
        self._points = {claim.id: rank for rank, (_, claim) in enumerate(parts.statements(note), 1)}
        self._sources = {source.code: source for source in note.sources}
        self._printed = {each.code for each in note.contributions}
        self._within = {quote.id: quote for quote in note.within}
        self._figures = 0

    # -- the sentences -------------------------------------------------------------------

    def point(self, claim: Claim) -> int:
        """The number of a statement, in the order of the pages."""
        return self._points[claim.id]

    def told_at(self, name: str) -> int:
        """The number of the statement of that name; nought where there is none."""
        return self._points.get(name, 0)

    def beside(self, topic: Topic, claim: Claim) -> list[Quote]:
        """The quotations that illustrate a statement."""
        return [quote for quote in topic.quotes if quote.about == claim.id]

    def quoted(self, run: Run) -> Quote | None:
        """The quotation that stands in a sentence there."""
        return self._within.get(run.quote) if run.quote else None

    def loose(self, topic: Topic) -> list[Quote]:
        """The quotations of a topic that illustrate none of its statements."""
        known = {claim.id for claim in topic.claims}
        return [quote for quote in topic.quotes if quote.about not in known]

    def rows(self, things: Sequence[Thing]) -> list[Sequence[Thing]]:
        """Boxes two by two."""
        return [things[place : place + 2] for place in range(0, len(things), 2)]

    def left(self, part: str) -> tuple[int, list[tuple[int, ...]], str]:
        """The positions of a part that the annex alone tells: how many, their numbers, where."""
        told = [
            (place, self._points[row.claim.id])
            for place, table in enumerate(self.note.positions, 1)
            if table.part == part
            for row in table.rows
            if row.claim is not None
        ]
        points = [point for _, point in told]
        first = told[0][0] if told else 0
        return len(told), runs(points, points), f"positions-{first}"

    def codes(self, claim: Claim) -> list[tuple[Code, ...]]:
        """The sources of a statement, runs of three or more as first and last."""
        return self._linked(claim.sources[:MOST_CODES])

    def unnamed(self, claim: Claim) -> list[tuple[Code, ...]]:
        """The sources of a statement, unless its own words name each of them."""
        text = "".join(run.text for run in claim.runs)
        known = [self._sources.get(code) for code in claim.sources]
        named = all(source is not None and source.agency in text for source in known)
        return [] if named else self.codes(claim)

    def linked(self, claim: Claim, run: Run) -> list[tuple[str, str]]:
        """A run in pieces, each with where it leads: the name of a source, to its contribution."""
        anchors = {
            source.agency: self._anchor(code)
            for code in claim.sources
            if run.figure is None and (source := self._sources.get(code)) and source.agency.strip()
        }
        if not anchors:
            return [(run.text, "")]
        names = sorted(anchors, key=len, reverse=True)
        cut = re.split(rf"(?<!\w)({'|'.join(map(re.escape, names))})(?!\w)", run.text)
        return [(piece, anchors.get(piece, "")) for piece in cut if piece]

    def more(self, claim: Claim) -> int:
        """How many sources are left to the index."""
        return max(0, len(claim.sources) - MOST_CODES)

    def code(self, code: str | None) -> list[tuple[Code, ...]]:
        """The source of a quotation, if it has one."""
        return self._linked([code] if code else [])

    def _linked(self, codes: Sequence[str]) -> list[tuple[Code, ...]]:
        groups = runs(codes, [rank_of(code) for code in codes])
        return [tuple((code, self._anchor(code)) for code in group) for group in groups]

    def anchor(self, code: str | None) -> str:
        """Where a source leads; nowhere if it is not known."""
        return self._anchor(code) if code else ""

    def _anchor(self, code: str) -> str:
        source = self._sources.get(code)
        if source is None:
            return ""
        return f"contribution-{code}" if self.in_annex(code) else f"source-{code}"

    def in_annex(self, code: str) -> bool:
        """Whether the contribution is printed in full."""
        return code in self._printed

    def cited(self, code: str) -> list[tuple[int, ...]]:
        """The points that rest on a contribution, runs of three or more as first and last."""
        source: Source | None = self._sources.get(code)
        asked = source.cited_by if source else ()
        points = sorted({self._points[one] for one in asked if one in self._points})
        return runs(points, points)

    # -- the parts -----------------------------------------------------------------------

    @property
    def contents(self) -> list[Entry]:
        """The contents; the annexes are told apart, so that the note is seen to be short."""
        return list(self._entries())

    def _entries(self) -> Iterator[Entry]:
        words, note = self.words, self.note
        yield Entry("method", words.gettext("Who answered, and how this note was made"))
        for chapter in note.chapters:
            yield Entry(f"chapter-{chapter.number}", chapter.title, str(chapter.number))
        if note.practices or note.practices_told:
            yield Entry("practices", words.gettext("Good practices"))
        if note.recommendations:
            yield Entry("recommendations", words.gettext("Recommendations"))
        thanks = Entry(
            "contributors", words.gettext("They contributed"), annex=self.thanks == "annex"
        )
        if self.thanks == "pages":
            yield thanks
        if note.exhibits:
            yield Entry(
                "annex-a", words.gettext("Annex A. Answers to the closed questions"), annex=True
            )
        if note.positions:
            yield Entry(
                "positions", words.gettext("Annex A, continued. Positions taken"), annex=True
            )
        if note.contributions:
            yield Entry("annex-b", words.gettext("Annex B. Contributions in full"), annex=True)
        if self.thanks == "annex":
            yield thanks
        if note.sources:
            yield Entry("sources", words.gettext("Index of sources"), annex=True)
        yield Entry("colophon", words.gettext("About this document"), annex=True)

    @property
    def thanks(self) -> str:
        """Where contributors are thanked: in the pages, or in an annex when they are many."""
        if not (self.note.contributors or self.note.unnamed_contributors):
            return ""
        return "pages" if len(self.note.contributors) <= MOST_THANKED else "annex"

    def facts(self, practice: Practice) -> list[str]:
        """What situates a practice, in few words: where, since when; a bare number says of what."""
        colon = "\u00a0: " if self.words.language == "fr" else ": "
        return [
            f"{label}{colon}{text}" if _NUMBER.fullmatch(text) else text
            for label, text in practice.details
            if label and _is_short(text)
        ]

    def details(self, practice: Practice) -> list[tuple[str, str]]:
        """What is told of a practice beside its description and what situates it."""
        return [one for one in practice.details if not one[0] or not _is_short(one[1])]

    def heard(self, shares: Sequence[Share]) -> tuple[list[Share], list[Share]]:
        """Those with an answer, and those without any."""
        silent = [share for share in shares if not share.responses]
        return [share for share in shares if share.responses], silent

    def all_told(self, shares: Sequence[Share]) -> bool:
        """Whether every answer is counted under one of them: confidential ones are not."""
        return sum(share.responses for share in shares) >= self.note.method.responses

    @property
    def turnout(self) -> str:
        """How many answered out of how many."""
        words, method = self.words, self.note.method
        asked = words.ngettext("%(num)s asked", "%(num)s asked", method.agencies)
        said = words.ngettext(
            "%(num)s agency answered out of %(asked)s.",
            "%(num)s agencies answered out of %(asked)s.",
            method.responses,
        )
        return said % {
            "num": words.number(method.responses),
            "asked": asked % {"num": words.number(method.agencies)},
        }

    @property
    def thanked(self) -> str:
        """What the federation says to those that answered."""
        said = self.words.ngettext(
            "%(federation)s thanks the agency that answered.",
            "%(federation)s thanks the agencies that answered.",
            len(self.note.contributors) + self.note.unnamed_contributors,
        )
        return said % {"federation": self.note.federation}

    def figure_number(self) -> int:
        """The next number of a figure; the template asks once for each, in order."""
        self._figures += 1
        return self._figures

    def set_out(self, paragraphs: Sequence[str]) -> list[tuple[str, str]]:
        """The paragraphs of an answer, each with the class it is set in."""
        return list(zip(paragraphs, kinds(paragraphs), strict=True))

    # -- the drawings --------------------------------------------------------------------

    def drawing(
        self, exhibit: Exhibit, *, fitted: bool = False, narrow: bool = False
    ) -> Drawing | None:
        """The drawing of an exhibit that has one; `fitted` where the fonts are the reader's.

        A `narrow` one is for a phone: its labels stand over their bars.
        """
        drawn = figure(exhibit)
        if drawn is None:
            return None
        width = PHONE if narrow else PAGE
        return draw(drawn, self.words.language, width=width, fitted=fitted)

    def width_class(self, exhibit: Bars, count: int) -> str:
        """The class that gives a bar of the annex its width."""
        most = max((bar.count for bar in exhibit.bars), default=0) or 1
        return f"w{max(round(100 * count / most), 1) if count else 0}"

    def has_shares(self, exhibit: Bars) -> bool:
        """Whether percentages are printed."""
        return any(bar.share is not None for bar in exhibit.bars)

    # -- the identity of the document ----------------------------------------------------

    @property
    def address(self) -> str:
        """Where the note is looked up; empty where it does not say."""
        return lookup.address(self.note, self.mark)

    def square(self, title: str) -> Markup:
        """The same for a phone."""
        return lookup.square(self.address, title)

    @property
    def grouped(self) -> str:
        """The fingerprint in groups of four."""
        return " ".join(re.findall("....", self.mark))

    @property
    def short_mark(self) -> str:
        """The beginning of the fingerprint, as people compare it."""
        return " ".join(re.findall("....", self.mark[:16]))

    @property
    def day(self) -> str:
        """The day of the data."""
        return self.words.day(datetime.fromisoformat(self.note.dated).date())

    @property
    def moment(self) -> str:
        """The instant of the data."""
        hour = instants.hour(datetime.fromisoformat(self.note.dated), "UTC", self.words.language)
        return f"{self.day}, {hour} UTC"

    @property
    def provisional(self) -> bool:
        """Whether « PROJET » or « SPÉCIMEN » is written on every page."""
        return self.note.state in PROVISIONAL or self.note.specimen

    @property
    def for_whom(self) -> str:
        """For whom the note was made."""
        return for_whom(self.note, self.words)

    @property
    def foot_title(self) -> str:
        """The title as the foot of a page can hold it: one line."""
        return one_line(self.note.title, FOOT, 7.6)

    def head(self, text: str) -> str:
        """A heading as the running head of a page can hold it."""
        return one_line(text, HEAD, 8.0)

    @property
    def title_size(self) -> str:
        """The class that makes the title fit its cover."""
        size = len(self.note.title)
        return "huge" if size < 70 else "big" if size < 150 else "plain" if size < 400 else "small"


def _is_short(text: str) -> bool:
    return 0 < len(text) <= SHORT and "\n" not in text


def one_line(text: str, width: float, size: float) -> str:
    """The text on one line of that width, cut after a word and marked « … » if it must be."""
    text = " ".join(text.split())
    if measure(text, size) <= width:
        return text
    first = wrapped(text[:400], width - measure("…", size), size)[0]
    return first.rstrip(" ,;:–\u00a0") + "…"


def warning(note: Snapshot, words: Words) -> str:
    """What stands at the foot of every page: that answers are not real, or are not to leave."""
    told: list[str] = []
    if note.audience is Audience.STAFF:
        told.append(words.gettext("INTERNAL: do not hand over"))
    if note.specimen:
        told.append(words.gettext("SPECIMEN: invented answers"))
    elif note.demonstration:
        told.append(words.gettext("DEMONSTRATION: fictitious answers"))
    return " · ".join(told)


def for_whom(note: Snapshot, words: Words) -> str:
    """For whom the note was made, as its cover says it."""
    return {
        Audience.DELEGATE: words.gettext("Version for the delegate and the hearing"),
        Audience.MEMBERS: words.gettext("Version for the members"),
        Audience.STAFF: words.gettext("Internal version: do not hand over"),
    }[note.audience]
