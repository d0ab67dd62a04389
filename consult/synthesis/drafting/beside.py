"""The passages beside the note: what was coded under a theme, or every answer to a question.

Each comes with its exact place in the last version sent, so that it can be quoted whole or in
part.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass

from consult.analysis.figures.rule_tree import ANYWHERE
from consult.analysis.material import Material, Stance
from consult.analysis.searching.language import Query
from consult.analysis.searching.texts import texts
from consult.synthesis.composing.disclosure import CONSENT_QUESTIONS
from consult.synthesis.drafting.blocks import Place
from consult.synthesis.drafting.origins import place_of


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is asked for: a theme as `question/theme`, or a question, narrowed."""

    theme: str = ""
    question: str = ""
    stance: Stance | None = None
    agency: str = ""


@dataclass(frozen=True, slots=True)
class Found:
    """One passage; `stance` is what it says of the theme asked for, `themes` are all its keys."""

    place: Place
    stance: Stance | None = None
    themes: tuple[str, ...] = ()


class Used:
    """The places that a note cites already."""

    def __init__(self, places: Iterable[Place]) -> None:
        self._spans: dict[Spot, list[tuple[int, int]]] = {}
        for place in places:
            self._spans.setdefault(_answer(place), []).append((place.start, place.end))

    def has(self, place: Place) -> bool:
        """Whether some of these characters are quoted or rested on, in whatever version."""
        spans = self._spans.get(_answer(place), ())
        return any(start < place.end and place.start < end for start, end in spans)


def _answer(place: Place) -> Spot:
    return place.agency, place.question, place.item, place.field


@dataclass(frozen=True, slots=True)
class Piece:
    """Characters in a row; `found` are those that were looked for."""

    text: str
    found: bool = False


Spot = tuple[str, str, int | None, str | None]
"""An agency, a question, the rank of an item and its field."""


def passages(
    material: Material,
    wanted: Wanted,
    query: Query | None = None,
    among: Collection[Spot] | None = None,
) -> Sequence[Found]:
    """What is asked for, agency by agency in the order of the call.

    `among` are the answers that the index knows to say what is looked for; without it, and for
    a theme, every text is read.
    """
    if wanted.theme:
        found = _coded(material, wanted)
    elif among is None:
        found = _answers(material, wanted)
    else:
        found = (one for one in _answers(material, wanted) if _answer(one.place) in among)
        query = None
    kept = (
        one
        for one in found
        if wanted.agency in ("", one.place.agency)
        and (not query or query.answered_by(one.place.text))
    )
    order = {member.acronym: rank for rank, member in enumerate(material.agencies)}
    return sorted(kept, key=lambda one: order.get(one.place.agency, len(order)))


def _coded(material: Material, wanted: Wanted) -> Iterator[Found]:
    """The passages of one theme, each once, with what else they speak of."""
    question, _, theme = wanted.theme.partition("/")
    anywhere = question == ANYWHERE
    own = {one.question for one in material.themes if one.key == theme} if anywhere else set()
    themes: dict[Place, list[str]] = {}
    stances: dict[Place, Stance | None] = {}
    for one in material.passages:
        if one.agency not in material.reply or (not anywhere and one.question != question):
            continue
        place = place_of(one, material.reply[one.agency].version)
        if one.theme:
            themes.setdefault(place, []).append(one.theme)
        if one.theme == theme and one.question not in own:
            stances.setdefault(place, one.stance)
    for place, stance in stances.items():
        if wanted.stance in (None, stance):
            yield Found(place, stance, tuple(themes[place]))


def _answers(material: Material, wanted: Wanted) -> Iterator[Found]:
    """Every text answered: to one question, or to any but those of consent."""
    for reply in material.replies:
        if wanted.agency not in ("", reply.agency):
            continue
        for said in texts(material.questionnaire, reply.values):
            asked = not wanted.question or said.question == wanted.question
            if asked and said.question not in CONSENT_QUESTIONS:
                yield Found(
                    Place(
                        agency=reply.agency,
                        version=reply.version,
                        question=said.question,
                        start=0,
                        end=len(said.text),
                        text=said.text,
                        item=said.item,
                        field=said.field,
                    )
                )


def pieces(text: str, query: Query | None) -> Iterator[Piece]:
    """A text cut where what was looked for begins and ends; joined, it is the text."""
    at = 0
    for start, end in query.spans(text) if query else ():
        if start > at:
            yield Piece(text[at:start])
        yield Piece(text[start:end], found=True)
        at = end
    if at < len(text):
        yield Piece(text[at:])


def stances(material: Material, theme: str) -> tuple[Stance, ...]:
    """The positions that can be told apart under a theme: those of a claim, or none."""
    question, _, key = theme.partition("/")
    asked = "" if question == ANYWHERE else question
    claims: Iterable[str] = (
        one.claim for one in material.themes if one.key == key and one.question in ("", asked)
    )
    return tuple(Stance) if any(claims) else ()
