"""Numbers typed by hand where a figure should stand: « sept agences », « 7 sur 10 », « 70 % »."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice

from consult.analysis.figures.rules import RuleError
from consult.synthesis.checks.findings import Check, Finding
from consult.synthesis.checks.ground import PROSE, Ground, Typed
from consult.synthesis.checks.number_patterns import SIGN, Sayings, sayings
from consult.synthesis.checks.number_words import value
from consult.synthesis.checks.rules_giving import fixes
from consult.synthesis.composing.desk import PERCENTAGES_FROM
from consult.synthesis.drafting import figures
from consult.synthesis.drafting.blocks import Block, FigureChip, FigureForm

MOST_NAMED = 8


def counts(ground: Ground) -> Iterator[Finding]:
    """Counts of agencies typed by hand, each with the rules that would give it."""
    language = ground.desk.words.language
    bases = _bases(ground)
    for typed in ground.typed:
        for found in _counts(typed, sayings(language), language, bases):
            mending = fixes(ground, typed, found, language)
            yield Finding(Check.NUMBER_TYPED, typed.block.id, found.group(), fixes=mending)


def parts(ground: Ground) -> Iterator[Finding]:
    """« La moitié des agences », « aucune agence »: counts without a number.

    Beside a figure they only comment on it.
    """
    for typed in ground.typed:
        if any(isinstance(one, FigureChip) for one in typed.block.content):
            continue
        for found in sayings(ground.desk.words.language).parts.finditer(typed.text):
            if not typed.quoted(found.start()):
                yield Finding(Check.PART_TYPED, typed.block.id, found.group())


def _counts(
    typed: Typed, said: Sayings, language: str, bases: frozenset[int]
) -> Iterator[re.Match[str]]:
    taken: list[tuple[int, int]] = []
    for expression in (said.counts, said.ratios):
        for found in expression.finditer(typed.text):
            start, end = found.span()
            again = any(first < end and start < last for first, last in taken)
            if not again and not typed.quoted(start) and _is_count(found, said, language, bases):
                taken.append((start, end))
                yield found


def _is_count(found: re.Match[str], said: Sayings, language: str, bases: frozenset[int]) -> bool:
    """Whether it counts agencies, rather than being an article, a year or a count of others."""
    text, base = found.group("number"), found.group("base")
    number = value(text, language)
    if number is None:
        return False
    if "noun" not in found.groupdict():
        whole = value(base, language)
        return whole in bases and number <= (whole or 0)
    if text.lower() in said.articles and base is None:
        return bool(said.only.search(found.group()))
    return not (text.isdigit() and len(text) == 4 and 1900 <= number <= 2100)


def _bases(ground: Ground) -> frozenset[int]:
    """What figures of this note are out of."""
    material = ground.desk.material
    found = {len(material.replies), len(material.agencies)}
    for block in ground.blocks:
        for rule in block.rules:
            try:
                base = figures.resolved(ground.desk, rule).base
            except RuleError:
                continue
            found |= {base} if base is not None else set()
    return frozenset(found - {0, 1, 2})


# --- shares -------------------------------------------------------------------------------


def shares(ground: Ground) -> Iterator[Finding]:
    """Percentages typed by hand: of agencies, or of something that no answer says."""
    said = sayings(ground.desk.words.language)
    for typed in ground.typed:
        for found in said.shares.finditer(typed.text):
            if typed.quoted(found.start()):
                continue
            if said.of_agencies.match(typed.text, found.end()):
                yield Finding(Check.SHARE_TYPED, typed.block.id, found.group())
            else:
                yield from _share(ground, typed, found)


def _share(ground: Ground, typed: Typed, found: re.Match[str]) -> Iterator[Finding]:
    """A share of something else: an answer says it, or a reason, or nobody knows where from."""
    block, same = typed.block, _same_share(found.group("number"))
    known = (*ground.asked, block.justification, *_beside(ground, block))
    if block.justification.strip() or any(same.search(one) for one in known):
        return
    first = re.split("[.,]", found.group("number"))[0]
    saying = (one[0] for one in ground.answers if first in one[-1] and same.search(one[-1]))
    said_by = tuple(dict.fromkeys(islice(saying, MOST_NAMED)))
    if said_by:
        params = {"agencies": ", ".join(said_by)}
        yield Finding(Check.SHARE_UNCITED, block.id, found.group(), params)
        return
    check = Check.SHARE_PROSE if block.kind in PROSE else Check.SHARE_UNKNOWN
    yield Finding(check, block.id, found.group())


def _same_share(number: str) -> re.Pattern[str]:
    """The same share in an answer, also as one end of a range: « entre 15 et 25 % »."""
    digits = r"[.,]".join(map(re.escape, re.split("[.,]", number)))
    per_cent = rf"{SIGN}(?:%|pour.?cent|per.?cent)"
    return re.compile(
        rf"(?<![\d.,]){digits}(?:{per_cent}|(?![.,]?\d)\D{{1,12}}\d+{per_cent})", re.IGNORECASE
    )


def _beside(ground: Ground, block: Block) -> Iterator[str]:
    """The texts that a block rests on."""
    places = (*block.sources, *(one.place for one in block.quotations))
    for place in places:
        yield ground.said(place)
    for agency, question in dict.fromkeys((one.agency, one.question) for one in places):
        yield from ground.texts_of(agency, question)
    for rule in block.rules:
        try:
            agencies = figures.resolved(ground.desk, rule).agencies
        except RuleError:
            continue
        for question in ground.questions(block):
            for agency in agencies:
                yield from ground.texts_of(agency, question)


# --- chips --------------------------------------------------------------------------------


def rules(ground: Ground) -> Iterator[Finding]:
    """Figures whose rule is wrong, that may not be printed, or that are too few for a share."""
    for block in ground.blocks:
        for rule in dict.fromkeys(block.rules):
            try:
                figure = figures.resolved(ground.desk, rule)
            except RuleError as error:
                yield Finding(Check.RULE_WRONG, block.id, rule, {"why": str(error)})
                continue
            if figures.withheld(ground.desk, rule):
                yield Finding(Check.FIGURE_WITHHELD, block.id, rule)
            elif _is_share(block, rule) and (figure.base or 0) < PERCENTAGES_FROM:
                yield Finding(Check.SHARE_SMALL, block.id, rule, {"least": str(PERCENTAGES_FROM)})


def _is_share(block: Block, rule: str) -> bool:
    chips = (one for one in block.content if isinstance(one, FigureChip))
    return any(one.rule == rule and one.form is FigureForm.SHARE for one in chips)


CHECKS = (counts, parts, shares, rules)
