"""What a note may not print because of what it prints already: two counts tell more than each.

A table by level and one by region, or a table and a figure, may leave a crowd behind every
answer each by itself, and none together. The blocks are looked at in the order of the pages:
what comes first is printed, and what would tell too much beside it is kept back.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from consult.analysis.crowds import Part
from consult.analysis.rule_tree import Both, Either, Narrowed, Not, Rule, RuleError, Trait, spelled
from consult.analysis.rules import parse
from consult.errors import NotFound
from consult.synthesis.composing.desk import Desk
from consult.synthesis.drafting import figures
from consult.synthesis.drafting.blocks import Block, Exhibited, Shown
from consult.synthesis.drafting.crossed import Crossed, crossed
from consult.synthesis.drafting.elimination import part

TRAITS = {Shown.BY_LEVEL: Trait.LEVEL, Shown.BY_REGION: Trait.REGION}


def kept_back(desk: Desk, blocks: Sequence[Block]) -> dict[str, str]:
    """The counts that the blocks may not print beside those before them, each with its block.

    What a table of places leaves out, no sentence of the note prints: it would give back the rest.
    """
    found: dict[str, str] = {}
    if not desk.disclosure.protected:
        return found
    crowds = desk.disclosure.crowds()
    tables = [table for one in blocks if (table := _table(desk, one)) is not None]
    unprinted = frozenset[str]().union(*(one.unprinted for one in tables))
    for block in blocks:
        for name, spelling, told in _told(desk, block):
            if name not in found and spelling not in unprinted and crowds.keep(told):
                crowds.tell(told)
            else:
                found.setdefault(name, block.id)
    return found


def name_of(shown: Exhibited) -> str:
    """How a table of places is called among what is kept back."""
    return f"{shown.of} {shown.question}"


def _told(desk: Desk, block: Block) -> Iterator[tuple[str, str, Part]]:
    """Each count of a part that a block would print by itself, its rule, what it tells apart."""
    for rule in dict.fromkeys(block.rules):
        try:
            read = parse(rule)
            if _is_part(read) and not figures.withheld(desk, rule):
                told = part(desk, read, lambda one: figures.questions(desk, one))
                yield rule, spelled(read), told
        except RuleError:
            continue
    table = _table(desk, block)
    if block.exhibited is not None and table is not None and table.part is not None:
        yield name_of(block.exhibited), "", table.part


def _table(desk: Desk, block: Block) -> Crossed | None:
    """The table of places that a block prints, if it may at all."""
    shown = block.exhibited
    if shown is None or shown.of not in TRAITS or desk.disclosure.unnamed:
        return None
    question = desk.material.questionnaire.by_key.get(shown.question)
    try:
        return crossed(desk, question, TRAITS[shown.of]) if question else None
    except NotFound:
        return None


def _is_part(rule: Rule) -> bool:
    """Whether it counts some of the agencies, or several things at once."""
    while isinstance(rule, Not):
        rule = rule.rule
    return isinstance(rule, Both | Either | Narrowed)
