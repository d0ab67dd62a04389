"""Two people wrote in one contribution at once: what can be joined, and what must be asked.

A form carries a mark of every answer it was built from, so that three states can be compared:
the base, what this person now has, and what somebody saved meanwhile.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Self

from consult.calls.questionnaire import Value
from consult.contributions.freezing import mark_of


@dataclass(frozen=True, slots=True)
class Said:
    """One answer and whether it is to stay confidential."""

    value: Value = None
    confidential: bool = False

    @property
    def mark(self) -> str:
        """What a form remembers of it."""
        return mark_of(self.value, confidential=self.confidential)

    @property
    def kept(self) -> dict[str, Any]:
        """What the history keeps of it."""
        return {"value": self.value, "confidential": self.confidential}

    @classmethod
    def remembered(cls, kept: Mapping[str, Any]) -> Self:
        """The same, out of the history."""
        return cls(kept["value"], kept["confidential"])


@dataclass(frozen=True, slots=True)
class Merge:
    """The answers joined; `conflicts` are the questions both changed, `taken` those of others."""

    answers: Mapping[str, Said]
    conflicts: tuple[str, ...] = ()
    taken: tuple[str, ...] = field(default=())

    def settled(self, last: Mapping[str, Said], theirs: Mapping[str, Said]) -> Merge:
        """The same, where what conflicts is what this very person saved `last`.

        A page that never heard that its text arrived sends it again. Somebody has answered it
        since, knowing it, so that nothing is overwritten unseen: theirs stands.
        """
        again = {key for key in self.conflicts if last.get(key) == self.answers[key]}
        return Merge(
            {
                key: theirs.get(key, NOTHING) if key in again else said
                for key, said in self.answers.items()
            },
            tuple(key for key in self.conflicts if key not in again),
            (*self.taken, *(key for key in self.conflicts if key in again)),
        )

    def without(self, held: Collection[str], theirs: Mapping[str, Said]) -> Merge:
        """What can be saved at once: conflicts and `held` answers stay as they were saved."""
        left = {*self.conflicts, *held}
        answers = {
            key: theirs.get(key, NOTHING) if key in left else said
            for key, said in self.answers.items()
        }
        return replace(self, answers=answers)


NOTHING = Said()


def merge(
    keys: Sequence[str],
    *,
    mine: Mapping[str, Said],
    theirs: Mapping[str, Said],
    base: Mapping[str, str],
) -> Merge:
    """Join question by question; where both changed the same answer, mine stands until asked.

    Without its base mark a difference counts as a conflict: nothing is overwritten silently.
    """
    joined: dict[str, Said] = {}
    conflicts, taken = [], []
    for key in keys:
        my, their = mine.get(key, NOTHING), theirs.get(key, NOTHING)
        joined[key] = my
        if my == their or their.mark == base.get(key):
            continue
        if my.mark == base.get(key):
            joined[key] = their
            taken.append(key)
        else:
            conflicts.append(key)
    return Merge(joined, tuple(conflicts), tuple(taken))
