"""What a check finds: its name, how grave it is, where, and what mends it in one gesture."""

from __future__ import annotations

import dataclasses
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from consult.synthesis.drafting.blocks import Block, Inline, Words


class Severity(StrEnum):
    """How grave a finding is, the gravest first."""

    BLOCKS = "blocks"
    WARNS = "warns"
    PROPOSES = "proposes"


class Family(StrEnum):
    """What a check is about, in the order of the panel."""

    SOURCES = "sources"
    NUMBERS = "numbers"
    QUOTES = "quotes"
    CONSENT = "consent"
    COVERAGE = "coverage"
    SINCE = "since"
    STRUCTURE = "structure"
    PICTURE = "picture"
    TYPOGRAPHY = "typography"


class Check(StrEnum):
    """Every check by its name; what stands before the dot is its family."""

    SOURCE_MISSING = "sources.missing"
    SOURCE_GONE = "sources.gone"
    SOURCE_CHANGED = "sources.changed"
    NUMBER_TYPED = "numbers.typed"
    SHARE_TYPED = "numbers.share_typed"
    SHARE_UNKNOWN = "numbers.share_unknown"
    SHARE_UNCITED = "numbers.share_uncited"
    SHARE_PROSE = "numbers.share_prose"
    PART_TYPED = "numbers.part_typed"
    RULE_WRONG = "numbers.rule_wrong"
    SHARE_SMALL = "numbers.share_small"
    QUOTE_ALTERED = "quotes.altered"
    QUOTE_WITHDRAWN = "quotes.withdrawn"
    QUOTE_CHANGED = "quotes.changed"
    QUOTE_UNKNOWN = "quotes.unknown"
    QUOTE_REFUSED = "quotes.refused"
    QUOTE_AWAITED = "quotes.awaited"
    QUOTE_CONFIDENTIAL = "quotes.confidential"
    QUOTE_TELLING = "quotes.telling"
    QUOTE_TWICE = "quotes.twice"
    QUOTE_MISSING = "quotes.missing"
    QUOTE_TYPED = "quotes.typed"
    QUOTE_MISQUOTED = "quotes.misquoted"
    QUOTE_NOWHERE = "quotes.nowhere"
    QUOTE_TURNED = "quotes.turned"
    NAME_ANONYMOUS = "consent.anonymous"
    NAME_CONFIDENTIAL = "consent.confidential"
    NAME_ELIMINATING = "consent.eliminating"
    NAME_THANKED = "consent.thanked"
    NAME_TELLING = "consent.telling"
    FIGURE_WITHHELD = "consent.withheld"
    FIGURE_TOGETHER = "consent.together"
    PRACTICE_WITHHELD = "consent.practice"
    COVERAGE_UNOPENED = "coverage.unopened"
    COVERAGE_CONTRIBUTIONS = "coverage.contributions"
    COVERAGE_THEMES = "coverage.themes"
    COVERAGE_REGIONS = "coverage.regions"
    COVERAGE_ONE_VOICE = "coverage.one_voice"
    COVERAGE_MOST_QUOTED = "coverage.most_quoted"
    FIGURE_STALE = "since.figure"
    HEADING_EMPTY = "structure.heading_empty"
    HEADING_UNTITLED = "structure.untitled"
    HEADING_EARLY = "structure.heading_early"
    CHAPTER_EMPTY = "structure.chapter_empty"
    BLOCK_EMPTY = "structure.block_empty"
    BLOCK_UNSET = "structure.block_unset"
    MESSAGES = "structure.messages"
    LONG = "structure.long"
    ALTERNATIVE = "structure.alternative"
    PROPOSED = "structure.proposed"
    PICTURE_ALTERNATIVE = "picture.alternative"
    PICTURE_POOR = "picture.poor"
    PICTURE_COARSE = "picture.coarse"
    PICTURE_HEAVY = "picture.heavy"
    PICTURE_LOST = "picture.lost"
    TYPOGRAPHY = "typography.spelling"

    @property
    def family(self) -> Family:
        """What it is about."""
        return Family(self.value.partition(".")[0])

    @property
    def severity(self) -> Severity:
        """How grave it is; what is in no list blocks."""
        if self in WARN:
            return Severity.WARNS
        return Severity.PROPOSES if self in PROPOSE else Severity.BLOCKS


