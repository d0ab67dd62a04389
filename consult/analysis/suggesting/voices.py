"""Who says what in their own words: the passages of a question, copies put together."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from consult.analysis.figures.shared import Place, Shared
from consult.analysis.suggesting.answers import Answers
from consult.analysis.suggesting.duplicates import alike, opposed
from consult.analysis.suggesting.phrases import Said

Where = tuple[str, int | None, str | None]


@dataclass(frozen=True)
class Voices:
    """Passages of one question, those of the same wording together, told by their first."""

    answers: Answers
    groups: tuple[tuple[Place, ...], ...]
    shared: tuple[Shared, ...]

    @cached_property
    def copied(self) -> Mapping[Where, Sequence[tuple[int, int, str]]]:
        """In each answer, the characters of a shared text and who wrote it first.

        Texts nearly the same that may mean the opposite are each their agency's own.
        """
        found: dict[Where, list[tuple[int, int, str]]] = defaultdict(list)
        for one in self.shared:
            for place in one.places:
                if opposed(place.text, one.places[0].text):
                    continue
                where = (place.agency, place.item, place.field)
                found[where].append((place.start, place.end, one.places[0].agency))
        return found

    def voice(self, row: int) -> str:
        """The first agency to say it, or to say the paragraph in which it stands."""
        place = self.groups[row][0]
        return next(
            (
                first
                for start, end, first in self.copied.get(
                    (place.agency, place.item, place.field), ()
                )
                if start <= place.start and place.end <= end
            ),
            place.agency,
        )

    def agencies(self, rows: Iterable[int]) -> int:
        """How many say one of these, whoever they copied."""
        return len({place.agency for row in rows for place in self.groups[row]})

    def voices(self, rows: Iterable[int]) -> int:
        """How many say one of these in their own words."""
        return len({self.voice(row) for row in rows})

    def said(self, row: int, group: Hashable) -> Iterator[Said]:
        """A passage as votes for the phrases of a group."""
        voice = self.voice(row)
        return (Said(group, place.agency, place.text, voice) for place in self.groups[row])


def voices_of(answers: Answers, shared: Iterable[Shared]) -> Voices:
    """The passages of the answers to one question, with what agencies share."""
    passages = answers.passages
    groups = alike([passage.text for passage in passages])
    return Voices(
        answers,
        tuple(tuple(passages[index] for index in group) for group in groups),
        tuple(one for one in shared if one.places[0].question == answers.question.key),
    )
