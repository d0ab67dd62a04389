"""A statement that was composed, as something that can be typed in: text, figures and names."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from consult.analysis.figures.rule_tree import Both, Coded, Either, Narrowed, Not, Rule
from consult.analysis.figures.rules import parse
from consult.synthesis.composing.desk import PERCENTAGES_FROM, Desk
from consult.synthesis.drafting import figures
from consult.synthesis.drafting.blocks import (
    FigureChip,
    FigureForm,
    Inline,
    Place,
    SourceChip,
    Words,
)
from consult.synthesis.drafting.origins import place_of
from consult.synthesis.snapshot import Claim, FigureRecord, Run

MOST_PLACES = 12
"""How many passages a statement is said to rest on: one of each agency."""


class Rephraser:
    """Turns the statements that one desk composed into the content of blocks."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._records = {record.id: record for record in desk.ledger.figures}

    def content(self, claim: Claim) -> tuple[Inline, ...]:
        """The statement with a chip for each count, each list of names, and its passages."""
        made: list[Inline] = []
        rules: list[str] = []
        for run in claim.runs:
            if run.figure is not None:
                record = self._records[run.figure]
                rules.append(record.rule)
                made.append(FigureChip(record.rule, self._form(record, run.text)))
            else:
                made += self._words(run, rules[-1] if _after_count(made) else "")
        places = tuple(self._places(rules))
        return (*made, SourceChip(places)) if places else tuple(made)

    def _form(self, record: FigureRecord, text: str) -> FigureForm:
        """The form in which the count is printed so."""
        for form in (FigureForm.OF, FigureForm.RATIO, FigureForm.COUNT, FigureForm.AGENCIES):
            found = figures.printed(self._desk, FigureChip(record.rule, form))
            if not isinstance(found, str) and found.text.lower() == text.lower():
                return form
        return FigureForm.OF

    def _words(self, run: Run, rule: str) -> Iterator[Inline]:
        """Text; what follows a count may begin with the names behind it, or tell its share."""
        text = run.text
        who = figures.listed(self._desk, rule) if rule else ""
        if who and text.startswith(who):
            yield Words(" ")
            yield FigureChip(rule, FigureForm.NAMES)
            text = text[len(who) :]
        share = self._share(rule)
        if share and share in text:
            before, _, text = text.partition(share)
            yield Words(before, run.strong, run.emphasis)
            yield FigureChip(rule, FigureForm.SHARE)
        if text:
            yield Words(text, run.strong, run.emphasis)

    def _share(self, rule: str) -> str:
        """The count as a percentage, where it is printed as one."""
        base = figures.resolved(self._desk, rule).base if rule else None
        if base is None or base < PERCENTAGES_FROM:
            return ""
        found = figures.printed(self._desk, FigureChip(rule, FigureForm.SHARE))
        return found if isinstance(found, str) else found.text

    def _places(self, rules: Iterable[str]) -> Iterator[Place]:
        """A passage of each agency under the themes that are counted."""
        met: set[str] = set()
        for rule in rules:
            for coded in _coded(parse(rule)):
                for passage in self._desk.passages(coded.question, coded.theme):
                    agrees = coded.stance in (None, passage.stance) and not passage.confidential
                    if agrees and passage.agency not in met and len(met) < MOST_PLACES:
                        met.add(passage.agency)
                        version = self._desk.material.reply[passage.agency].version
                        yield place_of(passage, version)


def _after_count(made: list[Inline]) -> bool:
    return bool(made) and isinstance(made[-1], FigureChip)


def _coded(rule: Rule) -> Iterator[Coded]:
    match rule:
        case Both(left, right) | Either(left, right):
            yield from _coded(left)
            yield from _coded(right)
        case Not(inner) | Narrowed(inner, _, _):
            yield from _coded(inner)
        case Coded():
            yield rule
