"""Reading many texts a few at a time: each once, telling how far it is, stopping when asked."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

import numpy as np

from consult.analysis.suggesting.vectors import Encoder, Matrix

BATCH = 64

Step = Callable[[int], None]
"""Told how many texts have been read so far; raises `Cancelled` to stop there."""


class Cancelled(Exception):
    """Somebody does not want it any more."""


class Remembering:
    """An encoder that reads each text once, and says after each few how many it has read."""

    def __init__(self, encoder: Encoder, step: Step | None = None) -> None:
        self._encoder = encoder
        self._step = step
        self._rows: dict[str, Matrix] = {}

    @property
    def name(self) -> str:
        """What the encoder is called."""
        return self._encoder.name

    @property
    def version(self) -> str:
        """Which release made the vectors."""
        return self._encoder.version

    @property
    def model_sha256(self) -> str:
        """Fingerprint of the weights."""
        return self._encoder.model_sha256

    def encode(self, texts: Sequence[str]) -> Matrix:
        """One row per text."""
        self._read(texts)
        if not texts:
            return np.zeros((0, 1), dtype=np.float32)
        return np.stack([self._rows[text] for text in texts])

    def _read(self, texts: Iterable[str]) -> None:
        new = [text for text in dict.fromkeys(texts) if text not in self._rows]
        for start in range(0, len(new), BATCH):
            batch = new[start : start + BATCH]
            rows = np.asarray(self._encoder.encode(batch), dtype=np.float32)
            self._rows.update(zip(batch, rows, strict=True))
            if self._step:
                self._step(len(self._rows))
