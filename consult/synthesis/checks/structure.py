"""Whether the note is whole: titles, messages, empty places, alternatives, length."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from consult.contributions.values import word_count
from consult.synthesis.checks.findings import Check, Finding
from consult.synthesis.checks.ground import Ground
from consult.synthesis.checks.sourcing import says_something
from consult.synthesis.drafting.blocks import Block, BlockKind, Exhibited, Shown

MESSAGES = 5
LONGEST_PAGES = 8
WORDS_PER_PAGE = 430
"""What a page of the note holds, as measured on the reference case with its quotations."""

FIRST_PAGES = 2.0
"""The essentials with the key numbers, and the method."""

HEADINGS = frozenset({BlockKind.CHAPTER, BlockKind.HEADING})
DRAWN = frozenset({BlockKind.CHART, BlockKind.TABLE})
SEEN = DRAWN | {BlockKind.PICTURE}
OF_ITS_OWN = frozenset({Shown.RESPONSES, Shown.RULES})
"""What a chart can show without a question."""


def headings(ground: Ground) -> Iterator[Finding]:
    """Titles without words, without anything under them, or before any chapter."""
    blocks = ground.blocks
    in_chapter = False
    for place, block in enumerate(blocks):
        after = blocks[place + 1] if place + 1 < len(blocks) else None
        if block.kind in HEADINGS and not block.title.strip():
            yield Finding(Check.HEADING_UNTITLED, block.id)
        if block.kind is BlockKind.CHAPTER:
            in_chapter = True
            if after is None or after.kind is BlockKind.CHAPTER:
                yield Finding(Check.CHAPTER_EMPTY, block.id, block.title)
        elif block.kind is BlockKind.HEADING:
            if not in_chapter:
                yield Finding(Check.HEADING_EARLY, block.id, block.title)
            if after is None or after.kind in HEADINGS:
                yield Finding(Check.HEADING_EMPTY, block.id, block.title)


def empty(ground: Ground) -> Iterator[Finding]:
    """Blocks in which nothing is written, or nothing was chosen."""
    for block in ground.blocks:
        if block.kind in HEADINGS or block.kind is BlockKind.QUOTE:
            continue
        if block.kind is BlockKind.FIGURE:
            if not block.rule:
                yield Finding(Check.BLOCK_UNSET, block.id)
        elif block.kind is BlockKind.PICTURE:
            if block.picture is None:
                yield Finding(Check.BLOCK_UNSET, block.id)
        elif block.kind in DRAWN:
            if block.exhibited is None or not _chosen(ground, block.exhibited):
                yield Finding(Check.BLOCK_UNSET, block.id)
        elif block.described is None and not says_something(block):
            yield Finding(Check.BLOCK_EMPTY, block.id)


def _chosen(ground: Ground, exhibited: Exhibited) -> bool:
    if exhibited.of is Shown.RULES:
        return any(line.rule for line in exhibited.lines)
    known = exhibited.question in ground.desk.material.questionnaire.by_key
    return known or (not exhibited.question and exhibited.of in OF_ITS_OWN | {Shown.BY_REGION})


def alternatives(ground: Ground) -> Iterator[Finding]:
    """Charts and tables without a caption of their own, where nothing else names them."""
    for block in ground.blocks:
        shown = block.exhibited
        if block.kind not in DRAWN or shown is None or block.title.strip():
            continue
        if shown.of is Shown.RULES:
            yield Finding(Check.ALTERNATIVE, block.id)
        if shown.of is Shown.RULES and any(not one.label.strip() for one in shown.lines):
            yield Finding(Check.BLOCK_UNSET, block.id)


def messages(ground: Ground) -> Iterator[Finding]:
    """The essentials are five."""
    found = [block for block in ground.blocks if block.kind is BlockKind.MESSAGE]
    if ground.blocks and len(found) != MESSAGES:
        where = found[-1].id if found else ""
        yield Finding(
            Check.MESSAGES, where, params={"count": str(len(found)), "wanted": str(MESSAGES)}
        )


def length(ground: Ground) -> Iterator[Finding]:
    """A note longer than it will be read."""
    pages = estimated_pages(ground.blocks)
    if pages > LONGEST_PAGES:
        params = {"pages": str(round(pages)), "most": str(LONGEST_PAGES)}
        yield Finding(Check.LONG, params=params)


def estimated_pages(blocks: Sequence[Block]) -> float:
    """About how many pages stand before the annexes; the preview tells exactly."""
    words = sum(
        word_count(block.title)
        + word_count(block.text)
        + 4 * len(block.rules)
        + sum(word_count(one.place.text) for one in block.quotations)
        for block in blocks
    )
    drawn = sum(block.kind in SEEN for block in blocks)
    boxed = sum(block.kind is BlockKind.PRACTICE for block in blocks)
    return FIRST_PAGES + words / WORDS_PER_PAGE + drawn / 4 + boxed / 4


def untouched(ground: Ground) -> Iterator[Finding]:
    """Paragraphs proposed by the machine that nobody has read yet."""
    found = [block for block in ground.blocks if block.proposed]
    if found:
        yield Finding(Check.PROPOSED, found[0].id, params={"count": str(len(found))})


CHECKS = (headings, empty, alternatives, messages, length, untouched)
