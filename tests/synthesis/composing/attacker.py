"""A reader who tries every assignment of answers that the figures of a note leave possible.

Whoever is named is known to have answered what they answered, and everybody's level and region
is known. The others could have answered anything: what all the figures allow is what they tell.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import chain, combinations, product
from typing import Any

from consult.analysis.figures.rule_tree import (
    Answer,
    Answered,
    AnsweredQuestion,
    Both,
    Either,
    Narrowed,
    Not,
    Rule,
)
from consult.analysis.figures.rules import parse, resolve
from consult.analysis.material import Material, Member
from consult.calls.questionnaire import Question, QuestionKind
from consult.synthesis.composing.disclosure import Disclosure
from consult.synthesis.snapshot import Snapshot

Answers = Mapping[str, Any]
"""What an agency answered to the questions attacked; an option or several, None for nothing."""

Told = dict[tuple[str, str], frozenset[Any]]
"""(agency, question) → everything that it may have answered."""


def learnt(
    note: Snapshot, material: Material, disclosure: Disclosure, *keys: str
) -> Iterator[tuple[str, str]]:
    """(agency, question) of those not named whose answer the note tells, and its totals do not."""
    totals = _totals(material, keys)
    printed = [parse(one.rule) for one in note.figures]
    about = [one for one in printed if _asks(one) and _asks(one) <= set(keys)]
    known = _possible(material, disclosure, keys, totals)
    found = _possible(material, disclosure, keys, [*totals, *about])
    for place, answers in found.items():
        if _tells(answers) and not _tells(known[place]):
            yield place


def _tells(answers: frozenset[Any]) -> bool:
    """Whether an answer, or one of the options ticked, is in everything that is possible."""
    if any(isinstance(one, frozenset) for one in answers):
        return bool(frozenset.intersection(*(one or frozenset() for one in answers)))
    return len(answers) == 1 and None not in answers


def _totals(material: Material, keys: Sequence[str]) -> list[Rule]:
    """What annex A prints of a question: how many answered, and how many each option."""
    return [
        rule
        for key in keys
        for rule in (
            AnsweredQuestion(key),
            *(Answer(key, one.key) for one in material.questionnaire.by_key[key].options),
        )
    ]


def _possible(
    material: Material, disclosure: Disclosure, keys: Sequence[str], rules: Sequence[Rule]
) -> Told:
    """Everything that each agency may have answered, as far as those rules count the same."""
    wanted = [resolve(rule, material).value for rule in rules]
    minds = [list(_minds(material, disclosure, one.agency, keys)) for one in material.replies]
    members = [material.member[one.agency] for one in material.replies]
    marks = [
        [tuple(_holds(rule, mind, member) for rule in rules) for mind in each]
        for each, member in zip(minds, members, strict=True)
    ]
    most = _reach(marks, len(rules))
    found: dict[tuple[str, str], set[Any]] = {}
    reachable: dict[tuple[int, tuple[int, ...]], bool] = {}

    def leads(place: int, left: tuple[int, ...]) -> bool:
        """Whether those from `place` on can make up what is left; notes who says what."""
        if (place, left) in reachable:
            return reachable[place, left]
        if any(one < 0 or one > top for one, top in zip(left, most[place], strict=True)):
            return False
        if place == len(minds):
            return True
        good = False
        for mind, mark in zip(minds[place], marks[place], strict=True):
            if leads(place + 1, tuple(a - b for a, b in zip(left, mark, strict=True))):
                good = True
                for key in keys:
                    found.setdefault((members[place].acronym, key), set()).add(mind[key])
        reachable[place, left] = good
        return good

    assert leads(0, tuple(wanted))
    return {
        (agency, key): frozenset(answers)
        for (agency, key), answers in found.items()
        if not disclosure.attributable(agency, key)
    }


def _reach(marks: list[list[tuple[int, ...]]], length: int) -> list[tuple[int, ...]]:
    """The most that those from each place on can add to each count."""
    most = [(0,) * length]
    for each in reversed(marks):
        top = [max(column) for column in zip(*each, strict=True)] or [0] * length
        most.append(tuple(a + b for a, b in zip(most[-1], top, strict=True)))
    return most[::-1]


def _minds(
    material: Material, disclosure: Disclosure, agency: str, keys: Sequence[str]
) -> Iterator[Answers]:
    """What an agency may have answered, for somebody who knows what is attributed to it."""
    asked = material.questionnaire.by_key
    said = material.reply[agency].values
    shown = material.questionnaire.shown(said)
    choices = [
        list(_values(asked[key]))
        if not disclosure.attributable(agency, key)
        else [_canonical(asked[key], said.get(key) if key in shown else None)]
        for key in keys
    ]
    for values in product(*choices):
        mind = dict(zip(keys, values, strict=True))
        if all(_put(asked[key], mind) or not mind[key] for key in keys):
            yield mind


def _put(question: Question, mind: Answers) -> bool:
    when = question.show_if
    return when is None or when.question not in mind or mind[when.question] in when.values


def _values(question: Question) -> Iterator[Any]:
    keys = [one.key for one in question.options]
    if question.kind is QuestionKind.MULTIPLE_CHOICE:
        picked = chain.from_iterable(combinations(keys, size) for size in range(len(keys) + 1))
        yield from (frozenset(one) for one in picked)
    else:
        yield from (None, *keys)


def _canonical(question: Question, value: Any) -> Any:
    return frozenset(value or ()) if question.kind is QuestionKind.MULTIPLE_CHOICE else value


def _asks(rule: Rule) -> set[str]:
    match rule:
        case Both(left, right) | Either(left, right):
            return _asks(left) | _asks(right)
        case Not(inner) | Narrowed(inner, _, _):
            return _asks(inner)
        case Answer(key, _) | AnsweredQuestion(key):
            return {key}
    return set()


def _holds(rule: Rule, mind: Answers, member: Member) -> bool:
    match rule:
        case Both(left, right):
            return _holds(left, mind, member) and _holds(right, mind, member)
        case Either(left, right):
            return _holds(left, mind, member) or _holds(right, mind, member)
        case Not(inner):
            return _among(inner, member) and not _holds(inner, mind, member)
        case Narrowed(inner, trait, name):
            return getattr(member, trait) == name and _holds(inner, mind, member)
        case Answered():
            return True
        case Answer(key, option):
            said = mind[key]
            return option in said if isinstance(said, frozenset) else said == option
        case AnsweredQuestion(key):
            return bool(mind[key])
    raise TypeError(rule)


def _among(rule: Rule, member: Member) -> bool:
    """Whether an agency is in the base of a rule."""
    match rule:
        case Both(left, right):
            return _among(left, member) and _among(right, member)
        case Either(left, right):
            return _among(left, member) or _among(right, member)
        case Not(inner):
            return _among(inner, member)
        case Narrowed(inner, trait, name):
            return getattr(member, trait) == name and _among(inner, member)
    return True
