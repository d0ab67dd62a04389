"""Building a questionnaire: each act gives another one, or says why it cannot be.

Whatever the acts, keys stay unique and a question is only put after the answer to an earlier
one, to a value that exists. Places are told by keys: a thing moves before another one, or to
the end.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from typing import TypeVar

from consult.calls.naming import fresh
from consult.calls.questionnaire import Question, Questionnaire, Section, ShowIf
from consult.calls.soundness import CannotBuild, Why, sound

Thing = TypeVar("Thing", Section, Question)


# Sections.


def with_section(told: Questionnaire, section: Section) -> Questionnaire:
    """One section more, at the end."""
    return sound(Questionnaire((*told.sections, section)))


def section_replaced(told: Questionnaire, key: str, section: Section) -> Questionnaire:
    """Another title and another introduction; questions stay where they are."""
    held = section_of(told, key)
    now = replace(held, title=section.title, intro=section.intro, translations=section.translations)
    return sound(_with(told, {key: now}))


def without_section(told: Questionnaire, key: str) -> Questionnaire:
    """The section and its questions are gone."""
    section_of(told, key)
    return sound(Questionnaire(tuple(one for one in told.sections if one.key != key)))


def section_moved(told: Questionnaire, key: str, before: str = "") -> Questionnaire:
    """The section stands before another one, or last."""
    moving = section_of(told, key)
    others = [one for one in told.sections if one.key != key]
    return sound(Questionnaire(tuple(_placed(others, moving, before))))


def section_stepped(told: Questionnaire, key: str, by: int) -> Questionnaire:
    """One place up (-1) or down (+1); unchanged at either end."""
    section_of(told, key)
    order = [one.key for one in told.asked.sections]
    return section_moved(told, key, _next(order, key, by)) if key in order else told


def section_duplicated(told: Questionnaire, key: str, title: str) -> Questionnaire:
    """A copy after the section; conditions among its questions hold among the copies."""
    held = section_of(told, key)
    names = _names(told, (one for one in held.questions if not one.retired))
    copies = tuple(
        replace(one, key=names[one.key], show_if=_renamed(one.show_if, names))
        for one in held.questions
        if not one.retired
    )
    copy = Section(
        fresh(f"{key}_2", {one.key for one in told.sections}),
        title,
        held.intro,
        copies,
        held.translations,
    )
    place = told.sections.index(held) + 1
    return sound(Questionnaire((*told.sections[:place], copy, *told.sections[place:])))


# Questions.


def added(told: Questionnaire, section: str, question: Question, before: str = "") -> Questionnaire:
    """One question more in a section, before another or last."""
    if question.key in told.by_key:
        raise CannotBuild(Why.KEY_TAKEN, question.key)
    held = section_of(told, section)
    now = tuple(_placed(held.questions, question, before))
    return sound(_with(told, {section: replace(held, questions=now)}))


def replaced(told: Questionnaire, key: str, question: Question) -> Questionnaire:
    """The question asked otherwise; with another key, what rested on it rests on it still."""
    question_of(told, key)
    if question.key != key and question.key in told.by_key:
        raise CannotBuild(Why.KEY_TAKEN, question.key)
    names = {key: question.key}
    return sound(
        _each(
            told,
            lambda one: (
                question if one.key == key else replace(one, show_if=_renamed(one.show_if, names))
            ),
        )
    )


def removed(told: Questionnaire, key: str) -> Questionnaire:
    """Without the question; refused while a later one rests on it."""
    question_of(told, key)
    return sound(_without(told, key))


def moved(told: Questionnaire, key: str, section: str, before: str = "") -> Questionnaire:
    """The question stands in that section, before another one or last."""
    moving = question_of(told, key)
    rest = _without(told, key)
    held = section_of(rest, section)
    now = tuple(_placed(held.questions, moving, before))
    return sound(_with(rest, {section: replace(held, questions=now)}))


def stepped(told: Questionnaire, key: str, by: int) -> Questionnaire:
    """One place up (-1) or down (+1), through the sections; unchanged at either end."""
    asked = told.asked.sections
    home = next(one for one in told.sections if question_of(told, key) in one.questions)
    order = [one.key for one in next(s for s in asked if s.key == home.key).questions]
    if 0 <= order.index(key) + by < len(order):
        return moved(told, key, home.key, _next(order, key, by))
    homes = [one.key for one in asked]
    place = homes.index(home.key) + by
    if not 0 <= place < len(homes):
        return told
    inside = [one.key for one in asked[place].questions]
    return moved(told, key, homes[place], inside[0] if by > 0 and inside else "")


def duplicated(told: Questionnaire, key: str, label: str) -> Questionnaire:
    """A copy right after the question."""
    original = question_of(told, key)
    copy = replace(original, key=fresh(f"{key}_2", told.by_key), label=label, retired=False)
    home = next(one for one in told.sections if original in one.questions)
    place = home.questions.index(original) + 1
    now = (*home.questions[:place], copy, *home.questions[place:])
    return sound(_with(told, {home.key: replace(home, questions=now)}))


# Small things that every act uses.


def section_of(told: Questionnaire, key: str) -> Section:
    """The section of that key; raises `CannotBuild`."""
    found = next((one for one in told.sections if one.key == key), None)
    if found is None:
        raise CannotBuild(Why.UNKNOWN, key)
    return found


def question_of(told: Questionnaire, key: str) -> Question:
    """The question of that key, as long as it is asked; raises `CannotBuild`."""
    found = told.by_key.get(key)
    if found is None or found.retired:
        raise CannotBuild(Why.UNKNOWN, key)
    return found


def _with(told: Questionnaire, now: dict[str, Section]) -> Questionnaire:
    return Questionnaire(tuple(now.get(one.key, one) for one in told.sections))


def _without(told: Questionnaire, key: str) -> Questionnaire:
    return Questionnaire(
        tuple(
            replace(one, questions=tuple(q for q in one.questions if q.key != key))
            for one in told.sections
        )
    )


def _each(told: Questionnaire, becoming: Callable[[Question], Question]) -> Questionnaire:
    return Questionnaire(
        tuple(
            replace(one, questions=tuple(becoming(q) for q in one.questions))
            for one in told.sections
        )
    )


def _placed(others: Sequence[Thing], moving: Thing, before: str) -> Iterator[Thing]:
    if before and all(one.key != before for one in others):
        raise CannotBuild(Why.UNKNOWN, before)
    for one in others:
        if one.key == before:
            yield moving
        yield one
    if not before:
        yield moving


def _next(order: list[str], key: str, by: int) -> str:
    """The key before which a thing stands after one step; empty for the end."""
    others = [one for one in order if one != key]
    place = max(order.index(key) + by, 0)
    return others[place] if place < len(others) else ""


def _names(told: Questionnaire, questions: Iterable[Question]) -> dict[str, str]:
    taken = set(told.by_key)
    names: dict[str, str] = {}
    for one in questions:
        names[one.key] = fresh(f"{one.key}_2", taken)
        taken.add(names[one.key])
    return names


def _renamed(condition: ShowIf | None, names: dict[str, str]) -> ShowIf | None:
    if condition is None or condition.question not in names:
        return condition
    return replace(condition, question=names[condition.question])
