"""Texts as vectors whose cosine says how near they are in subject.

Two views are set side by side: a sentence encoder, which knows that a train is a means of
transport, and a latent analysis of the lemmas, which knows the jargon of these very texts.
The second alone is the fallback where no encoder is installed (ANALYSIS.md measures both).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from math import log
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt

from consult.analysis.suggesting.lemmas import keys

Matrix = npt.NDArray[np.floating[Any]]

DIMENSIONS = 100
VOCABULARY = 4000
SPARE = 10
POWERS = 4


class Encoder(Protocol):
    """Anything that makes a vector of a text; the same text always has the same vector."""

    @property
    def name(self) -> str:
        """What it is called in a suggestion's record."""

    @property
    def version(self) -> str:
        """Which release made the vectors."""

    @property
    def model_sha256(self) -> str:
        """Fingerprint of the weights."""

    def encode(self, texts: Sequence[str]) -> Matrix:
        """One row per text."""


def joined(meaning: Matrix | None, latent: Matrix) -> Matrix:
    """Meaning, without what all texts have in common, and lemmas side by side."""
    if meaning is None:
        return latent.astype(np.float32)
    apart = unit(meaning - meaning.mean(axis=0)).astype(np.float32)
    return unit(np.hstack([apart, latent.astype(np.float32)]))


def unit(rows: Matrix) -> Matrix:
    """Every row at length one; rows of zeros stay zeros."""
    length = np.linalg.norm(rows, axis=1, keepdims=True)
    return np.asarray(rows / np.maximum(length, 1e-9))


@dataclass(frozen=True)
class Sparse:
    """A matrix by its entries: numpy alone has none, and a full one would not fit in memory."""

    row: npt.NDArray[np.int64]
    column: npt.NDArray[np.int64]
    entry: Matrix
    shape: tuple[int, int]

    def __matmul__(self, right: Matrix) -> Matrix:
        """The product with a full matrix."""
        products = [
            np.bincount(self.row, self.entry * one[self.column], minlength=self.shape[0])
            for one in right.T
        ]
        return np.stack(products, axis=1)

    @property
    def transposed(self) -> Sparse:
        """Rows become columns."""
        return Sparse(self.column, self.row, self.entry, (self.shape[1], self.shape[0]))


def latent_vectors(
    texts: Sequence[str],
    *,
    language: str = "fr",
    seed: int = 0,
    dimensions: int = DIMENSIONS,
) -> Matrix:
    """Latent semantic analysis of the lemmas, by a randomised decomposition."""
    weights = _weights([keys(text, language) for text in texts])
    dimensions = min(dimensions, min(weights.shape) - 1)
    if dimensions < 1:
        return np.zeros((len(texts), 1))
    random = np.random.default_rng(seed)
    sketch = weights @ random.standard_normal((weights.shape[1], dimensions + SPARE))
    for _ in range(POWERS):
        sketch = weights @ (weights.transposed @ np.linalg.qr(sketch)[0])
    basis = np.linalg.qr(sketch)[0]
    left, strength, _ = np.linalg.svd((weights.transposed @ basis).T, full_matrices=False)
    return unit((basis @ left)[:, :dimensions] * strength[:dimensions])


def _weights(texts: Sequence[Sequence[str]]) -> Sparse:
    """TF-IDF of the words that several texts use, and not most of them."""
    number = len(texts)
    spread = Counter(word for text in texts for word in set(text))
    least, most = (2 if number >= 60 else 1), max(2, number // 2)
    kept = [word for word, held in spread.items() if least <= held <= most]
    kept.sort(key=lambda word: (-spread[word], word))
    rank = {word: index for index, word in enumerate(kept[:VOCABULARY])}
    entries = [
        (row, rank[word], (1 + log(times)) * (1 + log((1 + number) / (1 + spread[word]))))
        for row, text in enumerate(texts)
        for word, times in Counter(text).items()
        if word in rank
    ]
    table = np.array(entries, dtype=float).reshape(-1, 3)
    row, column = table[:, 0].astype(np.int64), table[:, 1].astype(np.int64)
    length = np.sqrt(np.bincount(row, table[:, 2] ** 2, minlength=number))
    return Sparse(row, column, table[:, 2] / length[row], (number, len(rank)))
