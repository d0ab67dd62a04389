"""What one can click for a chart, a table or a good practice of the note."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from consult.analysis.material import Material
from consult.analysis.ordering import bare
from consult.calls.questionnaire import QuestionKind
from consult.contributions.values import plain_text, real_items
from consult.synthesis.composing.desk import CLOSED, Desk
from consult.synthesis.composing.disclosure import CONSENT_QUESTIONS
from consult.synthesis.composing.repeats import (
    Role,
    description_of,
    of_role,
    practice_words,
    title_of,
)
from consult.synthesis.drafting.blocks import Described, Exhibited, Place, Shown
from consult.synthesis.drafting.citing import Badge, boxed

CROSSED = (
    QuestionKind.SINGLE_CHOICE,
    QuestionKind.MULTIPLE_CHOICE,
    QuestionKind.RANKING,
)
"""Questions whose answers can be counted level by level: each agency has one of a few."""


@dataclass(frozen=True, slots=True)
class Choice:
    """One thing that a chart or a table can show."""

    exhibited: Exhibited
    label: str


@dataclass(frozen=True, slots=True)
class Part:
    """A question, or what concerns them all where it has no label, with what can be shown."""

    label: str
    choices: tuple[Choice, ...]


@dataclass(frozen=True, slots=True)
class Practice:
    """An item that an agency described, as it is chosen from."""

    described: Described
    title: str
    name: str
    words: str


def exhibits(material: Material) -> tuple[Part, ...]:
    """Everything that can be shown, in the order of the questionnaire."""
    parts = [Part("", (Choice(Exhibited(Shown.RESPONSES), ""),))]
    coded = {one.question for one in material.passages if one.theme}
    claims = {one.question for one in material.themes if one.claim}
    for question in material.questionnaire:
        if question.key in CONSENT_QUESTIONS:
            continue
        offered: list[Shown] = []
        if question.kind in CLOSED:
            offered = [Shown.ANSWERS]
            if question.kind in CROSSED:
                offered += [Shown.BY_LEVEL, Shown.BY_REGION]
        elif question.key in coded:
            offered = [Shown.THEMES]
            if question.key in claims:
                offered.append(Shown.STANCES)
        if offered:
            choices = (Choice(Exhibited(of, question.key), question.label) for of in offered)
            parts.append(Part(question.label, tuple(choices)))
    return tuple(parts)


def practices(desk: Desk, asked: str = "") -> tuple[Practice, ...]:
    """Every item of a repeated group that has a title and a text, save recommendations.

    Those whose words, title or agency hold every word asked for, whatever its accents.
    """
    wanted = bare(asked).split()
    return tuple(one for one in _practices(desk) if not wanted or _has(one, wanted))


def badge(desk: Desk, one: Practice) -> Badge:
    """Whether an item may be printed in a box."""
    told = one.described
    return boxed(desk, told.agency, told.question, told.text)


def _has(one: Practice, wanted: Sequence[str]) -> bool:
    said = bare("\n".join((one.described.agency, one.name, one.described.text)))
    return all(word in said for word in wanted)


def _practices(desk: Desk) -> Iterator[Practice]:
    for question in (*of_role(desk, Role.PRACTICES), *of_role(desk, Role.PLAIN)):
        title, told = title_of(question), description_of(question)
        if title is None or told is None:
            continue
        for reply in desk.material.replies:
            value = reply.values.get(question.key)
            for rank, item in real_items(question, value):
                whole = practice_words(question, item)
                yield Practice(
                    described=Described(reply.agency, reply.version, question.key, rank, whole),
                    title=plain_text(question, value, rank, title.key),
                    name=desk.material.member[reply.agency].name or reply.agency,
                    words=plain_text(question, value, rank, told.key),
                )


def as_json(value: Place | Exhibited | Described) -> dict[str, Any]:
    """As the editors hold it: see `block_json`."""
    return dataclasses.asdict(value)
