"""Whether counts of parts of the agencies, taken together, still leave a crowd behind each answer.

Whoever reads knows what every named agency answered, and the level and region of them all. So
two agencies that are not named stay alike as long as no printed count tells them apart: every
count is the same when they exchange what they answered. Each group of such agencies must be a
crowd, and must not all have answered the same: else the group tells what each of them said.

What whole questions count is printed anyway, and tells no two agencies apart: it is taken as
known. So only counts of a part, or of several questions at once, are looked at here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from consult.analysis.disclosure.naming import CROWD

Agencies = frozenset[str]


@dataclass(frozen=True, slots=True)
class Part:
    """What counts of a part tell apart.

    `questions` are those that they count; `marks`, who is known to be in a place, or to hold an
    answer; `facts`, who holds each answer to a question, known or not.
    """

    questions: frozenset[str]
    marks: tuple[Agencies, ...]
    facts: tuple[tuple[str, Agencies], ...]


class Crowds:
    """What is told of parts, and what may still be told beside it.

    `unsaid` gives those whose answer to a question is attributed nowhere.
    """

    def __init__(self, unsaid: Callable[[str], Agencies]) -> None:
        self._unsaid = unsaid
        self._told: list[Part] = []

    def keep(self, part: Part) -> bool:
        """Whether a crowd stays behind every answer once that is told beside the rest."""
        together = self._bound_to(part)
        return not any(self._telling(group, together) for group in self._groups(together))

    def tell(self, part: Part) -> None:
        """From now on that is printed too."""
        self._told.append(part)

    def _bound_to(self, part: Part) -> Sequence[Part]:
        """What must be looked at with it: what counts the same questions, and so on."""
        found, questions, left = [part], set(part.questions), list(self._told)
        while near := [one for one in left if one.questions & questions]:
            found += near
            questions.update(*(one.questions for one in near))
            left = [one for one in left if one not in near]
        return found

    def _groups(self, parts: Sequence[Part]) -> Iterator[Agencies]:
        """Those of whom something is not said, as far as nothing tells them apart."""
        questions = sorted(frozenset[str]().union(*(one.questions for one in parts)))
        hidden = [self._unsaid(question) for question in questions]
        signs = [*hidden, *dict.fromkeys(mark for one in parts for mark in one.marks)]
        alike: dict[tuple[bool, ...], set[str]] = {}
        for agency in frozenset[str]().union(*hidden):
            alike.setdefault(tuple(agency in sign for sign in signs), set()).add(agency)
        return map(frozenset, alike.values())

    def _telling(self, group: Agencies, parts: Sequence[Part]) -> bool:
        """Whether a group is too small, or all of one mind where the whole question is not."""
        if len(group) < CROWD:
            return True
        return any(
            group <= held and group <= (unsaid := self._unsaid(question)) and not unsaid <= held
            for one in parts
            for question, held in one.facts
        )
