"""The blocks of a note as plain values, and their JSON.

A manuscript is a list of blocks in the order of the pages. A chapter begins at its `CHAPTER`
block and ends before the next; messages stand before the first chapter. What is typed is text;
what comes from the agencies is held by chips: a figure by its rule, a quotation and a source
by the place of the words in a frozen version. A chip is resolved anew whenever the note is
composed.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from consult.synthesis.pictures.sizing import Breadth


class BlockKind(StrEnum):
    """What a block is in the note."""

    MESSAGE = "message"
    CHAPTER = "chapter"
    HEADING = "heading"
    CLAIM = "claim"
    QUOTE = "quote"
    FIGURE = "figure"
    CHART = "chart"
    TABLE = "table"
    PICTURE = "picture"
    PRACTICE = "practice"
    RECOMMENDATION = "recommendation"
    BOX = "box"
    TEXT = "text"
    ANNEX = "annex"


STATED = frozenset({BlockKind.MESSAGE, BlockKind.CLAIM, BlockKind.RECOMMENDATION})
"""Blocks that state something: they need a source, or a justification."""


class FigureForm(StrEnum):
    """How a figure is printed."""

    OF = "of"  # « 7 agences sur 10 »
    AGENCIES = "agencies"  # « 7 agences »
    RATIO = "ratio"  # « 7 sur 10 »
    COUNT = "count"  # « 7 »
    SHARE = "share"  # « 70 % », from thirty answers on
    NAMES = "names"  # « (dont ADERLY, AER BFC) »: those that may be named


class Annex(StrEnum):
    """What stands after the chapters, switched on or off."""

    METHOD = "method"
    CLOSED = "closed"
    POSITIONS = "positions"
    FULL = "full"
    CONTRIBUTORS = "contributors"
    SOURCES = "sources"


class Shown(StrEnum):
    """What a chart or a table is of."""

    ANSWERS = "answers"  # the answers to a closed question
    THEMES = "themes"  # the themes of an open question
    STANCES = "stances"  # the same, by stance
    BY_LEVEL = "by_level"  # the answers to a question, level by level
    BY_REGION = "by_region"
    RESPONSES = "responses"  # who answered, by level or region
    RULES = "rules"  # figures that staff chose, one a line


@dataclass(frozen=True, slots=True)
class Place:
    """Characters `start` to `end` of what an agency answered in one frozen version.

    Where the question is a repeated group: of `field` of the item numbered `item` from 1.
    `text` are the characters as they were when the place was chosen.
    """

    agency: str
    version: int
    question: str
    start: int
    end: int
    text: str
    item: int | None = None
    field: str | None = None


@dataclass(frozen=True, slots=True)
class Cut:
    """What a quotation changes: characters `start` to `end` of its text become `instead`.

    Nothing instead prints « […] », words print in square brackets; where `start` equals `end`
    they are added.
    """

    start: int
    end: int
    instead: str = ""


@dataclass(frozen=True, slots=True)
class Words:
    """Typed text; a line break begins a paragraph where a block has several."""

    text: str
    strong: bool = False
    emphasis: bool = False


@dataclass(frozen=True, slots=True)
class FigureChip:
    """A figure, by its rule."""

    rule: str
    form: FigureForm = FigureForm.OF


@dataclass(frozen=True, slots=True)
class QuoteChip:
    """Words of an agency inside a sentence."""

    place: Place
    cuts: tuple[Cut, ...] = ()


@dataclass(frozen=True, slots=True)
class SourceChip:
    """Passages that a statement rests on."""

    places: tuple[Place, ...]


Inline = Words | FigureChip | QuoteChip | SourceChip


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a table of figures that staff chose."""

    label: str
    rule: str


@dataclass(frozen=True, slots=True)
class Exhibited:
    """What a chart or a table shows."""

    of: Shown
    question: str = ""
    lines: tuple[Line, ...] = ()


@dataclass(frozen=True, slots=True)
class Described:
    """An item that an agency described in a repeated group, numbered from 1.

    `text` is everything that it said when it was chosen; without it the version alone tells.
    """

    agency: str
    version: int
    question: str
    item: int
    text: str = ""


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture that staff chose: its file by its digest, and what is known of it.

    `name` is the one it was given under; it names nothing on any disk.
    """

    digest: str
    media_type: str
    width: int
    height: int
    size_bytes: int
    name: str = ""


@dataclass(frozen=True, slots=True)
class Block:
    """One block. Only the fields that its kind uses are filled.

    `title` heads chapters, headings, boxes, recommendations, and practices told by staff; the
    caption of figures, charts, tables and pictures. `justification` says why a statement has no
    source; `alternative` says what a picture shows to who does not see it, `credit` whose it is.
    `proposed` says that it was proposed and that nobody has changed it since.
    """

    id: str
    kind: BlockKind
    title: str = ""
    content: tuple[Inline, ...] = ()
    place: Place | None = None
    cuts: tuple[Cut, ...] = ()
    rule: str = ""
    exhibited: Exhibited | None = None
    described: Described | None = None
    annex: Annex | None = None
    picture: Picture | None = None
    alternative: str = ""
    credit: str = ""
    breadth: Breadth | None = None
    on: bool = True
    justification: str = ""
    proposed: bool = False

    @property
    def text(self) -> str:
        """What is typed in it, without chips."""
        return "".join(one.text for one in self.content if isinstance(one, Words))

    @property
    def rules(self) -> tuple[str, ...]:
        """Every rule that it resolves."""
        chips = [one.rule for one in self.content if isinstance(one, FigureChip)]
        lines = [one.rule for one in self.exhibited.lines] if self.exhibited else []
        return (*([self.rule] if self.rule else ()), *chips, *lines)

    @property
    def quotations(self) -> tuple[QuoteChip, ...]:
        """Every quotation in it, its own first."""
        own = (QuoteChip(self.place, self.cuts),) if self.place else ()
        return own + tuple(one for one in self.content if isinstance(one, QuoteChip))

    @property
    def sources(self) -> tuple[Place, ...]:
        """Every passage that it says to rest on."""
        chips = (one for one in self.content if isinstance(one, SourceChip))
        return tuple(place for chip in chips for place in chip.places)


@dataclass(frozen=True, slots=True)
class Manuscript:
    """Every block of a note, in the order of the pages, at one revision."""

    blocks: tuple[Block, ...]
    revision: int = 0

    def chapters(self) -> Iterator[tuple[Block | None, Sequence[Block]]]:
        """What stands before the first chapter (under None), then chapter by chapter."""
        head: Block | None = None
        inside: list[Block] = []
        for block in self.blocks:
            if block.kind is BlockKind.ANNEX:
                continue
            if block.kind is BlockKind.CHAPTER:
                yield head, inside
                head, inside = block, []
            else:
                inside.append(block)
        yield head, inside

    def prints(self, annex: Annex) -> bool:
        """Whether an annex is switched on; it is unless somebody switched it off."""
        switches = (one for one in self.blocks if one.annex is annex)
        return next((one.on for one in switches), True)
