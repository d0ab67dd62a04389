"""The history of a contribution as people read it: who changed what, sitting by sitting.

A page saves by itself every few seconds; what one person saved in a row is one sitting. Each
single save stays reachable, answer by answer.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Protocol

from consult.contributions.texts.merging import NOTHING, Said

PAUSE = timedelta(minutes=15)


class Saved(Protocol):
    """A row of the history."""

    number: int
    at: datetime
    changes: dict[str, Any]
    saved_by_id: int | None


@dataclass(frozen=True)
class Sitting:
    """What one person changed without a long pause: each answer before, and after."""

    by_id: int | None
    began: datetime
    ended: datetime
    number: int
    before: Mapping[str, Said]
    after: Mapping[str, Said]


@dataclass(frozen=True)
class Step:
    """One save of one answer."""

    number: int
    at: datetime
    by_id: int | None
    before: Said
    after: Said


def sittings(revisions: Sequence[Saved]) -> list[Sitting]:
    """Everything that was saved, in order; answers put back as they were do not show."""
    found: list[Sitting] = []
    state: dict[str, Said] = {}
    for run in _runs(revisions):
        before = dict(state)
        for one in run:
            state |= {key: Said.remembered(kept) for key, kept in one.changes.items()}
        touched = {key for one in run for key in one.changes}
        changed = {key for key in touched if before.get(key, NOTHING) != state[key]}
        last = run[-1]
        found.append(
            Sitting(
                by_id=last.saved_by_id,
                began=run[0].at,
                ended=last.at,
                number=last.number,
                before={key: before.get(key, NOTHING) for key in changed},
                after={key: state[key] for key in changed},
            )
        )
    return [one for one in found if one.after]


def steps(revisions: Sequence[Saved], key: str) -> list[Step]:
    """Every text that one answer ever was, oldest first."""
    found: list[Step] = []
    said = NOTHING
    for one in revisions:
        if key not in one.changes:
            continue
        after = Said.remembered(one.changes[key])
        found.append(Step(one.number, one.at, one.saved_by_id, said, after))
        said = after
    return found


def marked(revisions: Sequence[Saved], key: str, mark: str) -> Said | None:
    """The text from which a form was built, known by its mark; None when it was never saved."""
    if NOTHING.mark == mark:
        return NOTHING
    texts = (step.after for step in reversed(steps(revisions, key)))
    return next((said for said in texts if said.mark == mark), None)


def _runs(revisions: Sequence[Saved]) -> Iterator[list[Saved]]:
    run: list[Saved] = []
    for one in revisions:
        if run and (one.saved_by_id != run[-1].saved_by_id or one.at - run[-1].at > PAUSE):
            yield run
            run = []
        run.append(one)
    if run:
        yield run
