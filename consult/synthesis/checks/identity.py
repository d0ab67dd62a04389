"""Who may be named: what consent forbids, and what elimination would give away."""

from __future__ import annotations

from collections.abc import Iterator

from consult.contributions.consent import Attribution
from consult.synthesis.checks.findings import Check, Finding
from consult.synthesis.checks.ground import PROSE, Ground
from consult.synthesis.checks.mentions import Mention, Mentions
from consult.synthesis.composing.disclosure import Disclosure
from consult.synthesis.composing.giveaways import tokens
from consult.synthesis.composing.repeats import practice_words
from consult.synthesis.drafting.blocks import Block
from consult.synthesis.drafting.offering import described


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


CHECKS = (names, places, practices)
