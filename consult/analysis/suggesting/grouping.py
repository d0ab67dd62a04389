"""Groups of passages that speak of the same thing, and groups of whole answers."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence

import numpy as np

from consult.analysis.figures.shared import Place
from consult.analysis.suggesting.choosing import (
    DISTINCTIVE,
    REPRESENTATIVE,
    chosen,
    comfort,
    margins,
)
from consult.analysis.suggesting.clusters import best_communities, neighbour_graph
from consult.analysis.suggesting.parameters import Parameters
from consult.analysis.suggesting.phrases import Phrases
from consult.analysis.suggesting.suggested import Group, Theme
from consult.analysis.suggesting.vectors import Encoder, Matrix, latent_vectors, unit
from consult.analysis.suggesting.voices import Voices


def themes(
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
    near = _margins(vectors, wide, REPRESENTATIVE)
    shown, apart = (
        _shown(voices, vectors, wide, parameters.passages_shown, margin)
        for margin in (near, _margins(vectors, wide, DISTINCTIVE))
    )
    return tuple(
        Theme(
            told,
            voices.agencies(rows),
            shown[rank],
            apart[rank],
            tuple(
                place
                for row in sorted(rows, key=lambda row: -near[row])
                for place in voices.groups[row]
            ),
        )
        for rank, rows in enumerate(wide)
        if (told := phrases.of(rank))
    )


def _wide(voices: Voices, vectors: Matrix, parameters: Parameters) -> list[list[int]]:
    """Rows of the passages in which several voices meet, the most shared group first."""
    graph = neighbour_graph(vectors, parameters.neighbours)
    wide: list[list[int]] = []
    for coarser in range(parameters.rounds):
        resolution = parameters.resolution / parameters.coarser**coarser
        found: dict[int, list[int]] = defaultdict(list)
        community = best_communities(graph, resolution=resolution, seed=parameters.seed)
        for row, group in enumerate(community):
            found[group].append(row)
        wide = [rows for rows in found.values() if voices.voices(rows) >= parameters.fewest_voices]
        if len(wide) <= parameters.most_themes:
            break
    return sorted(wide, key=voices.agencies, reverse=True)


def _margins(vectors: Matrix, found: Sequence[Sequence[int]], away: float) -> dict[int, float]:
    """For each row how much nearer it is to its own group than to another."""
    rows = [row for group in found for row in group]
    held = [rank for rank, group in enumerate(found) for _ in group]
    return dict(zip(rows, margins(vectors[rows], held, away).tolist(), strict=True))


def _shown(
    voices: Voices,
    vectors: Matrix,
    found: Sequence[Sequence[int]],
    most: int,
    margin: Mapping[int, float],
) -> list[tuple[Place, ...]]:
    shown = []
    for group in found:
        first = [voices.groups[row][0] for row in group]
        score = [
            margin[row] * comfort(len(place.text)) for row, place in zip(group, first, strict=True)
        ]
        speakers = [place.agency for place in first]
        best = chosen(score, vectors[list(group)], speakers, most)
        shown.append(tuple(first[one] for one in best))
    return shown


def groups(
    said: Mapping[str, str],
    voices: Voices,
    vectors: Matrix,
    encoder: Encoder | None,
    language: str,
    parameters: Parameters,
) -> tuple[Group, ...]:
    """Every answer in one group with those that it resembles as a whole, the largest first.

    `vectors` are those of the passages, without their lemmas; beyond `whole_answers` an answer
    is the middle of its passages, which spares reading it a second time.
    """
    agencies = list(said)
    texts = list(said.values())
    rows = latent_vectors(texts, language=language, seed=parameters.seed)
    if encoder is not None:
        meaning = _of_passages(agencies, voices, vectors)
        if len(texts) <= parameters.whole_answers:
            meaning = unit(meaning + unit(encoder.encode(texts)))
        rows = unit(np.hstack([unit(meaning - meaning.mean(axis=0)), rows]))
    graph = neighbour_graph(rows, parameters.neighbours)
    community = best_communities(graph, resolution=parameters.resolution, seed=parameters.seed)
    members: dict[int, list[str]] = defaultdict(list)
    for agency, group in zip(agencies, community, strict=True):
        members[group].append(agency)
    return tuple(Group(tuple(members[group])) for group in sorted(members))


def _of_passages(agencies: Sequence[str], voices: Voices, vectors: Matrix) -> Matrix:
    """For each agency the middle of its passages, the longer the heavier."""
    rank = {agency: row for row, agency in enumerate(agencies)}
    middle = np.zeros((len(agencies), vectors.shape[1]), dtype=vectors.dtype)
    for row, group in enumerate(voices.groups):
        for place in group:
            middle[rank[place.agency]] += vectors[row] * len(place.text) ** 0.5
    return unit(middle)
