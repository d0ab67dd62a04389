"""One block after the other put into the topics of a chapter."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping

from consult.synthesis.composing.desk import Desk
from consult.synthesis.composing.quotes import Quoter
from consult.synthesis.drafting import figures
from consult.synthesis.drafting.blocks import Block, BlockKind, QuoteChip
from consult.synthesis.drafting.exhibiting import exhibited
from consult.synthesis.drafting.offering import Offerer
from consult.synthesis.drafting.packing import Packer
from consult.synthesis.drafting.quoting import quotation
from consult.synthesis.drafting.sentences import Pen
from consult.synthesis.snapshot import Claim, Picture, Prose


class Setter:
    """Sets the blocks of one note; what may not be printed is left out."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self.quoter = Quoter(desk)
        self.pen = Pen(desk, self.quoter)
        self.offerer = Offerer(desk, self.quoter, self.pen)
        self.where = ""

    def number(self, block: Block) -> tuple[str, str] | None:
        """The number of a figure with its caption; None where it may not be printed."""
        if block.kind is not BlockKind.FIGURE:
            return None
        try:
            if figures.withheld(self.desk, block.rule):
                return None
            self.desk.ledger.record(block.rule)
            figure = figures.resolved(self.desk, block.rule)
        except figures.RuleError:
            return None
        return figures.ratio(self.desk, figure), block.title.strip()

    def claims(self, blocks: Iterable[Block]) -> Iterator[Claim]:
        """The statements of some blocks."""
        for block in blocks:
            claim = self.pen.claim(block.content)
            if claim is not None:
                self.stand(block, claim.id)
                yield claim

    def stand(self, block: Block, where: str = "") -> None:
        """Remember where a block is printed: there, or with what was printed last."""
        self.where = where or self.where
        self.desk.ledger.blocks[block.id] = self.where

    def put(self, packer: Packer, block: Block) -> None:
        """One block into the topics of its chapter."""
        PUT[block.kind](self, packer, block)
        self.desk.ledger.blocks.setdefault(block.id, self.where)

    def heading(self, packer: Packer, block: Block) -> None:
        """A heading begins a topic."""
        packer.head(block.id, block.title.strip())

    def claim(self, packer: Packer, block: Block) -> None:
        """A statement, or a message that stands in a chapter."""
        claim = self.pen.claim(block.content)
        if claim is not None:
            self.stand(block, claim.id)
            packer.claim(block.id, claim)

    def quote(self, packer: Packer, block: Block) -> None:
        """A quotation in a block of its own."""
        if block.place is None:
            return
        chip = QuoteChip(block.place, block.cuts)
        found = quotation(self.desk, self.quoter, chip, wording=packer.advises)
        if found is not None:
            packer.quote(block.id, found)

    def figure(self, packer: Packer, block: Block) -> None:
        """A number that catches the eye."""
        found = self.number(block)
        if found is not None:
            packer.number(block.id, found)

    def exhibit(self, packer: Packer, block: Block) -> None:
        """A chart or a table."""
        found = exhibited(self.desk, block)
        if found is not None:
            packer.exhibit(block.id, found)

    def picture(self, packer: Packer, block: Block) -> None:
        """A picture; its file is put in the note once the note is whole."""
        shown = block.picture
        if shown is not None:
            alternative, credit = (
                " ".join(one.split()) for one in (block.alternative, block.credit)
            )
            sizes = (shown.width, shown.height)
            told = (block.title.strip(), alternative, credit)
            packer.picture(block.id, Picture(shown.digest, *sizes, *told, block.breadth))

    def practice(self, packer: Packer, block: Block) -> None:
        """A good practice: as its agency describes it, or a box where staff tell it."""
        if block.described is None:
            self.box(packer, block)
            return
        found = self.offerer.practice(block)
        if found is not None:
            packer.boxed(block.id, found)

    def recommendation(self, packer: Packer, block: Block) -> None:
        """A recommendation."""
        found = self.offerer.recommendation(block)
        if found is not None:
            self.stand(block, found.support.id)
            packer.advise(block.id, found)
        else:
            # Wordings after it are not those of the recommendation before.
            packer.head(block.id, "")

    def box(self, packer: Packer, block: Block) -> None:
        """A box of text."""
        prose = Prose(block.title.strip(), self.pen.paragraphs(block.content), boxed=True)
        if prose.title or prose.paragraphs:
            packer.prose(block.id, prose)

    def text(self, packer: Packer, block: Block) -> None:
        """Free text."""
        paragraphs = self.pen.paragraphs(block.content)
        if paragraphs:
            packer.prose(block.id, Prose("", paragraphs))

    def nothing(self, packer: Packer, block: Block) -> None:
        """Set elsewhere."""


PUT: Mapping[BlockKind, Callable[[Setter, Packer, Block], None]] = {
    BlockKind.MESSAGE: Setter.claim,
    BlockKind.CHAPTER: Setter.nothing,
    BlockKind.HEADING: Setter.heading,
    BlockKind.CLAIM: Setter.claim,
    BlockKind.QUOTE: Setter.quote,
    BlockKind.FIGURE: Setter.figure,
    BlockKind.CHART: Setter.exhibit,
    BlockKind.TABLE: Setter.exhibit,
    BlockKind.PICTURE: Setter.picture,
    BlockKind.PRACTICE: Setter.practice,
    BlockKind.RECOMMENDATION: Setter.recommendation,
    BlockKind.BOX: Setter.box,
    BlockKind.TEXT: Setter.text,
    BlockKind.ANNEX: Setter.nothing,
}
