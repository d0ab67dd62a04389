"""Counts with a reason: a rule such as `answer:gov_local=region` and the agencies behind it.

| rule                              | the base it is printed with                          |
|-----------------------------------|------------------------------------------------------|
| `answered`                        | the agencies invited                                 |
| `answered:level=…`, `:region=…`   | those invited at that level, in that region          |
| `answer:question=option`          | the agencies that replied to the call                |
| `likert:question.row>=point`      | the same                                             |
| `answered_question:question`      | the same                                             |
| `theme:question/theme[:stance]`   | the same                                             |
| `theme:*/theme[:stance]`          | the same; a theme of every question, wherever said   |
| `first:question=option`           | those that ranked something                          |
| `items:question`                  | none: entries are counted, not agencies              |
| `rule @level=…`, `rule @region=…` | the base of the rule, narrowed                       |
| `not rule`                        | the base of the rule                                 |
| `rule and rule`                   | agencies in both bases                               |
| `rule or rule`                    | agencies in either base                              |

An agency counts once, however often it says a thing. A value given to a question that was not
put counts for nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from consult.analysis.figures.rule_counting import Counting
from consult.analysis.figures.rule_parser import parse
from consult.analysis.figures.rule_tree import Items, Narrowed, Rule, RuleError, spelled
from consult.analysis.material import Material

__all__ = ["Figure", "Resolver", "Rule", "RuleError", "Unit", "parse", "resolve", "spelled"]


class Unit(StrEnum):
    """What a figure counts."""

    AGENCIES = "agencies"
    ITEMS = "items"


@dataclass(frozen=True, slots=True)
class Figure:
    """A count, what it is out of, and the agencies behind it in the order of the call.

    Entries have neither base nor agencies.
    """

    value: int
    base: int | None
    agencies: tuple[str, ...]
    rule: str
    unit: Unit = Unit.AGENCIES


def resolve(rule: Rule | str, material: Material) -> Figure:
    """Count what a rule says, now.

    Raises:
        RuleError: The rule cannot be read, or names what the call does not have.
    """
    return Resolver(material).resolve(rule)


class Resolver:
    """Resolves many rules over one material, reading each answer once."""

    def __init__(self, material: Material) -> None:
        self._material = material
        self._counting = Counting(material)

    def resolve(self, rule: Rule | str) -> Figure:
        """The same as the function of that name."""
        rule = parse(rule) if isinstance(rule, str) else rule
        counting = self._counting
        counted, among = rule, counting.invited
        while isinstance(counted, Narrowed):
            among &= counting.place(counted)
            counted = counted.rule
        if isinstance(counted, Items):
            return Figure(counting.items(counted, among), None, (), spelled(rule), Unit.ITEMS)
        holding, base = counting.agencies(rule)
        named = (one.acronym for one in self._material.agencies)
        agencies = tuple(acronym for acronym in named if acronym in holding)
        return Figure(len(agencies), len(base), agencies, spelled(rule))
