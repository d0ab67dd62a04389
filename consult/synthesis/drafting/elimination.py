"""What counts of parts of the agencies would tell of those that are not named, by subtraction.

Whoever reads the pages knows what every named agency answered, and from which level and region
every contributor is. What one count tells apart is a `Part`; whether a crowd stays behind every
answer, of one count or of all those of a note together, is `analysis.crowds`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from consult.analysis.disclosure.crowds import Agencies, Part
from consult.analysis.figures.rule_tree import (
    ANYWHERE,
    Answer,
    Answered,
    AnsweredQuestion,
    Both,
    Coded,
    Either,
    First,
    Items,
    Judged,
    Narrowed,
    Not,
    Rule,
    spelled,
)
from consult.calls.questionnaire import Question, QuestionKind
from consult.synthesis.composing.desk import Desk
from consult.synthesis.composing.exhibits import option_keys

Asked = Callable[[Rule], Sequence[str]]
"""The questions that a rule asks about."""


def singles_out(desk: Desk, rule: Rule, asked: Asked) -> bool:
    """Whether a count by itself leaves too few possible behind what it tells."""
    return not desk.disclosure.crowds().keep(part(desk, rule, asked))


def part(desk: Desk, rule: Rule, asked: Asked) -> Part:
    """What a count tells apart of those who are not named."""
    leaves = [
        one for leaf in _leaves(rule, asked) for one in (leaf, *_conditions(desk, leaf, asked))
    ]
    marks = [_there(desk, one) for one in _narrowings(rule)]
    facts: list[tuple[str, Agencies]] = []
    for leaf in leaves:
        unsaid = frozenset[str]().union(*(desk.disclosure.unsaid(key) for key in asked(leaf)))
        marks.append(_held(desk, leaf) - unsaid)
        facts += ((key, _held(desk, one)) for key in asked(leaf) for one in _facts(desk, leaf))
    questions = frozenset(key for leaf in leaves for key in asked(leaf))
    return Part(questions, tuple(marks), tuple(facts))


def _leaves(rule: Rule, asked: Asked) -> Iterator[Rule]:
    match rule:
        case Both(left, right) | Either(left, right):
            yield from _leaves(left, asked)
            yield from _leaves(right, asked)
        case Not(inner) | Narrowed(inner, _, _):
            yield from _leaves(inner, asked)
        case Answered():
            return
        case Coded(question, theme, stance) if question == ANYWHERE:
            yield from (Coded(one, theme, stance) for one in asked(rule))
        case _:
            yield rule


def _conditions(desk: Desk, leaf: Rule, asked: Asked) -> Iterator[Rule]:
    """Whoever answers a question that is put to some tells what it answered before."""
    by_key = desk.material.questionnaire.by_key
    for key in asked(leaf):
        when = by_key[key].show_if
        if when is not None and when.question in by_key:
            found = by_key[when.question]
            known = {option.key for option in found.options}
            yield AnsweredQuestion(found.key)
            yield from (Answer(found.key, one) for one in when.values if one in known)


def _narrowings(rule: Rule) -> Iterator[Narrowed]:
    match rule:
        case Both(left, right) | Either(left, right):
            yield from _narrowings(left)
            yield from _narrowings(right)
        case Not(inner):
            yield from _narrowings(inner)
        case Narrowed(inner, _, _):
            yield rule
            yield from _narrowings(inner)


def _there(desk: Desk, rule: Narrowed) -> Agencies:
    """The agencies of a level or a region."""
    return frozenset(
        one.acronym for one in desk.material.agencies if getattr(one, rule.trait) == rule.name
    )


def _facts(desk: Desk, leaf: Rule) -> Iterator[Rule]:
    """What would be known of whoever is surely counted: also each answer that it leaves."""
    match leaf:
        case AnsweredQuestion() | Items():
            return  # That somebody answered is no opinion.
        case Answer(key, _):
            question = desk.material.questionnaire.by_key[key]
            yield from _options(question) if _one_answer(question) else (leaf,)
        case First(key, _):
            question = desk.material.questionnaire.by_key[key]
            yield from (First(key, option.key) for option in question.options)
        case Judged(key, row, _, _):
            question = desk.material.questionnaire.by_key[key]
            yield from (Judged(key, row, "=", point.key) for point in question.scale)
        case _:
            yield leaf


def _options(question: Question) -> Iterator[Rule]:
    return (Answer(question.key, key) for key in option_keys(question))


def _one_answer(question: Question) -> bool:
    return question.kind is QuestionKind.SINGLE_CHOICE


def _held(desk: Desk, rule: Rule) -> Agencies:
    if isinstance(rule, Items):
        rule = AnsweredQuestion(rule.question)
    return frozenset(desk.ledger.resolve(spelled(rule)).agencies)
