"""The states of a version: projet → relecture → validée → remise, and what leads from one on."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Protocol

from consult.synthesis.snapshot import Snapshot, State

MOVES: Mapping[State, tuple[State, ...]] = {
    State.DRAFT: (State.REVIEW,),
    State.REVIEW: (State.APPROVED, State.DRAFT),
    State.APPROVED: (State.HANDED_OVER,),
    State.HANDED_OVER: (),
}
"""Where a version can go; each state is reached from one other only."""

BEFORE: Mapping[State, State] = {into: state for state, moves in MOVES.items() for into in moves}
"""The state that leads into each."""


class Happened(Protocol):
    """What became of a version at one moment."""

    @property
    def state(self) -> State:
        """What it became."""

    @property
    def at(self) -> datetime:
        """When."""

    @property
    def by(self) -> str:
        """Who did it."""

    @property
    def words(self) -> str:
        """What they said of it."""


@dataclass(frozen=True, slots=True)
class Step:
    """One of the four steps of a version; without a date it was not reached.

    `returned` is the last time that it was sent back to this step, if it stands there again.
    """

    state: State
    current: bool
    at: datetime | None = None
    by: str = ""
    returned: Happened | None = None


def can_move(now: State, into: State) -> bool:
    """Whether a version in one state can go to another."""
    return into in MOVES[now]


def printed(snapshot: Snapshot, state: State) -> Snapshot:
    """What the pages of a version are in a state: handed over, they are those approved."""
    return snapshot if state is State.HANDED_OVER else replace(snapshot, state=state)


def steps(
    now: State, *, built_at: datetime, built_by: str, events: Iterable[Happened]
) -> tuple[Step, ...]:
    """The line of a version: where it is, and who took it to each step that still counts.

    A version composed in a later state than the first says so at that step.
    """
    last = {event.state: event for event in events}
    order = list(State)
    made = [Step(State.DRAFT, now is State.DRAFT, built_at, built_by, last.get(State.DRAFT))]
    for state in order[1:]:
        reached = order.index(state) <= order.index(now)
        event = last.get(state) if reached else None
        if event is not None:
            made.append(Step(state, state is now, event.at, event.by))
        elif state is now:
            made.append(Step(state, current=True, at=built_at, by=built_by))
        else:
            made.append(Step(state, current=False))
    if now is not State.DRAFT:
        made[0] = replace(made[0], returned=None)
    return tuple(made)
