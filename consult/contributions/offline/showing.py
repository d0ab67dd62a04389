"""What a document brings, as its page shows it: each answer beside the one it would replace."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from consult.calls.questionnaire import Question, Questionnaire
from consult.contributions.answering.typed import name_of
from consult.contributions.answering.wording import faults
from consult.contributions.offline.placing import (
    Leftover,
    Placement,
    Proposal,
    State,
    Why,
    may_take,
)
from consult.contributions.offline.sentences import why_words
from consult.contributions.shown import Shown, shown
from consult.contributions.texts.merging import NOTHING, Said

PRESET = (Why.OUTSIDE, Why.TOO_LONG, Why.UNREADABLE)


@dataclass(frozen=True, slots=True)
class Row:
    """One answer of the document."""

    question: Question
    number: int
    state: State
    answer: Shown | None
    before: Shown | None
    secret: bool
    base: str
    faults: Sequence[str]


@dataclass(frozen=True, slots=True)
class Left:
    """One text to be placed by hand, the reason, and where it would go unless told otherwise."""

    text: str
    why: str
    near: str
    preset: str


@dataclass(frozen=True, slots=True)
class Brought:
    """Everything the page needs; `fields` are the names and values sent back unchanged."""

    rows: Sequence[Row]
    same: Sequence[Question]
    held: Sequence[Question]
    left: Sequence[Left]
    targets: Sequence[tuple[str, str]]
    fields: Sequence[tuple[str, str]]

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to place."""
        return not self.rows and not self.left


def brought(
    questionnaire: Questionnaire,
    found: Proposal,
    said: Mapping[str, Said],
    *,
    held: frozenset[str] = frozenset(),
    preset: bool = True,
) -> Brought:
    """The page of a proposal; `preset` says whether texts outside the boxes have a likely place."""
    numbers = {question.key: rank for rank, question in enumerate(questionnaire, start=1)}
    rows = [_row(one, numbers[one.question.key]) for one in found.placements if _asks(one)]
    open_ = {
        question.key: f"{numbers[question.key]}. {question.label}"
        for question in questionnaire
        if question.key not in held and may_take(question, said.get(question.key, NOTHING))
    }
    return Brought(
        rows=rows,
        same=[one.question for one in found.placements if one.state is State.SAME],
        held=[one.question for one in found.placements if one.state is State.HELD],
        left=[_left(one, questionnaire, open_, preset) for one in found.leftovers],
        targets=list(open_.items()),
        fields=[
            (name, value)
            for one in found.placements
            if _asks(one)
            for name, values in found.sent.items()
            if _is_of(name, one.question)
            for value in values
        ],
    )


def _asks(one: Placement) -> bool:
    return one.state in (State.NEW, State.REPLACES)


def _is_of(name: str, question: Question) -> bool:
    own = name_of(question)
    return name == own or name.startswith(f"{own}.") or name == f"secret.{question.key}"


def _row(one: Placement, number: int) -> Row:
    return Row(
        question=one.question,
        number=number,
        state=one.state,
        answer=shown(one.question, one.said.value),
        before=shown(one.question, one.before.value),
        secret=one.said.confidential,
        base=one.before.mark,
        faults=[fault.sentence for fault in faults(one.question, one.said.value, to_send=False)],
    )


def _left(
    one: Leftover,
    questionnaire: Questionnaire,
    open_: Mapping[str, str],
    preset: bool,  # noqa: FBT001 - one of the facts
) -> Left:
    question = questionnaire.by_key.get(one.near)
    likely = preset and one.why in PRESET and one.near in open_
    return Left(
        text=one.text,
        why=why_words(one.why),
        near=question.label if question else "",
        preset=one.near if likely else "",
    )
