"""What every check looks at: the blocks, the answers behind them, and what was frozen before."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple

from consult.analysis.figures.rules import RuleError, parse
from consult.contributions.values import plain_text
from consult.synthesis.checks.findings import Finding, Fix
from consult.synthesis.composing.desk import Desk
from consult.synthesis.composing.giveaways import tokens
from consult.synthesis.composing.quotes import texts
from consult.synthesis.drafting import figures
from consult.synthesis.drafting.blocks import Block, BlockKind, Inline, Manuscript, Place, Words
from consult.synthesis.drafting.origins import NOWHERE, Origin, Standing, standing
from consult.synthesis.snapshot import FigureRecord

PROSE = frozenset({BlockKind.TEXT, BlockKind.BOX})
"""What staff write in their own name: it states nothing of the agencies."""

QUOTED = re.compile(r"«[^«»]*»|“[^“”]*”|\"[^\"\n]*\"")
"""Words between quotation marks typed by hand."""


class Piece(NamedTuple):
    """Where a piece of a block begins in a text; `number` is None for its title."""

    number: int | None
    start: int


class Typed(NamedTuple):
    """A text typed by hand in a block, as it is read: across bold and italics.

    `pieces` are those of the block that it is made of; none where only its editor mends it.
    """

    block: Block
    text: str
    pieces: tuple[Piece, ...] = ()

    def quoted(self, start: int) -> bool:
        """Whether a character stands between quotation marks."""
        return any(one.start() < start < one.end() for one in QUOTED.finditer(self.text))

    def fix(self, start: int, end: int, pieces: tuple[Inline, ...]) -> tuple[Fix, ...]:
        """What puts `pieces` there: nothing across two pieces, and words alone in a title."""
        for at in reversed(self.pieces):
            if at.start <= start:
                after = [one.start for one in self.pieces if one.start > at.start]
                plain = all(isinstance(one, Words) for one in pieces)
                if (after and end > after[0]) or (at.number is None and not plain):
                    return ()
                return (Fix(at.number, start - at.start, end - at.start, pieces),)
        return ()


class Frozen(NamedTuple):
    """What the last version of the note printed: its number and its figures."""

    version: int
    figures: tuple[FigureRecord, ...]


@dataclass(frozen=True)
class Ground:
    """A manuscript with what its chips stand for; `desk` is that of the audience it is for.

    `frozen` is the last version of the note, `opened` the revision at which somebody last
    opened the coverage.
    """

    manuscript: Manuscript
    desk: Desk
    origins: Mapping[Place, Origin] = field(default_factory=dict)
    frozen: Frozen | None = None
    opened: int | None = None
    given: dict[tuple[str, int, int | None], tuple[str, ...]] = field(default_factory=dict)
    """The rules already found to give a number typed in a block."""
    lost: frozenset[str] = frozenset()
    """The pictures whose file is not kept any more, by digest."""

    @cached_property
    def blocks(self) -> tuple[Block, ...]:
        """Every block that prints, in order."""
        return tuple(one for one in self.manuscript.blocks if one.kind is not BlockKind.ANNEX)

    @cached_property
    def typed(self) -> tuple[Typed, ...]:
        """Everything typed by hand that prints."""
        return tuple(self._typed())

    def _typed(self) -> Iterator[Typed]:
        for block in self.blocks:
            if block.title:
                yield Typed(block, block.title, (Piece(None, 0),))
            yield from _read_together(block)
            lines = block.exhibited.lines if block.exhibited else ()
            added = (cut.instead for one in block.quotations for cut in one.cuts)
            beside = (block.alternative, block.credit)
            for text in (*(line.label for line in lines), *added, *beside):
                if text.strip():
                    yield Typed(block, text)

    def standing(self, place: Place) -> Standing:
        """What the words of a place are worth today."""
        return standing(place, self.origins.get(place, NOWHERE))

    def questions(self, block: Block) -> tuple[str, ...]:
        """The questions that a block is about, as its chips tell."""
        found = [place.question for place in block.sources]
        found += [one.place.question for one in block.quotations]
        found += [block.described.question] if block.described else []
        found += [block.exhibited.question] if block.exhibited and block.exhibited.question else []
        for rule in block.rules:
            try:
                found += figures.questions(self.desk, parse(rule))
            except RuleError:
                continue
        by_key = self.desk.material.questionnaire.by_key
        return tuple(one for one in dict.fromkeys(found) if one in by_key)

    @cached_property
    def chapter(self) -> Mapping[str, tuple[Block, ...]]:
        """The blocks of the same chapter, under the key of each."""
        found: dict[str, tuple[Block, ...]] = {}
        for head, inside in self.manuscript.chapters():
            together = ((head,) if head else ()) + tuple(inside)
            found.update({block.id: together for block in together})
        return found

    def said(self, place: Place) -> str:
        """The whole text around a place, or its own words where there is none."""
        return self.origins.get(place, NOWHERE).text or place.text

    @cached_property
    def answers(self) -> tuple[tuple[str, str, int | None, str | None, str], ...]:
        """Every text answered: agency, question, item, field, and the text that places count in."""
        return tuple(self._answers())

    def _answers(self) -> Iterator[tuple[str, str, int | None, str | None, str]]:
        for reply in self.desk.material.replies:
            for question in self.desk.material.questionnaire:
                value = reply.values.get(question.key)
                if not value:
                    continue
                if question.fields:
                    for item in range(1, len(value) + 1 if isinstance(value, list) else 1):
                        for one in question.fields:
                            text = plain_text(question, value, item, one.key)
                            if text:
                                yield reply.agency, question.key, item, one.key, text
                elif text := plain_text(question, value):
                    yield reply.agency, question.key, None, None, text

    @cached_property
    def asked(self) -> tuple[str, ...]:
        """What the call itself says: questions, options, themes. Whoever writes may repeat it."""
        material = self.desk.material
        call = material.call
        found = [call.title, call.context, call.commissioner, call.federation, call.folder]
        for section in material.questionnaire.sections:
            found += [section.title, section.intro]
            for question in section.questions:
                found += [question.label, question.help, question.item_label]
                for offered in (question.options, question.rows, question.scale, question.fields):
                    found += [one.label for one in offered]
        for theme in material.themes:
            found += [theme.label, theme.claim, theme.description]
        return tuple(one for one in found if one)

    @cached_property
    def _asked_line(self) -> str:
        return "\n".join(f" {' '.join(tokens(one))} " for one in self.asked)

    def repeats_the_call(self, words: str) -> bool:
        """Whether words are only those of the questionnaire or of the themes."""
        return f" {' '.join(tokens(words))} " in self._asked_line

    @cached_property
    def _answered_line(self) -> str:
        return "\n".join(f" {' '.join(tokens(text))} " for *_, text in self.answers)

    def is_answered(self, words: str) -> bool:
        """Whether an answer has these words, punctuation and capitals aside."""
        return f" {' '.join(tokens(words))} " in self._answered_line

    def texts_of(self, agency: str, question: str) -> tuple[str, ...]:
        """Every text of one answer."""
        reply = self.desk.material.reply.get(agency)
        return tuple(texts(reply.values.get(question))) if reply else ()

    def label(self, question: str) -> str:
        """What a question is called."""
        found = self.desk.material.questionnaire.by_key.get(question)
        return found.label if found else question


def _read_together(block: Block) -> Iterator[Typed]:
    """The words between two chips as one text, however they are set."""
    text, pieces = "", list[Piece]()
    for number, piece in enumerate((*block.content, None)):
        if isinstance(piece, Words):
            pieces.append(Piece(number, len(text)))
            text += piece.text
            continue
        if text.strip():
            yield Typed(block, text, tuple(pieces))
        text, pieces = "", []


Look = Callable[[Ground], Iterator[Finding]]
"""A check: it looks at everything and tells what it finds."""
