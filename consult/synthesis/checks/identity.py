"""Who may be named: what consent forbids, and what elimination would give away."""

from __future__ import annotations

import re
from collections.abc import Iterator

from consult.analysis.figures.rules import RuleError
from consult.contributions.consent import Attribution
from consult.synthesis.checks.findings import Check, Finding
from consult.synthesis.checks.ground import PROSE, Ground
from consult.synthesis.checks.mentions import Mention, Mentions
from consult.synthesis.composing.disclosure import Disclosure
from consult.synthesis.composing.giveaways import tokens
from consult.synthesis.composing.repeats import practice_words
from consult.synthesis.drafting import figures
from consult.synthesis.drafting.blocks import Block, BlockKind
from consult.synthesis.drafting.offering import described
from consult.synthesis.drafting.together import kept_back, name_of


def names(ground: Ground) -> Iterator[Finding]:
    """Agencies named by hand that no position may be tied to."""
    disclosure = ground.desk.disclosure
    if not disclosure.protected:
        return
    mentions = Mentions(ground.desk.material)
    for typed in ground.typed:
        for mention in mentions.of(typed.text):
            check = _fault(ground, typed.block, mention)
            if check is not None:
                words = typed.text[mention.start : mention.end]
                yield Finding(check, typed.block.id, words, {"agency": mention.agency})


def _fault(ground: Ground, block: Block, mention: Mention) -> Check | None:
    """What is wrong with naming an agency there; agencies that did not answer hide nothing."""
    material, disclosure = ground.desk.material, ground.desk.disclosure
    agency = mention.agency
    reply = material.reply.get(agency)
    if reply is None:
        return None
    if mention.told:
        return None if agency in disclosure.attributed else Check.NAME_TELLING
    if reply.attribution is Attribution.CONFIDENTIAL:
        return Check.NAME_CONFIDENTIAL
    if agency in disclosure.attributed:
        return _hidden(disclosure, agency, ground.questions(block))
    if block.kind in PROSE and not block.sources and not block.quotations:
        return Check.NAME_THANKED
    anonymous = reply.attribution is Attribution.ANONYMOUS
    return Check.NAME_ANONYMOUS if anonymous else Check.NAME_ELIMINATING


def _hidden(disclosure: Disclosure, agency: str, questions: tuple[str, ...]) -> Check | None:
    """Whether an agency is hidden on what a block is about: by its wish, or to keep company."""
    if any(disclosure.confidential(agency, one) for one in questions):
        return Check.NAME_CONFIDENTIAL
    hidden = any(agency in disclosure.hidden(one) for one in questions)
    return Check.NAME_ELIMINATING if hidden else None


def places(ground: Ground) -> Iterator[Finding]:
    """Regions and departments typed beside what an agency that is not named said there."""
    material, disclosure = ground.desk.material, ground.desk.disclosure
    if not disclosure.protected:
        return
    for block in ground.blocks:
        line = f" {' '.join(tokens(f'{block.title} {block.text}'))} "
        told = dict.fromkeys((*block.sources, *(one.place for one in block.quotations)))
        for place in told:
            member = material.member.get(place.agency)
            if member is None or disclosure.attributable(place.agency, place.question):
                continue
            for where in dict.fromkeys((member.region, member.department)):
                if where and f" {' '.join(tokens(where))} " in line:
                    yield Finding(Check.NAME_TELLING, block.id, where, {"agency": place.agency})


def labels(ground: Ground) -> Iterator[Finding]:
    """What is written beside a count, where it tells whom the count does not name.

    A place of which the rule itself counts those who are there tells nothing more.
    """
    for block in ground.blocks if ground.desk.disclosure.protected else ():
        for label, rule in _labelled(block):
            if ground.repeats_the_call(label):
                continue
            try:
                hidden = _unnamed_behind(ground, rule)
            except RuleError:
                continue
            for agency, words in _told_of(ground, label, hidden):
                if f'"{words}"' not in rule and f"={words}" not in rule:
                    yield Finding(Check.NAME_TELLING, block.id, words, {"agency": agency})


def _labelled(block: Block) -> Iterator[tuple[str, str]]:
    """Each count of a block with what is written beside it."""
    if block.kind is BlockKind.FIGURE and block.rule:
        yield block.title, block.rule
    for line in block.exhibited.lines if block.exhibited else ():
        yield line.label, line.rule
        yield block.title, line.rule


def _unnamed_behind(ground: Ground, rule: str) -> frozenset[str]:
    """Those whom a rule counts and no list after it would name. Raises `RuleError`."""
    desk = ground.desk
    return frozenset(figures.resolved(desk, rule).agencies) - set(figures.named(desk, rule))


def _told_of(ground: Ground, label: str, agencies: frozenset[str]) -> Iterator[tuple[str, str]]:
    """(agency, words) of those agencies that a label places, or tells by a word of their name."""
    line = f" {' '.join(tokens(label))} "
    for agency in sorted(agencies):
        member = ground.desk.material.member[agency]
        for where in dict.fromkeys((member.region, member.department)):
            if where and f" {' '.join(tokens(where))} " in line:
                yield agency, where
        level = re.escape(" ".join(tokens(member.level)))
        if level and re.search(rf" agences? {level}s? | {level}s? agenc(?:y|ies) ", line):
            yield agency, member.level


def practices(ground: Ground) -> Iterator[Finding]:
    """Practices that their agency does not let be printed under its name."""
    desk = ground.desk
    for block in ground.blocks:
        told = block.described
        if told is None:
            continue
        where = {"agency": told.agency, "question": ground.label(told.question)}
        question = desk.material.questionnaire.by_key.get(told.question)
        if told.agency not in desk.material.reply:
            yield Finding(Check.QUOTE_WITHDRAWN, block.id, block.title, where)
            continue
        item = described(desk, told)
        if item is None or question is None:
            yield Finding(Check.QUOTE_CHANGED, block.id, block.title, where)
            continue
        words = practice_words(question, item.value)
        voice = desk.disclosure.voice(told.agency, told.question, words)
        if voice is None or voice.agency is None:
            yield Finding(Check.PRACTICE_WITHHELD, block.id, block.title, where)


def together(ground: Ground) -> Iterator[Finding]:
    """Counts that would tell too much beside those before them: the note leaves them out."""
    blocks = {one.id: one for one in ground.blocks}
    for one in kept_back(ground.desk, ground.blocks):
        if one.places is None:
            found = blocks[one.block]
            shown = found.exhibited if one.name == name_of(found.exhibited) else None
            words = found.title.strip() or ground.label(shown.question) if shown else one.name
            yield Finding(Check.FIGURE_TOGETHER, one.block, words)


CHECKS = (names, places, labels, practices, together)
