"""Proposals for every open question of a call: themes where there are answers enough, and more.

Answers that say nothing are set aside; passages in the same words have one vote together; an
agency has one vote however much it writes. No stance and no share is ever proposed, and what
is proposed counts nowhere until somebody takes it up (ANALYSIS.md measured what it is worth).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
from threadpoolctl import threadpool_limits

from consult.analysis.material import Material
from consult.analysis.shared import Place, Shared, shared_texts
from consult.analysis.suggesting.answers import Answers, open_answers
from consult.analysis.suggesting.choosing import chosen, comfort, loneliness, margins
from consult.analysis.suggesting.clusters import clusters
from consult.analysis.suggesting.duplicates import alike
from consult.analysis.suggesting.phrases import Phrase, Phrases, Said
from consult.analysis.suggesting.vectors import Encoder, Matrix, represented

VERSION = "1"


@dataclass(frozen=True, slots=True, kw_only=True)
class Parameters:
    """All that decides what is proposed; kept with each suggestion."""

    enough: int = 40
    neighbours: int = 16
    resolution: float = 1.5
    seed: int = 2018
    fewest_agencies: int = 3
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


@dataclass(frozen=True)
class _Voices:
    """Passages of one question, those of the same wording together."""

    answers: Answers
    groups: tuple[tuple[Place, ...], ...]
    vectors: Matrix

    def agencies(self, rows: Iterable[int]) -> list[str]:
        """Whoever says one of these, once each."""
        return list(dict.fromkeys(one.agency for row in rows for one in self.groups[row]))


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
    everything = open_answers(material)
    common = Phrases(
        (
            Said(answers.question.key, agency, text)
            for answers in everything
            for agency, text in answers.by_agency.items()
        ),
        language=material.call.language,
        question=" ".join(answers.question.label for answers in everything),
    )
    shared = shared_texts(material)
    with threadpool_limits(limits=1, user_api="blas"):
        questions = tuple(
            _suggested(material, answers, common, shared, encoder, parameters)
            for answers in everything
            if only in (None, answers.question.key)
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
    answers: Answers,
    common: Phrases,
    shared: Sequence[Shared],
    encoder: Encoder | None,
    parameters: Parameters,
) -> Suggested:
    key = answers.question.key
    number = len(answers.by_agency)
    language = material.call.language
    voices = _voices(answers, encoder, language=language, seed=parameters.seed)
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
        shared=tuple(one for one in shared if one.places[0].question == key),
        atypical=_atypical(voices, parameters),
        themes=_themes(voices, language, parameters) if enough else (),
    )


def _voices(answers: Answers, encoder: Encoder | None, *, language: str, seed: int) -> _Voices:
    passages = answers.passages
    groups = tuple(
        tuple(passages[index] for index in group)
        for group in alike([passage.text for passage in passages])
    )
    texts = [group[0].text for group in groups]
    return _Voices(answers, groups, represented(texts, encoder, language=language, seed=seed))


def _themes(voices: _Voices, language: str, parameters: Parameters) -> tuple[Theme, ...]:
    """Groups of passages that several agencies share, the most shared first."""
    found: dict[int, list[int]] = defaultdict(list)
    for row, group in enumerate(
        clusters(
            voices.vectors,
            neighbours=parameters.neighbours,
            resolution=parameters.resolution,
            seed=parameters.seed,
        )
    ):
        found[group].append(row)
    wide = [rows for rows in found.values() if _is_wide(voices, rows, parameters)]
    if not wide:
        return ()
    wide.sort(key=lambda rows: -len(voices.agencies(rows)))
    phrases = Phrases(
        (
            Said(rank, place.agency, place.text)
            for rank, rows in enumerate(wide)
            for row in rows
            for place in voices.groups[row]
        ),
        language=language,
        question=voices.answers.question.label,
    )
    shown = _shown(voices, wide, parameters.passages_shown)
    return tuple(
        Theme(phrases.of(rank), len(voices.agencies(rows)), shown[rank])
        for rank, rows in enumerate(wide)
        if phrases.of(rank)
    )


def _is_wide(voices: _Voices, rows: Sequence[int], parameters: Parameters) -> bool:
    return len(voices.agencies(rows)) >= parameters.fewest_agencies


def _shown(voices: _Voices, themes: Sequence[Sequence[int]], most: int) -> list[tuple[Place, ...]]:
    rows = [row for theme in themes for row in theme]
    held = [rank for rank, theme in enumerate(themes) for _ in theme]
    margin = dict(zip(rows, margins(voices.vectors[rows], held).tolist(), strict=True))
    shown = []
    for theme in themes:
        first = [voices.groups[row][0] for row in theme]
        score = [
            margin[row] * comfort(len(place.text)) for row, place in zip(theme, first, strict=True)
        ]
        speakers = [place.agency for place in first]
        best = chosen(score, voices.vectors[list(theme)], speakers, most)
        shown.append(tuple(first[one] for one in best))
    return shown


def _atypical(voices: _Voices, parameters: Parameters) -> tuple[Place, ...]:
    """The passages that resemble nobody else's, one per agency: minorities hide there."""
    speakers = [group[0].agency for group in voices.groups]
    if len(set(speakers)) < parameters.fewest_agencies:
        return ()
    lonely = loneliness(voices.vectors, speakers)
    order = np.argsort(-np.array(lonely), kind="stable").tolist()
    found: dict[str, Place] = {}
    for row in order:
        place = voices.groups[row][0]
        alone = len(voices.agencies([row])) == 1
        if alone and len(place.text) >= parameters.atypical_characters:
            found.setdefault(place.agency, place)
    return tuple(found.values())[: parameters.atypical_shown]
