"""From blocks to the parts of a note: what staff wrote, with every chip resolved anew."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from consult.synthesis.composing import annex, exhibits
from consult.synthesis.composing.body import Body
from consult.synthesis.composing.desk import Desk
from consult.synthesis.composing.method import method
from consult.synthesis.drafting.blocks import (
    STATED,
    Annex,
    Block,
    BlockKind,
    Manuscript,
    Words,
)
from consult.synthesis.drafting.packing import Packer, claims_of
from consult.synthesis.drafting.putting import Setter
from consult.synthesis.drafting.together import kept_back
from consult.synthesis.drafting.untold import section_of, untold
from consult.synthesis.snapshot import Chapter, Method, Practice, Recommendation

CHAPTER = "chapter-"
"""What the place of a chapter is called, before its number."""

Kinds = tuple[BlockKind, ...]

Part = tuple[Block | None, Sequence[Block]]
"""A chapter block with the blocks inside it."""


def body(desk: Desk, manuscript: Manuscript) -> Body:
    """What a manuscript says, in its author's order."""
    desk.kept_back = {one.name: one.places for one in kept_back(desk, manuscript.blocks)}
    return _Binder(desk).body(manuscript)


class _Binder(Setter):
    """Sets one manuscript, chapter by chapter."""

    def body(self, manuscript: Manuscript) -> Body:
        desk, prints = self.desk, manuscript.prints
        (_, front), *inside = manuscript.chapters()
        numbers = tuple(found for one in front if (found := self.number(one)) is not None)
        messages = tuple(self.claims(one for one in front if one.kind is BlockKind.MESSAGE))
        made = _method(desk, manuscript)
        advice = self.last(inside, desk.words.gettext("Recommendations"), ADVICE)
        practices = self.last(inside, desk.words.gettext("Good practices"), PRACTICES)
        chapters = self.chapters(front, inside)
        practices_told = tuple(self.claims(one for one in practices if one.described is None))
        boxes = tuple(self.boxes(practices))
        recommendations = tuple(self.advice(advice))
        told = [
            *(claim for one in chapters for claim in (*claims_of(one.topics), *one.minority)),
            *practices_told,
            *(one.support for one in recommendations),
        ]
        thanks = prints(Annex.CONTRIBUTORS)
        return Body(
            key_numbers=numbers,
            essentials=messages,
            method=made if prints(Annex.METHOD) else _counts_alone(made),
            chapters=chapters,
            practices_told=practices_told,
            practices=boxes,
            recommendations=recommendations,
            contributors=desk.disclosure.contributors if thanks else (),
            unnamed_contributors=desk.disclosure.unnamed if thanks else 0,
            exhibits=exhibits.annex(desk) if prints(Annex.CLOSED) else (),
            positions=tuple(untold(desk, told)) if prints(Annex.POSITIONS) else (),
            contributions=annex.contributions(desk) if prints(Annex.FULL) else (),
            sources=desk.ledger.sources() if prints(Annex.SOURCES) else (),
            within=tuple(self.pen.within),
        )

    def last(self, parts: list[Part], title: str, kinds: Kinds) -> Sequence[Block]:
        """The blocks of the last chapter, taken off, where it is a part that the note has itself.

        It bears the title of that part, and holds nothing but what that part holds.
        """
        if not parts:
            return ()
        head, blocks = parts[-1]
        if head is None or head.title.strip() != title or not _is_part(blocks, kinds):
            return ()
        del parts[-1]
        self.stand(head, PARTS[kinds])
        return blocks

    def boxes(self, blocks: Sequence[Block]) -> Iterator[Practice]:
        """The practices of some blocks."""
        for block in blocks:
            self.desk.ledger.blocks.setdefault(block.id, self.where)
            practice = self.offerer.practice(block)
            if practice is not None:
                yield practice

    def advice(self, blocks: Sequence[Block]) -> Iterator[Recommendation]:
        """The recommendations of some blocks, each with the wordings after it."""
        packer = Packer()
        for block in blocks:
            self.put(packer, block)
        for topic in packer.closed():
            yield from topic.advice

    # --- chapters ---------------------------------------------------------------------

    def chapters(self, front: Sequence[Block], inside: Sequence[Part]) -> tuple[Chapter, ...]:
        """Every chapter; what stands before the first and is no message makes an introduction."""
        gettext = self.desk.words.gettext
        made: list[Chapter] = []
        kinds = (BlockKind.MESSAGE, BlockKind.FIGURE)
        opening = [one for one in front if one.kind not in kinds]
        if opening:
            made.append(self.chapter("introduction", gettext("Introduction"), opening, 1, ()))
        for head, blocks in inside:
            if head is not None:
                title = head.title.strip() or gettext("Untitled")
                self.stand(head, f"{CHAPTER}{len(made) + 1}")
                keys = [one.key for one in made]
                made.append(self.chapter(head.id, title, blocks, len(made) + 1, keys))
        return tuple(made)

    def chapter(
        self, key: str, title: str, blocks: Sequence[Block], number: int, taken: Sequence[str]
    ) -> Chapter:
        """One chapter: its lead and its key number first, its minority positions last."""
        blocks, apart = self._apart(blocks)
        aside, lead, rest = self._opening(blocks)
        for block in blocks[: len(blocks) - len(rest)]:
            self.stand(block)
        packer = Packer()
        for block in rest:
            self.put(packer, block)
        topics = packer.closed()
        minority = tuple(self.claims(apart))
        told = section_of(self.desk, (*claims_of(topics), *minority))
        known = told if told and told not in taken else key
        return Chapter(known, number, title, lead, aside, topics, minority)

    def _opening(
        self, blocks: Sequence[Block]
    ) -> tuple[tuple[str, str] | None, str, Sequence[Block]]:
        """The number beside the title and the plain words under it, and what comes after."""
        aside, lead = None, ""
        rest = list(blocks)
        while rest:
            first = rest[0]
            if aside is None and first.kind is BlockKind.FIGURE:
                aside = self.number(first)
            elif not lead and first.kind is BlockKind.TEXT and _plain(first):
                lead = first.text.strip()
            else:
                break
            del rest[0]
        return aside, lead, rest

    def _apart(self, blocks: Sequence[Block]) -> tuple[Sequence[Block], Sequence[Block]]:
        """What stands last under the heading of the minority positions, statements alone."""
        ngettext = self.desk.words.ngettext
        titles = {ngettext("Minority position", "Minority positions", n) for n in (1, 2)}
        for place, block in enumerate(blocks):
            if block.kind is BlockKind.HEADING and block.title.strip() in titles:
                after = blocks[place + 1 :]
                if all(one.kind is BlockKind.CLAIM for one in after):
                    return blocks[:place], after
        return blocks, ()


