"""What a note may not print because of what it prints already: two counts tell more than each.

A table by level and one by region, or a table and a figure, may leave a crowd behind every
answer each by itself, and none together. The blocks are looked at in the order of the pages:
what comes first is printed, and what would tell too much beside it is kept back.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from consult.analysis.disclosure.crowds import Crowds, Part
from consult.analysis.disclosure.withholding import Place
from consult.analysis.figures.rule_tree import RuleError, Trait, spelled
from consult.analysis.figures.rules import parse
from consult.errors import NotFound
from consult.synthesis.composing.desk import Desk
from consult.synthesis.drafting import figures
from consult.synthesis.drafting.blocks import Block, Exhibited, Shown
from consult.synthesis.drafting.crossed import Crossed, crossed
from consult.synthesis.drafting.elimination import part

TRAITS = {Shown.BY_LEVEL: Trait.LEVEL, Shown.BY_REGION: Trait.REGION}


@dataclass(frozen=True, slots=True)
class KeptBack:
    """A count that a block may not print: its rule, or a table; `places` where it is in part."""

    name: str
    block: str
    places: frozenset[Place] | None = None


def kept_back(desk: Desk, blocks: Sequence[Block]) -> list[KeptBack]:
    """What the blocks may not print beside those before them, everything once.

    What a table of places leaves out, no sentence of the note prints: it would give back the rest.
    """
    if not desk.disclosure.protected:
        return []
    found: dict[str, KeptBack] = {}
    crowds = desk.disclosure.crowds()
    tables = {one.id: table for one in blocks if (table := _table(desk, one)) is not None}
    unprinted = frozenset[str]().union(*(one.unprinted for one in tables.values()))
    for block in blocks:
        for rule, spelling, told in _counted(desk, block):
            if rule not in found and spelling not in unprinted and crowds.keep(told):
                crowds.tell(told)
            else:
                found.setdefault(rule, KeptBack(rule, block.id))
        table, name = tables.get(block.id), name_of(block.exhibited)
        if table is not None and name not in found:
            places = _left_out(desk, crowds, table)
            if places is None or places:
                found[name] = KeptBack(name, block.id, places)
    return list(found.values())


def _left_out(desk: Desk, crowds: Crowds, table: Crossed) -> frozenset[Place] | None:
    """What a table leaves out beside the rest, level by level; None where it is all of it.

    What it prints then is told.
    """
    left_out = table.left_out
    if left_out is None:
        return frozenset()  # Nothing of it is printed whatever else is.

    def told(gone: Collection[int]) -> Part:
        return desk.disclosure.tells(table.crossing, left_out | table.places(gone))

    lines = [one for one in table.lines if not table.places([one]) <= left_out]
    alone = {one: crowds.keep(told(set(lines) - {one})) for one in lines}
    gone: list[int] = []
    for line in sorted(lines, key=lambda one: (alone[one], one)):
        if crowds.keep(told(gone)):
            crowds.tell(told(gone))
            return table.places(gone)
        gone.append(line)
    return None


def name_of(shown: Exhibited | None) -> str:
    """How a table of places is called among what is kept back."""
    return f"{shown.of} {shown.question}" if shown else ""


def _counted(desk: Desk, block: Block) -> Iterator[tuple[str, str, Part]]:
    """Each count of a part that a block would print by itself, its rule, what it tells apart."""
    for rule in dict.fromkeys(block.rules):
        try:
            read = parse(rule)
            if figures.is_part(desk, read) and not figures.withheld(desk, rule):
                told = part(desk, read, lambda one: figures.questions(desk, one))
                yield rule, spelled(read), told
        except RuleError:
            continue


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
