"""Which passages to show for a theme: near to it and far from the others, and pleasant to read.

The nearest to the centre would be the long ones that mention everything; the margin over the
best other theme was measured to be the better guide.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from consult.analysis.suggesting.vectors import Matrix, unit

REPRESENTATIVE, DISTINCTIVE = 0.5, 1.0
"""How much of the nearness to the best other theme is held against a passage: what stands for
the theme may touch upon another, what tells it apart may not."""

NOVELTY = 0.3
"""How much a passage loses that repeats one already chosen."""

PLEASANT = (60, 400)
BLOCK = 400


def margins(vectors: Matrix, group: Sequence[int], away: float) -> Matrix:
    """How much nearer each row is to the middle of its group than to any other's."""
    held = np.array(group, dtype=np.int64)
    number = int(held.max()) + 1
    middles = np.stack([vectors[held == one].sum(axis=0) for one in range(number)])
    near = vectors @ unit(middles).T
    rows = np.arange(len(vectors))
    own = near[rows, held].copy()
    if number == 1:
        return own
    near[rows, held] = -np.inf
    return np.asarray(own - away * near.max(axis=1))


def comfort(length: int) -> float:
    """One for a passage that is read at a glance, less for a scrap or a page."""
    least, most = PLEASANT
    if length < least:
        return 0.55 + 0.45 * length / least
    return max(0.6, 1 - max(0, length - most) / 1500)


def chosen(
    score: Sequence[float], vectors: Matrix, speakers: Sequence[str], most: int
) -> list[int]:
    """Indexes of the best rows, each of another speaker, none much like one before it."""
    low, high = min(score, default=0.0), max(score, default=0.0)
    value = [(one - low) / ((high - low) or 1.0) for one in score]
    taken: list[int] = []
    left = list(range(len(score)))
    while left and len(taken) < most:
        repeats = (vectors[left] @ vectors[taken].T).max(axis=1) if taken else np.zeros(len(left))
        worth = [
            (1 - NOVELTY) * value[one] - NOVELTY * float(again)
            for one, again in zip(left, repeats, strict=True)
        ]
        best = left[max(range(len(left)), key=lambda at: worth[at])]
        taken.append(best)
        left = [one for one in left if speakers[one] != speakers[best]]
    return taken


def loneliness(vectors: Matrix, speakers: Sequence[str], nearest: int = 3) -> list[float]:
    """How little each row resembles the nearest rows of other speakers, from 0 to about 1."""
    who = np.unique(np.array(speakers), return_inverse=True)[1]
    lonely: list[float] = []
    for begin in range(0, len(vectors), BLOCK):
        near = vectors[begin : begin + BLOCK] @ vectors.T
        near[who[begin : begin + BLOCK, None] == who[None, :]] = -1.0
        top = np.partition(near, -min(nearest, near.shape[1]), axis=1)[:, -nearest:]
        lonely += (1 - top.clip(min=0).mean(axis=1)).tolist()
    return lonely
