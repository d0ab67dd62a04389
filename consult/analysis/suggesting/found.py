"""What a search for suggestions found, as it is kept: places instead of words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from consult.analysis.figures.shared import Place
from consult.analysis.material import Material
from consult.analysis.suggesting.answers import Answers
from consult.analysis.suggesting.assigner import Described
from consult.analysis.suggesting.assistant import Assisted
from consult.analysis.suggesting.engines import ForPassage
from consult.analysis.suggesting.mentions import Mention
from consult.analysis.suggesting.phrases import Phrase
from consult.analysis.suggesting.searches import Last
from consult.analysis.suggesting.suggested import Suggested

MOST_MENTIONS = 12
MOST_SHOWN = 5
Kept = list[Any]
"""A place as JSON has it: contribution, item, field, start, end."""


class Keeper:
    """Names what was found by the contributions that it was found in."""

    def __init__(self, lasts: Iterable[Last]) -> None:
        self._last = {one.acronym: one for one in lasts}

    def place(self, place: Place) -> Kept:
        """Where it stands."""
        last = self._last[place.agency]
        return [last.contribution, place.item, place.field, place.start, place.end]

    def look(self, found: Suggested) -> dict[str, Any]:
        """All that is proposed for a question, but for its passages one by one."""
        return {
            "answers": found.answers,
            "distinct": found.distinct,
            "set_aside": found.set_aside,
            "enough": found.enough,
            "phrases": [
                {**_phrase(one), "contexts": self._places(found.contexts.get(one.text, ()))}
                for one in found.phrases
            ],
            "words": [_phrase(one) for one in found.words],
            "pairs": [[one.one, one.other, one.agencies] for one in found.pairs],
            "shared": [
                {"exact": one.exact, "places": self._places(one.places)} for one in found.shared
            ],
            "atypical": self._places(found.atypical),
            "figures": self._mentions(found.figures),
            "places": [
                {
                    "name": one.name,
                    "agencies": one.agencies,
                    "mentions": self._mentions(one.mentions[:MOST_MENTIONS]),
                }
                for one in found.places
            ],
            "themes": [
                {
                    "label": one.label,
                    "phrases": [_phrase(phrase) for phrase in one.phrases],
                    "agencies": one.agencies,
                    "representative": self._places(one.passages),
                    "distinctive": self._places(one.distinctive),
                    "members": self._places(one.members),
                    "definition": "",
                    "assistant": False,
                }
                for one in found.themes
            ],
        }

    def assisted(self, told: Assisted) -> dict[str, Any]:
        """How an assistant did: what it was told, what was dropped of its answer and why."""
        return {
            "sent": told.sent,
            "withheld": told.withheld,
            "dropped": [[one.reason.value, one.told] for one in told.checked.dropped],
        }

    def groupings(self, told: Assisted) -> list[dict[str, Any]]:
        """What stands of an assistant's answer, in the shape of the other groups."""
        return [
            {
                "label": one.title,
                "phrases": [],
                "agencies": len({place.agency for place in one.places}),
                "representative": self._places(one.places[:MOST_SHOWN]),
                "distinctive": [],
                "members": self._places(one.places),
                "definition": one.definition,
                "assistant": True,
            }
            for one in told.checked.groupings
        ]

    def read(self) -> dict[str, int]:
        """The version that was read of each contribution."""
        return {str(one.contribution): one.version for one in self._last.values()}

    def passages(
        self, proposed: Iterable[ForPassage], material: Material, question: str
    ) -> Iterator[tuple[Last, Kept]]:
        """For each agency its passages, each with the themes proposed for it."""
        coded = {
            (one.theme, one.text): one for one in material.passages if one.question == question
        }
        of_agency: dict[str, Kept] = {}
        for one in proposed:
            told = []
            for theme in one.themes:
                near = coded.get((theme.theme, theme.nearest)) if theme.nearest else None
                told.append([theme.theme, self._coded(near) if near else None])
            passage = [*self.place(one.place)[1:], told]
            of_agency.setdefault(one.place.agency, []).append(passage)
        for agency, passages in of_agency.items():
            yield self._last[agency], passages

    def _coded(self, passage: Any) -> Kept:
        last = self._last[passage.agency]
        return [last.contribution, passage.item, passage.field, passage.start, passage.end]

    def _places(self, places: Iterable[Place]) -> list[Kept]:
        return [self.place(one) for one in places]

    def _mentions(self, mentions: Iterable[Mention]) -> list[list[Kept]]:
        return [[self.place(one.place), self.place(one.around)] for one in mentions]


def numbered(passages: Kept, numbers: Mapping[str, int]) -> Kept:
    """The same with the themes by their number instead of their key."""
    return [
        [*place, [[numbers[theme], near] for theme, near in told if theme in numbers]]
        for *place, told in passages
    ]


def to_read(answers: Answers, themes: Sequence[Described]) -> int:
    """How many texts an engine has to read, each once."""
    told = {passage.text for passage in answers.passages} | {theme.words for theme in themes}
    return len(told.union(*(theme.coded for theme in themes)))


def _phrase(phrase: Phrase) -> dict[str, Any]:
    return {"text": phrase.text, "agencies": phrase.agencies}
