"""A first draft in one action: the automatic composition as blocks that staff can change.

Numbers and names become chips, quotations keep their place in the frozen version, and the
statements of a theme carry the passages they rest on: nothing that comes from the agencies is
typed. Setting what is proposed gives the note that there was without it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence

from consult.analysis.material import Material
from consult.calls.questionnaire import Question
from consult.errors import NotFound
from consult.synthesis.composing import repeats
from consult.synthesis.composing.body import Body, automatic
from consult.synthesis.composing.chapters import (
    claim_of,
    most_spoken_of,
    quotable,
    quotes_of,
    stories,
)
from consult.synthesis.composing.desk import CLOSED, Desk
from consult.synthesis.composing.essentials import key_rules
from consult.synthesis.composing.open_topics import coded, theme_rule
from consult.synthesis.composing.quotes import Quoter
from consult.synthesis.composing.stories import Story
from consult.synthesis.drafting.blocks import (
    Annex,
    Block,
    BlockKind,
    Described,
    Exhibited,
    Inline,
    Manuscript,
    Place,
    Shown,
    Words,
)
from consult.synthesis.drafting.quoting import located
from consult.synthesis.drafting.rephrasing import Rephraser
from consult.synthesis.reading_again.clearance import NOTHING_SAID, Clearance
from consult.synthesis.snapshot import Audience, Chapter, Claim, Quote, Recommendation, Topic

Keys = Callable[[], str]
"""Gives a key that no other block has."""

_KEYS = re.compile(r"\w[\w-]*")

MOST_QUOTES = 2
"""How many quotations are proposed with one theme."""


def first_draft(
    material: Material, keys: Keys, clearance: Clearance = NOTHING_SAID
) -> tuple[Block, ...]:
    """The whole note, as the answers, their coding and their consents make it."""
    desk = Desk(material, Audience.DELEGATE, clearance)
    return tuple(_Proposer(desk, keys, automatic(desk)).blocks())


def of_theme(
    material: Material,
    keys: Keys,
    question: str,
    theme: str = "",
    *,
    written: Manuscript | None = None,
    clearance: Clearance = NOTHING_SAID,
) -> tuple[Block, ...]:
    """What is said of one theme, or of one question that has none, and who says it.

    Words that the manuscript quotes already are not proposed a second time. Nothing where too
    few answered; raises `NotFound` where nobody said anything.
    """
    desk = Desk(material, Audience.DELEGATE, clearance)
    asked = material.questionnaire.by_key.get(question)
    if asked is None:
        raise NotFound(question)
    if desk.withheld(asked):
        return ()
    story = next((one for one in _stories(desk, asked) if _is_of(one, question, theme)), None)
    if story is None:
        raise NotFound(theme or question)
    quoter = Quoter(desk)
    for block in written.blocks if written is not None else ():
        for quotation in block.quotations:
            quoter.remember(quotation.place.text)
    claim = claim_of(desk, story)
    quotes = quotes_of(desk, quoter, story, MOST_QUOTES) if quotable(story) else ()
    return tuple(_Proposer(desk, keys).told(claim, quotes))


def behind(written: Manuscript, question: str, after: str = "") -> str | None:
    """The block that what is proposed on a question comes behind; None: the last of the text.

    It is the one asked for, otherwise the last that tells of the question; never between a
    statement and the words that illustrate it.
    """
    blocks = written.blocks
    places = [place for place, block in enumerate(blocks) if block.id == after]
    if not places:
        places = [place for place, block in enumerate(blocks) if _tells(block, question)]
    if not places:
        return None
    place = places[-1]
    while place + 1 < len(blocks) and blocks[place + 1].kind is BlockKind.QUOTE:
        place += 1
    return blocks[place].id


def _tells(block: Block, question: str) -> bool:
    return any(question in _KEYS.findall(rule) for rule in block.rules)


def _stories(desk: Desk, asked: Question) -> Iterator[Story]:
    for section in desk.material.questionnaire.sections:
        if asked in section.questions:
            yield from stories(desk, section)
    yield from coded(desk, asked)


def _is_of(story: Story, question: str, theme: str) -> bool:
    key = story.theme.key if story.theme is not None else ""
    return story.question.key == question and key == theme


class _Proposer:
    """Turns what one desk composed into blocks."""

    def __init__(self, desk: Desk, keys: Keys, body: Body | None = None) -> None:
        self.desk = desk
        self.keys = keys
        self.made = body
        self.rephraser = Rephraser(desk)
        self.spoken = {one.place: one for one in desk.ledger.spoken}

    def blocks(self) -> Iterator[Block]:
        if self.made is None:
            return
        for rule, caption in key_rules(self.desk):
            yield self.block(BlockKind.FIGURE, rule=rule, title=caption)
        for claim in self.made.essentials:
            yield self.block(BlockKind.MESSAGE, content=self.rephraser.content(claim))
        for chapter in self.made.chapters:
            yield from self.chapter(chapter)
        yield from self.practices(self.made.practices_told)
        yield from self.recommendations(self.made.recommendations)
        for annex in Annex:
            yield self.block(BlockKind.ANNEX, annex=annex)

    def chapter(self, chapter: Chapter) -> Iterator[Block]:
        yield self.block(BlockKind.CHAPTER, title=chapter.title)
        section = next(
            one for one in self.desk.material.questionnaire.sections if one.key == chapter.key
        )
        theme = most_spoken_of(self.desk, section)
        if chapter.aside is not None and theme is not None:
            yield self.block(BlockKind.FIGURE, rule=theme_rule(theme), title=chapter.aside[1])
        if chapter.lead:
            yield self.block(BlockKind.TEXT, content=(Words(chapter.lead),))
        for topic in chapter.topics:
            yield from self.topic(topic)
        if chapter.minority:
            words = self.desk.words
            title = words.ngettext("Minority position", "Minority positions", len(chapter.minority))
            yield self.block(BlockKind.HEADING, title=title)
            for claim in chapter.minority:
                yield from self.told(claim)

    def topic(self, topic: Topic) -> Iterator[Block]:
        yield self.block(BlockKind.HEADING, title=topic.title)
        for claim in topic.claims:
            yield from self.told(claim, [one for one in topic.quotes if one.about == claim.id])
        if topic.exhibit is not None:
            question = self.desk.material.questionnaire.by_key[topic.key]
            shown = Shown.ANSWERS if question.kind in CLOSED else Shown.THEMES
            yield self.block(BlockKind.CHART, exhibited=Exhibited(shown, topic.key))

    def told(self, claim: Claim, quotes: Sequence[Quote] = ()) -> Iterator[Block]:
        """A statement, and the words that illustrate it."""
        yield self.block(BlockKind.CLAIM, content=self.rephraser.content(claim))
        for quote in quotes:
            yield self.block(BlockKind.QUOTE, place=self.place(quote.id))

    def practices(self, claims: Sequence[Claim]) -> Iterator[Block]:
        chosen = repeats.chosen_practices(self.desk)
        if not (claims or chosen):
            return
        yield self.block(BlockKind.CHAPTER, title=self.desk.words.gettext("Good practices"))
        for claim in claims:
            yield from self.told(claim)
        for question, item in chosen:
            version = self.desk.material.reply[item.agency].version
            words = repeats.practice_words(question, item.value)
            described = Described(item.agency, version, question.key, item.rank, words)
            yield self.block(BlockKind.PRACTICE, described=described)

    def recommendations(self, found: Sequence[Recommendation]) -> Iterator[Block]:
        if not found:
            return
        yield self.block(BlockKind.CHAPTER, title=self.desk.words.gettext("Recommendations"))
        for one in found:
            if one.support.id in self.spoken:
                yield self.block(BlockKind.RECOMMENDATION, place=self.place(one.support.id))
            else:
                content = self.rephraser.content(one.support)
                yield self.block(BlockKind.RECOMMENDATION, title=one.title, content=content)
            for quote in one.wordings:
                yield self.block(BlockKind.QUOTE, place=self.place(quote.id))

    def place(self, name: str) -> Place:
        """Where the words that the ledger knows by that name were written."""
        spoken = self.spoken[name]
        reply = self.desk.material.reply[spoken.agency]
        item, field, start = located(self.desk, spoken)
        return Place(
            agency=spoken.agency,
            version=reply.version,
            question=spoken.question,
            start=start,
            end=start + len(spoken.text),
            text=spoken.text,
            item=item,
            field=field,
        )

    def block(
        self,
        kind: BlockKind,
        *,
        title: str = "",
        content: tuple[Inline, ...] = (),
        place: Place | None = None,
        rule: str = "",
        exhibited: Exhibited | None = None,
        described: Described | None = None,
        annex: Annex | None = None,
    ) -> Block:
        """A block that says that it was proposed."""
        return Block(
            id=self.keys(),
            kind=kind,
            title=title,
            content=content,
            place=place,
            rule=rule,
            exhibited=exhibited,
            described=described,
            annex=annex,
            proposed=True,
        )
