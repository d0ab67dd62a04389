"""The themes that passages of a question may be put under, with the keys that choose them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, aliased

from consult.analysis.coding.entries import Choice
from consult.analysis.models import Theme
from consult.calls.models import Call

DIGITS = 9
"""So many themes of a question have a key of their own."""


def choices(session: Session, call: Call) -> Mapping[int, tuple[Choice, ...]]:
    """The themes offered for each question, its own before those of all; one statement.

    The call comes with its questions.
    """
    above = aliased(Theme)
    rows = session.execute(
        select(
            Theme.question_id,
            Theme.id,
            Theme.label,
            Theme.claim,
            Theme.description,
            Theme.colour,
            above.label,
        )
        .outerjoin(above, above.id == Theme.parent_id)
        .where(Theme.call_id == call.id)
        .order_by(Theme.position, Theme.id)
    ).all()
    of: dict[int | None, list[Sequence[Any]]] = {}
    for question, *facts in rows:
        of.setdefault(question, []).append(facts)
    across = [(*facts, True) for facts in of.get(None, ())]
    offered = {}
    for section in call.sections:
        for one in section.questions:
            mine = [(*facts, False) for facts in of.get(one.id, ())]
            offered[one.id] = tuple(
                _choice(rank, *facts) for rank, facts in enumerate([*mine, *across], start=1)
            )
    return offered


def _choice(
    rank: int,
    number: int,
    label: str,
    claim: str,
    description: str,
    colour: int,
    parent: str | None,
    across: bool,  # noqa: FBT001 - the last column of a row
) -> Choice:
    digit = rank if rank <= DIGITS else None
    return Choice(number, label, claim, description, colour, digit, across, parent or "")
