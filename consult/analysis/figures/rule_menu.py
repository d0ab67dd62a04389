"""What one can click to build a rule: every question with what can be counted about it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from consult.analysis.figures.rule_parser import parse
from consult.analysis.figures.rule_tree import (
    ANYWHERE,
    Answer,
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
    RuleError,
    Trait,
    spelled,
)
from consult.analysis.material import Material, Stance, Theme
from consult.calls.questionnaire import OTHER, Question, QuestionKind


class How(StrEnum):
    """How what is clicked joins the rule that is there."""

    REPLACE = "replace"
    AND = "and"
    OR = "or"
    EXCEPT = "except"


@dataclass(frozen=True, slots=True)
class Choice:
    """One claim to click; `label` is empty where the page has words of its own for it.

    `points` are the same claim in other degrees: the points of a scale, the stances.
    """

    label: str
    rule: str
    points: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Group:
    """A question, or the themes of every question, with its claims."""

    key: str
    label: str
    kind: QuestionKind | None
    answered: str
    choices: tuple[Choice, ...]
    themes: tuple[Choice, ...]


@dataclass(frozen=True, slots=True)
class Part:
    """A section of the questionnaire; without a title, the themes of every question."""

    title: str
    groups: tuple[Group, ...]


def menu(material: Material) -> tuple[Part, ...]:
    """Everything that can be counted, in the order of the questionnaire."""
    parts = [
        Part(section.title, tuple(_group(material, one) for one in section.questions))
        for section in material.questionnaire.sections
    ]
    across = tuple(_theme(one) for one in material.themes if not one.question)
    if across:
        parts.append(Part("", (Group(ANYWHERE, "", None, "", (), across),)))
    return tuple(parts)


def places(material: Material, trait: Trait) -> tuple[str, ...]:
    """The levels, or the regions, of the agencies invited, in their order."""
    return tuple(dict.fromkeys(getattr(one, trait) for one in material.agencies))


def joined(rule: Rule | None, added: Rule, how: How) -> Rule:
    """The rule with a claim more; entries are not agencies, and stay alone."""
    if rule is None or how is How.REPLACE or isinstance(rule, Items) or isinstance(added, Items):
        return added
    if how is How.AND:
        return Both(rule, added)
    return Either(rule, added) if how is How.OR else Both(rule, Not(added))


def clicked(text: str, added: str, how: str) -> str:
    """The text of a rule with what was clicked joined to it; as it is where it cannot be read.

    `added` is a rule, or `@level=…` to narrow the whole, `@level` to count all again.
    """
    try:
        rule = parse(text) if text else None
        if added.startswith("@"):
            trait, sign, name = added[1:].partition("=")
            if rule is not None and trait in tuple(Trait):
                return spelled(among(rule, Trait(trait), name if sign else None))
        elif added:
            way = How(how) if how in tuple(How) else How.REPLACE
            return spelled(joined(rule, parse(added), way))
    except RuleError:
        return text  # The fault is told beside it; what was clicked waits for a rule that reads.
    return text


def among(rule: Rule, trait: Trait, name: str | None) -> Rule:
    """The rule among the agencies of one level or region only, or, with None, of all again."""
    kept = _without(rule, trait)
    return kept if name is None else Narrowed(kept, trait, name)


def _without(rule: Rule, trait: Trait) -> Rule:
    """The rule without what narrows the whole of it so."""
    if not isinstance(rule, Narrowed):
        return rule
    inner = _without(rule.rule, trait)
    return inner if rule.trait is trait else Narrowed(inner, rule.trait, rule.name)


def _group(material: Material, question: Question) -> Group:
    choices = CHOICES.get(question.kind)
    return Group(
        key=question.key,
        label=question.label,
        kind=question.kind,
        answered=spelled(AnsweredQuestion(question.key)),
        choices=tuple(choices(question)) if choices else (),
        themes=tuple(_theme(one) for one in material.themes if one.question == question.key),
    )


def _theme(theme: Theme) -> Choice:
    key = theme.question or ANYWHERE
    stances = tuple(
        (stance.value, spelled(Coded(key, theme.key, stance))) for stance in Stance if theme.claim
    )
    return Choice(theme.label, spelled(Coded(key, theme.key)), stances)


def _options(question: Question) -> Iterator[Choice]:
    for option in question.options:
        yield Choice(option.label, spelled(Answer(question.key, option.key)))
    if question.other and OTHER not in (option.key for option in question.options):
        yield Choice("", spelled(Answer(question.key, OTHER)))


def _firsts(question: Question) -> Iterator[Choice]:
    for option in question.options:
        yield Choice(option.label, spelled(First(question.key, option.key)))


def _rows(question: Question) -> Iterator[Choice]:
    for row in question.rows:
        points = tuple(
            (point.label, spelled(Judged(question.key, row.key, ">=", point.key)))
            for point in question.scale
        )
        yield Choice(row.label, "", points)


def _items(question: Question) -> Iterator[Choice]:
    yield Choice("", spelled(Items(question.key)))


CHOICES: Mapping[QuestionKind, Callable[[Question], Iterator[Choice]]] = {
    QuestionKind.SINGLE_CHOICE: _options,
    QuestionKind.MULTIPLE_CHOICE: _options,
    QuestionKind.RANKING: _firsts,
    QuestionKind.LIKERT: _rows,
    QuestionKind.FILE: _items,
    QuestionKind.REPEAT: _items,
}
"""Of the other kinds only whether they were answered can be counted, and their themes."""
