"""Proposals for every open question of a call: themes where there are answers enough, and more.

Answers that say nothing are set aside; passages in the same words have one vote together; an
agency has one vote however much it writes. No stance and no share is ever proposed, and what
is proposed counts nowhere until somebody takes it up (ANALYSIS.md measured what it is worth).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
from threadpoolctl import threadpool_limits

from consult.analysis.material import Material
from consult.analysis.shared import Place, Shared, shared_texts
from consult.analysis.suggesting.answers import open_answers
from consult.analysis.suggesting.choosing import chosen, comfort, loneliness, margins
from consult.analysis.suggesting.clusters import communities, neighbour_graph
from consult.analysis.suggesting.duplicates import alike
from consult.analysis.suggesting.phrases import Phrase, Phrases
from consult.analysis.suggesting.vectors import Encoder, Matrix, represented
from consult.analysis.suggesting.voices import Voices, voices_of

VERSION = "1"


@dataclass(frozen=True, slots=True, kw_only=True)
class Parameters:
    """All that decides what is proposed; kept with each suggestion.

    Above `most_themes` the resolution is divided by `coarser`, again if need be, up to
    `rounds` times: nobody reads thirty themes.
    """

    enough: int = 40
    neighbours: int = 16
    resolution: float = 1.5
    coarser: float = 1.5
    most_themes: int = 20
    rounds: int = 8
    seed: int = 2018
    fewest_voices: int = 3
    passages_shown: int = 5
    atypical_shown: int = 5
    atypical_characters: int = 40


@dataclass(frozen=True, slots=True)
class Theme:
    """A proposal to look at: a hint for a title, who speaks of it, and passages that show it."""

    phrases: tuple[Phrase, ...]
    agencies: int
    passages: tuple[Place, ...]

    @property
    def label(self) -> str:
        """A hint; whoever takes the theme up writes its title."""
        return " · ".join(phrase.text for phrase in self.phrases[:3])


@dataclass(frozen=True, slots=True)
class Suggested:
    """What is proposed for one question; `distinct` answers once copies are put together."""

    question: str
    label: str
    answers: int
    distinct: int
    set_aside: int
    enough: bool
    phrases: tuple[Phrase, ...]
    words: tuple[Phrase, ...]
    shared: tuple[Shared, ...]
    atypical: tuple[Place, ...]
    themes: tuple[Theme, ...]


@dataclass(frozen=True, slots=True)
class Suggestions:
    """Everything proposed for a call, with what is needed to propose the same again."""

    call: str
    title: str
    engine: Mapping[str, Any]
    questions: tuple[Suggested, ...]


def suggest(
    material: Material,
    *,
    encoder: Encoder | None = None,
    only: str | None = None,
    parameters: Parameters | None = None,
) -> Suggestions:
    """Proposals for every open question, or for the one whose key is `only`.

    The same material, encoder and parameters give the same proposals, byte for byte, for the
    arithmetic runs on one thread.
    """
    parameters = parameters or Parameters()
    shared = shared_texts(material)
    everything = [voices_of(answers, shared) for answers in open_answers(material)]
    common = Phrases(
        (
            said
            for voices in everything
            for row in range(len(voices.groups))
            for said in voices.said(row, voices.answers.question.key)
        ),
        language=material.call.language,
        question=" ".join(voices.answers.question.label for voices in everything),
    )
    with threadpool_limits(limits=1, user_api="blas"):
        questions = tuple(
            _suggested(material, voices, common, encoder, parameters)
            for voices in everything
            if only in (None, voices.answers.question.key)
        )
    engine = engine_of(encoder, parameters)
    return Suggestions(material.call.slug, material.call.title, engine, questions)


def engine_of(encoder: Encoder | None, parameters: Parameters) -> dict[str, Any]:
    """What made the proposals, for their record."""
    engine: dict[str, Any] = {
        "name": "lemmas-louvain",
        "version": VERSION,
        "parameters": asdict(parameters),
    }
    if encoder:
        engine["name"] = "use-lemmas-louvain"
        engine["parameters"]["encoder"] = f"{encoder.name} {encoder.version}"
        engine["model_sha256"] = encoder.model_sha256
    return engine


def _suggested(
    material: Material,
    voices: Voices,
    common: Phrases,
    encoder: Encoder | None,
    parameters: Parameters,
) -> Suggested:
    answers = voices.answers
    key, number = answers.question.key, len(answers.by_agency)
    language = material.call.language
    vectors = represented(
        [group[0].text for group in voices.groups],
        encoder,
        language=language,
        seed=parameters.seed,
    )
    enough = number >= parameters.enough
    return Suggested(
        question=key,
        label=answers.question.label,
        answers=number,
        distinct=len(alike(list(answers.by_agency.values()))),
        set_aside=answers.set_aside,
        enough=enough,
        phrases=common.of(key, most=12),
        words=common.frequent(key),
        shared=voices.shared,
        atypical=_atypical(voices, vectors, parameters),
        themes=_themes(voices, vectors, language, parameters) if enough else (),
    )


def _themes(
    voices: Voices, vectors: Matrix, language: str, parameters: Parameters
) -> tuple[Theme, ...]:
    """Groups of passages in which several voices meet, the most shared first."""
    wide = _wide(voices, vectors, parameters)
    if not wide:
        return ()
    phrases = Phrases(
        (said for rank, rows in enumerate(wide) for row in rows for said in voices.said(row, rank)),
        language=language,
        question=voices.answers.question.label,
    )
    shown = _shown(voices, vectors, wide, parameters.passages_shown)
    return tuple(
        Theme(phrases.of(rank), voices.agencies(rows), shown[rank])
        for rank, rows in enumerate(wide)
        if phrases.of(rank)
    )


def _wide(voices: Voices, vectors: Matrix, parameters: Parameters) -> list[list[int]]:
    """Rows of the passages in which several voices meet, the most shared group first."""
    graph = neighbour_graph(vectors, parameters.neighbours)
    wide: list[list[int]] = []
    for coarser in range(parameters.rounds):
        resolution = parameters.resolution / parameters.coarser**coarser
        found: dict[int, list[int]] = defaultdict(list)
        community = communities(graph, resolution=resolution, seed=parameters.seed)
        for row, group in enumerate(community):
            found[group].append(row)
        wide = [rows for rows in found.values() if voices.voices(rows) >= parameters.fewest_voices]
        if len(wide) <= parameters.most_themes:
            break
    return sorted(wide, key=voices.agencies, reverse=True)


def _shown(
    voices: Voices, vectors: Matrix, themes: Sequence[Sequence[int]], most: int
) -> list[tuple[Place, ...]]:
    rows = [row for theme in themes for row in theme]
    held = [rank for rank, theme in enumerate(themes) for _ in theme]
    margin = dict(zip(rows, margins(vectors[rows], held).tolist(), strict=True))
    shown = []
    for theme in themes:
        first = [voices.groups[row][0] for row in theme]
        score = [
            margin[row] * comfort(len(place.text)) for row, place in zip(theme, first, strict=True)
        ]
        speakers = [place.agency for place in first]
        best = chosen(score, vectors[list(theme)], speakers, most)
        shown.append(tuple(first[one] for one in best))
    return shown


def _atypical(voices: Voices, vectors: Matrix, parameters: Parameters) -> tuple[Place, ...]:
    """The passages that resemble nobody else's, one per agency: minorities hide there."""
    speakers = [group[0].agency for group in voices.groups]
    if len(set(speakers)) < parameters.fewest_voices:
        return ()
    lonely = loneliness(vectors, speakers)
    order = np.argsort(-np.array(lonely), kind="stable").tolist()
    found: dict[str, Place] = {}
    for row in order:
        place = voices.groups[row][0]
        alone = voices.agencies([row]) == 1
        if alone and len(place.text) >= parameters.atypical_characters:
            found.setdefault(place.agency, place)
    return tuple(found.values())[: parameters.atypical_shown]
