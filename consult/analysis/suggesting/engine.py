"""Proposals for the open questions of a call: themes where there are answers enough, and more.

Answers that say nothing are set aside; passages in the same words have one vote together; an
agency has one vote however much it writes. No stance and no share is ever proposed, and what
is proposed counts nowhere until somebody takes it up (ANALYSIS.md measured what it is worth).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from typing import Any

import numpy as np
from threadpoolctl import threadpool_limits

from consult.analysis.figures.shared import Place, shared_texts
from consult.analysis.material import Material
from consult.analysis.suggesting.answers import open_answers
from consult.analysis.suggesting.choosing import loneliness
from consult.analysis.suggesting.duplicates import alike
from consult.analysis.suggesting.grouping import groups, themes
from consult.analysis.suggesting.mentions import figures, places
from consult.analysis.suggesting.parameters import Parameters
from consult.analysis.suggesting.phrases import Phrases
from consult.analysis.suggesting.steps import Remembering, Step
from consult.analysis.suggesting.suggested import Suggested, Suggestions
from consult.analysis.suggesting.together import contexts, pairs
from consult.analysis.suggesting.vectors import Encoder, Matrix, joined, latent_vectors
from consult.analysis.suggesting.voices import Voices, voices_of

VERSION = "2"


def suggest(
    material: Material,
    *,
    encoder: Encoder | None = None,
    only: str | None = None,
    parameters: Parameters | None = None,
    step: Step | None = None,
) -> Suggestions:
    """Proposals for every open question, or for the one whose key is `only`.

    The same material, encoder and parameters give the same proposals, byte for byte, for the
    arithmetic runs on one thread. `step` is told how many texts the encoder has read.
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
    reader = _remembering(encoder, step)
    with threadpool_limits(limits=1, user_api="blas"):
        questions = tuple(
            _suggested(material, voices, common, reader, parameters)
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


def _remembering(encoder: Encoder | None, step: Step | None) -> Encoder | None:
    if encoder is None or isinstance(encoder, Remembering):
        return encoder
    return Remembering(encoder, step)


def _suggested(
    material: Material,
    voices: Voices,
    common: Phrases,
    encoder: Encoder | None,
    parameters: Parameters,
) -> Suggested:
    answers, language = voices.answers, material.call.language
    key, said = answers.question.key, answers.by_agency
    texts = [group[0].text for group in voices.groups]
    meaning = encoder.encode(texts) if encoder and texts else None
    vectors = joined(meaning, latent_vectors(texts, language=language, seed=parameters.seed))
    enough = len(said) >= parameters.enough
    phrases, words = common.of(key, most=12), common.frequent(key)
    return Suggested(
        question=key,
        label=answers.question.label,
        answers=len(said),
        distinct=len(alike(list(said.values()))),
        set_aside=answers.set_aside,
        enough=enough,
        phrases=phrases,
        words=words,
        shared=voices.shared,
        atypical=_atypical(voices, vectors, parameters),
        themes=themes(voices, vectors, language, parameters) if enough else (),
        groups=(
            groups(
                said, voices, vectors if meaning is None else meaning, encoder, language, parameters
            )
            if enough
            else ()
        ),
        pairs=pairs(common, key, phrases),
        contexts=contexts(phrases, answers.passages, language),
        figures=figures(answers.passages),
        places=places(answers.passages, _directory(material)),
    )


def _directory(material: Material) -> Iterator[str]:
    """What the directory says of where agencies are."""
    for member in material.agencies:
        yield member.region
        yield member.department


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
