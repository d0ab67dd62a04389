"""Changing what agencies may already have answered: what is kept, and whom it concerns."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from enum import StrEnum

from consult.calls.naming import fresh
from consult.calls.questionnaire import (
    Field,
    Option,
    Question,
    QuestionKind,
    Questionnaire,
    Section,
    ShowIf,
)
from consult.calls.readiness import CONSENT_QUESTIONS
from consult.calls.soundness import CannotBuild, Why, sound

K = QuestionKind


class Change(StrEnum):
    """What a change means to somebody who answered; the sentences are in `wording`."""

    REMOVED = "removed"
    KIND = "kind"
    SHAPE = "shape"
    OPTION = "option"
    OTHER = "other"
    REQUIRED = "required"
    LIMIT = "limit"
    CONDITION = "condition"


@dataclass(frozen=True, slots=True)
class Effect:
    """One change that an answer may not survive unnoticed; `detail` names an option."""

    change: Change
    key: str
    label: str
    detail: str = ""


def kept(before: Questionnaire, after: Questionnaire) -> Questionnaire:
    """`after`, with what `before` asked and it no longer does as retired questions and options.

    A question of another kind or shape is another question: the old one is retired and the new
    one has a key of its own. Doing it twice changes nothing more. The questions that rule what
    may be quoted stay as they are: raises `CannotBuild`.
    """
    names = {
        one.key: fresh(f"{one.key}_2", {*before.by_key, *after.by_key})
        for one in after
        if one.key in before.by_key and _is_another(before.by_key[one.key], one)
    }
    sections = [
        replace(section, questions=tuple(_questions(before, section, names)))
        for section in after.sections
    ]
    for key in CONSENT_QUESTIONS:
        old, new = before.by_key.get(key), after.by_key.get(key)
        if old is not None and not old.retired and (new is None or _is_another(old, new)):
            raise CannotBuild(Why.CONSENT, key)
    present = {question.key for section in sections for question in section.questions}
    for section in before.sections:
        gone = tuple(_retired(one) for one in section.questions if one.key not in present)
        if not gone:
            continue
        place = next((n for n, one in enumerate(sections) if one.key == section.key), None)
        if place is None:
            sections.append(replace(section, questions=gone))
        else:
            held = sections[place]
            sections[place] = replace(held, questions=_in_order(section, held, gone))
    return sound(Questionnaire(tuple(sections)))


def effects(before: Questionnaire, after: Questionnaire) -> list[Effect]:
    """What those who answered `before` should know of `after`, in the order asked before."""
    return [effect for one in before if not one.retired for effect in _effects(one, before, after)]


def _effects(old: Question, before: Questionnaire, after: Questionnaire) -> Iterator[Effect]:
    new = after.by_key.get(old.key)
    if new is None or new.retired:
        yield Effect(Change.REMOVED, old.key, old.label)
        return
    if _is_another(old, new):
        change = Change.SHAPE if new.kind is old.kind else Change.KIND
        yield Effect(change, old.key, old.label)
        return
    for name in ("options", "rows"):
        offered = {one.key for one in getattr(new, name) if not one.retired}
        for option in getattr(old, name):
            if not option.retired and option.key not in offered:
                yield Effect(Change.OPTION, old.key, old.label, option.label)
    if old.other and not new.other:
        yield Effect(Change.OTHER, old.key, old.label)
    if new.required and not old.required:
        yield Effect(Change.REQUIRED, old.key, old.label)
    if _narrower(old, new):
        yield Effect(Change.LIMIT, old.key, old.label)
    if new.show_if != old.show_if and _put_to_fewer(old.show_if, new.show_if):
        yield Effect(Change.CONDITION, old.key, old.label)


def _narrower(old: Question, new: Question) -> bool:
    columns = {one.key: one for one in old.fields}
    fewer_types = bool(new.accept) and not (old.accept and set(old.accept) <= set(new.accept))
    return (
        _tighter(old, new, ("max_choices", "max_chars", "max_words", "max", "max_mb", "max_items"))
        or fewer_types
        or any(
            (one.required and not columns[one.key].required)
            or _tighter(columns[one.key], one, ("max_chars", "max_words", "max"))
            for one in new.fields
            if one.key in columns
        )
    )


def _tighter(old: Question | Field, new: Question | Field, most: Iterable[str]) -> bool:
    """Whether a bound of `new` shuts out what `old` let in."""
    bounds = [(getattr(old, name), getattr(new, name)) for name in most]
    if old.min is not None:
        bounds.append((-old.min, -new.min if new.min is not None else None))
    elif new.min is not None:
        return True
    return any(now is not None and (was is None or now < was) for was, now in bounds)


def _put_to_fewer(old: ShowIf | None, new: ShowIf | None) -> bool:
    if new is None:
        return False
    return old is None or old.question != new.question or not set(old.values) <= set(new.values)


def _is_another(old: Question, new: Question) -> bool:
    """Whether answers to the one say nothing of the other."""
    if old.kind is not new.kind:
        return True
    if [one.key for one in old.scale] != [one.key for one in new.scale]:
        return True
    columns = {one.key: one for one in new.fields}
    return any(
        one.key not in columns
        or columns[one.key].kind is not one.kind
        or not {option.key for option in one.options}
        <= {option.key for option in columns[one.key].options}
        for one in old.fields
    )


def _questions(
    before: Questionnaire, section: Section, names: dict[str, str]
) -> Iterator[Question]:
    for question in section.questions:
        old = before.by_key.get(question.key)
        now = question
        if old is not None and question.key in names:
            yield _retired(old)
            now = replace(now, key=names[question.key])
        elif old is not None and not question.retired:
            options, rows = _options(old.options, now.options), _options(old.rows, now.rows)
            now = replace(now, options=options, rows=rows)
        condition = now.show_if
        if condition is not None and condition.question in names:
            now = replace(now, show_if=replace(condition, question=names[condition.question]))
        yield now


def _options(old: tuple[Option, ...], new: tuple[Option, ...]) -> tuple[Option, ...]:
    """The new ones, and at the end the old ones that are no longer offered."""
    present = {one.key for one in new}
    gone = tuple(replace(one, retired=True) for one in old if one.key not in present)
    return (*new, *gone)


def _retired(question: Question) -> Question:
    return replace(question, retired=True, required=False, show_if=None)


def _in_order(section: Section, held: Section, gone: tuple[Question, ...]) -> tuple[Question, ...]:
    """Retired questions after those they followed."""
    order = list(held.questions)
    old = [one.key for one in section.questions]
    for one in gone:
        earlier = set(old[: old.index(one.key)])
        place = max((n + 1 for n, q in enumerate(order) if q.key in earlier), default=0)
        order.insert(place, one)
    return tuple(order)
