"""Rules that give a number typed by hand, the likeliest first."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from consult.analysis.figures.rule_menu import menu
from consult.analysis.figures.rules import RuleError
from consult.synthesis.checks.findings import Fix
from consult.synthesis.checks.ground import Ground, Typed
from consult.synthesis.checks.number_words import value
from consult.synthesis.composing.giveaways import tokens
from consult.synthesis.drafting import figures
from consult.synthesis.drafting.blocks import Block, FigureChip, FigureForm

MOST = 3
"""So many rules are proposed; who wants another chooses it in the menu."""

LEAST_TRIED = 40
MOST_LOOKED_AT = 400_000
"""So many replies are looked at for one number: of ten agencies every rule is tried, of
thousands the nearest ones only."""

EVERYBODY = ("answered", "answered or not answered")
"""Who answered, and who was asked."""

_AGENCIES = re.compile(r"agenc", re.IGNORECASE)


class Candidate(NamedTuple):
    """A rule that might be meant, with the words that describe it."""

    rule: str
    question: str
    words: str


def fixes(ground: Ground, typed: Typed, found: re.Match[str], language: str) -> tuple[Fix, ...]:
    """A chip in the place of the number, for each rule that gives it."""
    number = value(found.group("number"), language)
    base = value(found.group("base") or "", language) if found.group("base") else None
    if number is None:
        return ()
    form, end = _form(found)
    return tuple(
        fix
        for rule in giving(ground, typed.block, number, base)
        for fix in typed.fix(found.start(), end, (FigureChip(rule, form),))
    )


def _form(found: re.Match[str]) -> tuple[FigureForm, int]:
    """How the chip is printed, and where what it replaces ends."""
    noun = found.groupdict().get("noun")
    if noun is None:
        return FigureForm.RATIO, found.end()
    if not _AGENCIES.match(noun):
        return FigureForm.COUNT, found.end("number")
    return (FigureForm.OF if found.group("base") else FigureForm.AGENCIES), found.end()


def giving(ground: Ground, block: Block, number: int, base: int | None) -> tuple[str, ...]:
    """Rules that count so many, those nearest to what the block is about first."""
    asked = block.id, number, base
    if asked not in ground.given:
        ground.given[asked] = _giving(ground, block, number, base)
    return ground.given[asked]


def _giving(ground: Ground, block: Block, number: int, base: int | None) -> tuple[str, ...]:
    near, around = set(ground.questions(block)), set[str]()
    for beside in ground.chapter.get(block.id, ()):
        around.update(ground.questions(beside))
    said = set(tokens(" ".join((block.title, block.text))))

    def rank(one: Candidate) -> tuple[int, int]:
        distance = 0 if one.question in near else 1 if one.question in around else 2
        shared = len({word for word in tokens(one.words) if len(word) > 3} & said)
        return (-2 * shared + distance, distance)

    replies = max(1, len(ground.desk.material.replies))
    most = max(LEAST_TRIED, MOST_LOOKED_AT // replies)
    ordered = sorted(_candidates(ground), key=rank)[:most]
    chosen: list[str] = []
    for one in ordered:
        if len(chosen) == MOST:
            break
        try:
            figure = figures.resolved(ground.desk, one.rule)
        except RuleError:
            continue
        if figure.value == number and base in (None, figure.base) and figure.base is not None:
            chosen.append(one.rule)
    return tuple(chosen)


def _candidates(ground: Ground) -> Iterator[Candidate]:
    yield from (Candidate(rule, "", "") for rule in EVERYBODY)
    for part in menu(ground.desk.material):
        for group in part.groups:
            if group.answered:
                yield Candidate(group.answered, group.key, group.label)
            for choice in (*group.choices, *group.themes):
                words = f"{group.label} {choice.label}"
                if choice.rule:
                    yield Candidate(choice.rule, group.key, words)
                for label, rule in choice.points:
                    yield Candidate(rule, group.key, f"{words} {label}")
