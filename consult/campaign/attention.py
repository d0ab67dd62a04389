"""What needs staff today, across calls: facts in, one line per thing to do out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

from consult.calls.rules import Phase
from consult.campaign.monitoring import Tally

CLOSING = timedelta(hours=48)
"""From when on a call is about to close."""

SILENCE = timedelta(days=7)
"""From when on silence is worth a reminder."""

ENDING = timedelta(hours=24)
"""From when on an agency that has not read its words again is worth a reminder."""

FORGOTTEN = timedelta(days=30)
"""A call closed for longer asks for nothing any more."""


class Matter(StrEnum):
    """One thing to do, in the order in which it presses."""

    LETTERS_FAILED = "letters_failed"
    JOBS_FAILED = "jobs_failed"
    CLOSING_SOON = "closing_soon"
    UNINVITED = "uninvited"
    SILENT = "silent"
    READ_BACK_OBJECTED = "read_back_objected"
    READ_BACK_ENDING = "read_back_ending"
    ARRIVED = "arrived"
    NOTE_TO_VALIDATE = "note_to_validate"
    NOTE_TO_COMPOSE = "note_to_compose"
    READY_TO_OPEN = "ready_to_open"


@dataclass(frozen=True, slots=True, kw_only=True)
class Followed:
    """One call as the home page follows it."""

    slug: str
    title: str
    timezone: str
    phase: Phase
    closes_at: datetime
    tally: Tally
    letters_failed: int = 0
    arrived: int = 0
    notes_in_review: int = 0
    notes: int = 0
    objected: int = 0
    reading_until: tuple[datetime, ...] = ()


@dataclass(frozen=True, slots=True)
class Todo:
    """A line: what, about how many, and the call that it is about."""

    matter: Matter
    count: int
    call: Followed | None = None


@dataclass(frozen=True, slots=True)
class ReadBacks:
    """Agencies that objected to their words since the last note, and until when others read."""

    objected: int = 0
    until: tuple[datetime, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """What the database counts besides the tallies, by call where it is about one."""

    letters_failed: Mapping[int, int] = field(default_factory=dict)
    arrived: Mapping[int, int] = field(default_factory=dict)
    notes: Mapping[int, tuple[int, int]] = field(default_factory=dict)
    read_back: Mapping[int, ReadBacks] = field(default_factory=dict)
    jobs_failed: int = 0
    agencies: int = 0


def todos(calls: Sequence[Followed], *, jobs_failed: int, at: datetime) -> tuple[Todo, ...]:
    """What needs somebody at `at`: the most pressing first, the nearest deadline first."""
    order = list(Matter)
    found = [one for call in calls for one in _of_call(call, at)]
    if jobs_failed:
        found.append(Todo(Matter.JOBS_FAILED, jobs_failed))
    return tuple(sorted(found, key=lambda one: (order.index(one.matter), _deadline(one, at))))


def _deadline(todo: Todo, at: datetime) -> datetime:
    return todo.call.closes_at if todo.call else at


def _of_call(call: Followed, at: datetime) -> Iterator[Todo]:
    yield from _read_back(call, at)
    if call.phase is Phase.CLOSED and call.closes_at <= at - FORGOTTEN:
        return
    if call.letters_failed:
        yield Todo(Matter.LETTERS_FAILED, call.letters_failed, call)
    if call.phase is Phase.DRAFT:
        if call.tally.agencies and call.closes_at > at:
            yield Todo(Matter.READY_TO_OPEN, call.tally.agencies, call)
        return
    if call.phase is Phase.OPEN:
        yield from _while_open(call, at)
    if call.arrived:
        yield Todo(Matter.ARRIVED, call.arrived, call)
    if call.notes_in_review:
        yield Todo(Matter.NOTE_TO_VALIDATE, call.notes_in_review, call)
    if call.phase is Phase.CLOSED and call.tally.sent and not call.notes:
        yield Todo(Matter.NOTE_TO_COMPOSE, call.tally.sent, call)


def _read_back(call: Followed, at: datetime) -> Iterator[Todo]:
    """Who is asked to read again is not forgotten, however long ago the call closed."""
    if call.objected:
        yield Todo(Matter.READ_BACK_OBJECTED, call.objected, call)
    if ending := sum(at < until <= at + ENDING for until in call.reading_until):
        yield Todo(Matter.READ_BACK_ENDING, ending, call)


def _while_open(call: Followed, at: datetime) -> Iterator[Todo]:
    left = call.closes_at - at
    silent = call.tally.silent - call.tally.uninvited
    if call.tally.uninvited:
        yield Todo(Matter.UNINVITED, call.tally.uninvited, call)
    if left <= CLOSING:
        yield Todo(Matter.CLOSING_SOON, call.tally.silent, call)
    elif left <= SILENCE and silent > 0:
        yield Todo(Matter.SILENT, silent, call)
