"""The answers to a question level by level or region by region, as far as they may be printed."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from functools import cached_property

from consult.analysis.disclosure.crowds import Part
from consult.analysis.disclosure.withholding import Place
from consult.analysis.figures.crossing import Crossing, cross, side
from consult.analysis.figures.rule_counting import CHOICES
from consult.analysis.figures.rule_tree import Trait
from consult.analysis.figures.rules import Resolver
from consult.calls.questionnaire import Question, QuestionKind
from consult.synthesis.composing.desk import Desk


@dataclass(frozen=True)
class Crossed:
    """The table, the longer side down the page, and the places of it left out.

    `left_out` is None where nothing of it can be printed; `part` is what the rest tells apart.
    """

    crossing: Crossing
    upright: bool
    left_out: frozenset[Place] | None
    part: Part | None

    @cached_property
    def unprinted(self) -> frozenset[str]:
        """The rules of the counts that it leaves out."""
        return frozenset(
            cell.rule
            for row, line in enumerate(self.crossing.cells)
            for column, cell in enumerate(line)
            if self.left_out is None or (row, column) in self.left_out
        )

    @property
    def lines(self) -> range:
        """The numbers of its levels or regions."""
        side = self.crossing.rows if self.upright else self.crossing.columns
        return range(len(side.categories))

    def places(self, lines: Collection[int]) -> frozenset[Place]:
        """Every count of some of its levels or regions."""
        across = range(len(self.crossing.cells[0] if self.upright else self.crossing.cells))
        places = ((line, other) for line in lines for other in across)
        return frozenset(places if self.upright else ((other, line) for line, other in places))


def crossed(desk: Desk, question: Question, trait: Trait) -> Crossed:
    """The table of one question; raises `NotFound` where it cannot be counted so."""
    found = desk.material.worked_out
    key = ("crossed", desk.disclosure.protected, desk.words.language, question.key, trait)
    if key not in found:
        found[key] = _crossed(desk, question, trait)
    made: Crossed = found[key]
    return made


def _crossed(desk: Desk, question: Question, trait: Trait) -> Crossed:
    resolver, other = Resolver(desk.material), desk.words.gettext("Another answer")
    places = side(desk.material, resolver, trait.value, other)
    answers = side(desk.material, resolver, side_of(question), other)
    upright = len(places.categories) > len(answers.categories)
    rows, columns = (places, answers) if upright else (answers, places)
    crossing = cross(desk.material, rows, columns)
    left_out = desk.disclosure.left_out(crossing)
    part = desk.disclosure.tells(crossing, left_out) if left_out is not None else None
    return Crossed(crossing, upright, left_out, part)


def side_of(question: Question) -> str:
    """How a question is called as one side of a cross-table."""
    words = {QuestionKind.RANKING: "first", **dict.fromkeys(CHOICES, "answer")}
    return f"{words.get(question.kind, 'theme')}:{question.key}"