def _plain(block: Block) -> bool:
    """Whether a block holds one paragraph of plain words."""
    words = all(
        isinstance(one, Words) and not (one.strong or one.emphasis) for one in block.content
    )
    return words and bool(block.text.strip()) and "\n" not in block.text.strip()


def _is_part(blocks: Sequence[Block], kinds: Kinds) -> bool:
    """Statements and then practices as agencies describe them; or recommendations with wordings."""
    met = [one.kind for one in blocks]
    if not met or not set(met) <= set(kinds):
        return False
    if kinds is ADVICE:
        return met[0] is BlockKind.RECOMMENDATION
    described = all(one.described for one in blocks if one.kind is BlockKind.PRACTICE)
    return described and met == sorted(met, key=kinds.index)


def _method(desk: Desk, manuscript: Manuscript) -> Method:
    """The method box, which says what is the tool's and what was put into quotations."""
    quotations = [one for block in manuscript.blocks for one in block.quotations]
    return method(
        desk,
        proposed=sum(one.proposed and one.kind in PROPOSED for one in manuscript.blocks),
        bracketed=any(cut.instead for one in quotations for cut in one.cuts),
    )


def _counts_alone(made: Method) -> Method:
    """How many answered of how many: said whatever is switched off."""
    return Method(made.responses, made.agencies, (), (), (), ())


PROPOSED = STATED | {BlockKind.QUOTE}
PRACTICES = (BlockKind.CLAIM, BlockKind.PRACTICE)
ADVICE = (BlockKind.RECOMMENDATION, BlockKind.QUOTE)
PARTS: Mapping[Kinds, str] = {PRACTICES: "practices", ADVICE: "recommendations"}
"""What the places of the parts that a note has itself are called."""
