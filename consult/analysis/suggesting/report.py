"""Suggestions as plain JSON."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from consult.analysis.figures.shared import Place
from consult.analysis.material import Material
from consult.analysis.suggesting.assigner import Described, Proposal
from consult.analysis.suggesting.engines import ForPassage
from consult.analysis.suggesting.phrases import Phrase
from consult.analysis.suggesting.suggested import Suggestions
from consult.contributions.consent import Attribution

CONTROLS = dict.fromkeys((*range(32), *range(127, 160), *range(0x202A, 0x202F)), " ")


def clean(line: str) -> str:
    """Nothing in it that a terminal would obey."""
    return line.translate(CONTROLS)


def proposals_as_json(
    material: Material,
    question: str,
    engine: Mapping[str, Any],
    themes: Iterable[Described],
    passages: Iterable[ForPassage],
    answers: Mapping[str, Iterable[Proposal]],
) -> dict[str, Any]:
    """The themes proposed for each passage, and for all that each agency says, best first.

    `nearest` is the coded passage that resembles it most; without one, the proposal rests on
    the title and the definition of the theme.
    """
    label = {theme.key: theme.label for theme in themes}

    def told(found: Iterable[Proposal]) -> list[dict[str, Any]]:
        return [
            {
                "theme": one.theme,
                "label": label[one.theme],
                "score": one.score,
                "nearest": one.nearest,
            }
            for one in found
        ]

    return {
        "call": material.call.slug,
        "question": question,
        "engine": dict(engine),
        "themes": label,
        "passages": [
            {**passage_as_json(material, one.place), "themes": told(one.themes)} for one in passages
        ],
        "answers": {agency: told(found) for agency, found in answers.items()},
    }


def passage_as_json(material: Material, place: Place) -> dict[str, Any]:
    """A passage with its words, and whether its agency asked to keep it confidential."""
    reply = material.reply[place.agency]
    return {
        "agency": place.agency,
        "start": place.start,
        "end": place.end,
        "text": place.text,
        "item": place.item,
        "field": place.field,
        "confidential": reply.attribution is Attribution.CONFIDENTIAL
        or place.question in reply.confidential,
    }


def as_json(suggestions: Suggestions, material: Material) -> dict[str, Any]:
    """Plain JSON; each passage says whether its agency asked to keep it confidential."""

    def passage(place: Place) -> dict[str, Any]:
        return passage_as_json(material, place)

    return {
        "call": suggestions.call,
        "engine": dict(suggestions.engine),
        "questions": {
            one.question: {
                "answers": one.answers,
                "distinct": one.distinct,
                "set_aside": one.set_aside,
                "enough": one.enough,
                "phrases": [_phrase(phrase) for phrase in one.phrases],
                "words": [_phrase(word) for word in one.words],
                "shared": [
                    {
                        "agencies": len(shared.agencies),
                        "exact": shared.exact,
                        "places": [passage(place) for place in shared.places],
                    }
                    for shared in one.shared
                ],
                "atypical": [passage(place) for place in one.atypical],
                "themes": [
                    {
                        "label": theme.label,
                        "phrases": [_phrase(phrase) for phrase in theme.phrases],
                        "agencies": theme.agencies,
                        "passages": [passage(place) for place in theme.passages],
                        "distinctive": [passage(place) for place in theme.distinctive],
                        "members": [_where(place) for place in theme.members],
                    }
                    for theme in one.themes
                ],
                "groups": [list(group.agencies) for group in one.groups],
                "pairs": [
                    {"phrases": [pair.one, pair.other], "agencies": pair.agencies}
                    for pair in one.pairs
                ],
                "figures": [passage(mention.place) for mention in one.figures],
                "places": [
                    {
                        "name": named.name,
                        "agencies": named.agencies,
                        "mentions": [_where(mention.place) for mention in named.mentions],
                    }
                    for named in one.places
                ],
            }
            for one in suggestions.questions
        },
    }


def _where(place: Place) -> dict[str, Any]:
    """Where a passage stands, without its words."""
    return {
        "agency": place.agency,
        "start": place.start,
        "end": place.end,
        "item": place.item,
        "field": place.field,
    }


def _phrase(phrase: Phrase) -> dict[str, Any]:
    return {"text": phrase.text, "agencies": phrase.agencies}