WARN = frozenset(
    {
        Check.SOURCE_CHANGED,
        Check.SHARE_UNCITED,
        Check.SHARE_PROSE,
        Check.PART_TYPED,
        Check.SHARE_SMALL,
        Check.QUOTE_TWICE,
        Check.QUOTE_NOWHERE,
        Check.QUOTE_TURNED,
        Check.NAME_THANKED,
        Check.NAME_TELLING,
        Check.COVERAGE_CONTRIBUTIONS,
        Check.COVERAGE_THEMES,
        Check.COVERAGE_REGIONS,
        Check.COVERAGE_ONE_VOICE,
        Check.COVERAGE_MOST_QUOTED,
        Check.FIGURE_STALE,
        Check.HEADING_EMPTY,
        Check.HEADING_UNTITLED,
        Check.HEADING_EARLY,
        Check.CHAPTER_EMPTY,
        Check.BLOCK_EMPTY,
        Check.BLOCK_UNSET,
        Check.MESSAGES,
        Check.LONG,
        Check.ALTERNATIVE,
        Check.PICTURE_POOR,
        Check.PICTURE_COARSE,
    }
)
PROPOSE = frozenset({Check.TYPOGRAPHY, Check.PROPOSED})


@dataclass(frozen=True, slots=True)
class Fix:
    """Characters `start` to `end` of the piece numbered `piece` become `pieces`.

    Where `piece` is None they are those of the title, and become plain text.
    """

    piece: int | None
    start: int
    end: int
    pieces: tuple[Inline, ...]

    @property
    def text(self) -> str:
        """The plain text put there."""
        return "".join(one.text for one in self.pieces if isinstance(one, Words))


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing to look at.

    `block` is the key of its block, empty where it is the note as a whole; `words` are those at
    fault, as they stand there; `params` fill the sentence of the check. Each of `fixes` mends it.
    """

    check: Check
    block: str = ""
    words: str = ""
    params: Mapping[str, str] = field(default_factory=dict)
    fixes: tuple[Fix, ...] = ()

    @property
    def severity(self) -> Severity:
        """How grave it is."""
        return self.check.severity

    @property
    def id(self) -> str:
        """The same for the same finding in the same words, so that a page can name it."""
        told = "\x1f".join((self.check, self.block, self.words, *map(str, self.params.values())))
        places = "".join(f"{one.piece}:{one.start}:{one.end};" for one in self.fixes)
        return hashlib.sha256(f"{told}\x1f{places}".encode()).hexdigest()[:16]


def mended(block: Block, fix: Fix) -> Block:
    """The block with one fix made."""
    if fix.piece is None:
        title = block.title[: fix.start] + fix.text + block.title[fix.end :]
        return dataclasses.replace(block, title=title)
    piece = block.content[fix.piece]
    if not isinstance(piece, Words):
        raise TypeError(f"nothing is typed in {piece!r}")
    kept = (
        dataclasses.replace(piece, text=piece.text[: fix.start]),
        *_dressed(fix.pieces, piece),
        dataclasses.replace(piece, text=piece.text[fix.end :]),
    )
    pieces = (*block.content[: fix.piece], *kept, *block.content[fix.piece + 1 :])
    return dataclasses.replace(block, content=tuple(_joined(pieces)))


def _dressed(pieces: tuple[Inline, ...], like: Words) -> list[Inline]:
    return [
        dataclasses.replace(like, text=one.text) if isinstance(one, Words) else one
        for one in pieces
    ]


def _joined(pieces: tuple[Inline, ...]) -> list[Inline]:
    """Without empty pieces, and with neighbours set alike as one."""
    made: list[Inline] = []
    for one in pieces:
        if isinstance(one, Words) and not one.text:
            continue
        last = made[-1] if made else None
        if (
            isinstance(one, Words)
            and isinstance(last, Words)
            and (one.strong, one.emphasis) == (last.strong, last.emphasis)
        ):
            made[-1] = dataclasses.replace(last, text=last.text + one.text)
        else:
            made.append(one)
    return made
