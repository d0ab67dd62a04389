"""What a count over some agencies would tell of one that is not named, by subtraction.

Whoever reads the pages knows what every named agency answered, and from which level and region
every contributor is. So a count of a part of them is, for that reader, a count of those of whom
the rest of the pages say nothing: they are a crowd, or it is not printed. What is left of that
crowd once the part is taken away must be one as well.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from consult.analysis.naming import CROWD
from consult.analysis.rule_tree import Answered, Both, Either, Items, Narrowed, Not, Rule, spelled
from consult.synthesis.composing.desk import Desk

Agencies = frozenset[str]
Bounds = tuple[Agencies, Agencies]
"""Those who are known to be counted, and those who may be as far as a reader knows."""


def singles_out(desk: Desk, rule: Rule, asked: Callable[[Rule], Sequence[str]]) -> bool:
    """Whether too few could be meant by what a rule counts beside those whom the pages name.

    `asked` tells the questions that a rule asks about.
    """
    unsaid = _unsaid(desk, asked(rule))
    surely, possibly = _bounds(desk, rule, asked)
    meant = (possibly - surely) & unsaid
    return any(0 < len(group) < CROWD for group in (meant, unsaid - meant))


def _unsaid(desk: Desk, questions: Sequence[str]) -> Agencies:
    """Contributors of whom a reader is not told what they answered to some of the questions."""
    known = desk.disclosure.attributable
    return frozenset(
        agency
        for agency in desk.material.reply
        if not all(known(agency, question) for question in questions)
    )


def _bounds(desk: Desk, rule: Rule, asked: Callable[[Rule], Sequence[str]]) -> Bounds:
    match rule:
        case Both(left, right):
            (sure, may), (also, might) = _bounds(desk, left, asked), _bounds(desk, right, asked)
            return sure & also, may & might
        case Either(left, right):
            (sure, may), (also, might) = _bounds(desk, left, asked), _bounds(desk, right, asked)
            return sure | also, may | might
        case Not(inner):
            sure, may = _bounds(desk, inner, asked)
            base = _held(desk, inner) | _held(desk, rule)
            return base - may, (base | may) - sure
        case Narrowed(inner, trait, name):
            sure, may = _bounds(desk, inner, asked)
            there = frozenset(
                one.acronym for one in desk.material.agencies if getattr(one, trait) == name
            )
            return sure & there, may & there
        case Items(question):
            unsaid = _unsaid(desk, (question,))
            return frozenset(desk.material.reply) - unsaid, frozenset(desk.material.reply)
        case Answered():
            return _held(desk, rule), _held(desk, rule)
    held, unsaid = _held(desk, rule), _unsaid(desk, asked(rule))
    return held - unsaid, held | unsaid


def _held(desk: Desk, rule: Rule) -> Agencies:
    return frozenset(desk.ledger.resolve(spelled(rule)).agencies)
