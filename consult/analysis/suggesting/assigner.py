"""Which themes a passage may belong to, three at a time, with the reason for each.

A theme is known by what people wrote of it: its title, its definition and the passages already
put under it. A clear title with one line of definition was measured to be worth more than five
passages, and both together more than either (ANALYSIS.md); nothing is ever put under a theme
for it. Scores are compared within one text only: they are an order, not a probability.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from consult.analysis.suggesting.lemmas import keys
from consult.analysis.suggesting.passages import passages
from consult.analysis.suggesting.tfidf import Weights, Words, common, together
from consult.analysis.suggesting.vectors import Encoder, Matrix, latent_vectors, unit

MOST = 3
TITLED = (1.0, 0.7, 0.4)
"""What nearness to the title and the definition weighs: by meaning, by words in common, and by
words that go with them."""
CODED = (0.4, 0.25, 0.15)
"""The same for the passages already coded."""


@dataclass(frozen=True, slots=True)
class Described:
    """A theme as people described it, with the texts of the passages they put under it."""

    key: str
    label: str
    description: str = ""
    coded: tuple[str, ...] = ()

    @property
    def words(self) -> str:
        """What is read of it: its title, then its definition."""
        return f"{self.label} : {self.description}" if self.description else self.label


@dataclass(frozen=True, slots=True)
class Proposal:
    """A theme for a text: `nearest` is the coded passage that resembles it most.

    It is None when the title and the definition say more than what was coded so far.
    """

    theme: str
    score: float
    nearest: str | None


@dataclass(frozen=True)
class Seen:
    """Texts seen in three ways: what they mean, their words, and words that go with them."""

    meaning: Matrix
    words: Sequence[Weights]
    latent: Matrix

    def part(self, start: int, end: int | None) -> Seen:
        """Some of the rows."""
        return Seen(self.meaning[start:end], self.words[start:end], self.latent[start:end])

    def around(self, middle: Matrix) -> Seen:
        """The same with what all texts mean taken away, so that what remains tells them apart."""
        return Seen(unit(self.meaning - middle), self.words, self.latent)

    def near(self, others: Seen) -> tuple[Matrix, Matrix, Matrix]:
        """How near each row is to each of the others, in each way."""
        return (
            self.meaning @ others.meaning.T,
            common(self.words, others.words),
            self.latent @ others.latent.T,
        )


class Assigner:
    """The answers to one question, cut into passages, compared with the themes of a code book.

    The same texts give the same proposals, with the encoder or without.
    """

    def __init__(
        self,
        answers: Sequence[str],
        themes: Sequence[Described],
        *,
        parts: Sequence[tuple[int, str]] | None = None,
        encoder: Encoder | None,
        language: str = "fr",
        seed: int = 0,
        whole: bool = True,
    ) -> None:
        """`parts` are the passages, each with the rank of its answer; cut here when not given.

        Who asks for passages only need not have the `whole` answers read.
        """
        parts = _cut(answers) if parts is None else parts
        pieces = [
            (rank, coded, piece)
            for rank, theme in enumerate(themes)
            for coded in theme.coded
            for _, piece in _cut([coded])
        ]
        self._themes = themes
        self._owner = np.array([number for number, _ in parts], dtype=np.int64)
        self._coded = [coded for _, coded, _ in pieces]
        self._held = np.array([rank for rank, _, _ in pieces], dtype=np.int64)
        first = len(answers) if whole else 0
        told = [*answers[:first], *(text for _, text in parts)]
        end = len(told)
        told += [theme.words for theme in themes]
        seen = _seen([*told, *(piece for _, _, piece in pieces)], answers, encoder, language, seed)
        self._common = seen.meaning[:end].mean(axis=0) if end else np.zeros(())
        self._answers, self._parts = seen.part(0, first), seen.part(first, end)
        self._titles, self._pieces = seen.part(end, len(told)), seen.part(len(told), None)

    def of_passages(self, most: int = MOST) -> list[list[Proposal]]:
        """For each passage the themes that suit it best, best first."""
        titled, coded = self.passage_scores
        return self._best(self._parts, titled, coded, most)

    def of_answers(self, most: int = MOST) -> list[list[Proposal]]:
        """For each answer the themes that suit it as a whole or in one passage, best first."""
        titled, coded = self.answer_scores
        return self._best(self._answers, titled, coded, most)

    @cached_property
    def passage_scores(self) -> tuple[Matrix, Matrix]:
        """Passages × themes: by what is written of the themes, and by what was coded."""
        titled, coded = (
            _weighed(weights, [2 * _even(near) for near in parts.near(themes)])
            for weights, _, parts, themes in self._ways
        )
        return _even(titled), coded

    @cached_property
    def answer_scores(self) -> tuple[Matrix, Matrix]:
        """Answers × themes: nearness of the whole and of its nearest passage together."""
        titled, coded = (
            _weighed(
                weights,
                [
                    _even(whole) + _even(self._nearest_part(part))
                    for whole, part in zip(answers.near(themes), parts.near(themes), strict=True)
                ],
            )
            for weights, answers, parts, themes in self._ways
        )
        return _even(titled), coded

    @cached_property
    def _ways(self) -> tuple[tuple[tuple[float, ...], Seen, Seen, Seen], ...]:
        """How themes are known: by their titles, then by what was coded."""
        answers, parts = (seen.around(self._common) for seen in (self._answers, self._parts))
        return (
            (TITLED, self._answers, self._parts, self._titles),
            (CODED, answers, parts, self._middles),
        )

    def _nearest_part(self, near: Matrix) -> Matrix:
        """For each answer and theme, the nearness of its nearest passage."""
        found = np.full((len(self._answers.words), near.shape[1]), near.min(initial=0.0))
        np.maximum.at(found, self._owner, near)
        return found

    @cached_property
    def _middles(self) -> Seen:
        """The middle of what was coded under each theme, the nearest to its title first.

        A theme under which nothing was coded is where its title is.
        """
        pieces, titles = self._pieces.around(self._common), self._titles.around(self._common)
        near = (self._pieces.meaning * self._titles.meaning[self._held]).sum(axis=1)
        weight = np.maximum(0, near) ** 2 + 1e-6
        meaning, latent, words = titles.meaning.copy(), titles.latent.copy(), list(titles.words)
        for theme in sorted(set(self._held.tolist())):
            rows = np.flatnonzero(self._held == theme)
            meaning[theme] = weight[rows] @ pieces.meaning[rows]
            latent[theme] = weight[rows] @ pieces.latent[rows]
            words[theme] = together(pieces.words[row] for row in rows.tolist())
        return Seen(unit(meaning), words, unit(latent))

    def _best(self, texts: Seen, titled: Matrix, coded: Matrix, most: int) -> list[list[Proposal]]:
        score = titled + coded if self._coded else titled
        order = np.argsort(-score, axis=1, kind="stable")[:, :most]
        taught = set(self._held.tolist())
        return [
            [
                Proposal(
                    self._themes[theme].key,
                    round(float(score[row, theme]), 3),
                    self._nearest(texts.meaning[row], theme)
                    if theme in taught and coded[row, theme] > titled[row, theme]
                    else None,
                )
                for theme in best
            ]
            for row, best in enumerate(order.tolist())
        ]

    def _nearest(self, meaning: Matrix, theme: int) -> str:
        """The passage coded under a theme that resembles a text most."""
        rows = np.flatnonzero(self._held == theme)
        best = int(np.argmax(self._pieces.meaning[rows] @ meaning))
        return self._coded[int(rows[best])]


def _cut(answers: Sequence[str]) -> list[tuple[int, str]]:
    return [
        (number, text[start:end])
        for number, text in enumerate(answers)
        for start, end in passages(text)
    ]


def _seen(
    texts: Sequence[str],
    answers: Sequence[str],
    encoder: Encoder | None,
    language: str,
    seed: int,
) -> Seen:
    """The texts, one row each; the answers tell which words are rare."""
    latent = latent_vectors(texts, language=language, seed=seed).astype(np.float32)
    told = [keys(text, language) for text in texts]
    rarity = Words([keys(text, language) for text in answers])
    meaning = np.asarray(encoder.encode(texts), dtype=np.float32) if encoder else latent
    return Seen(meaning, [rarity.of(text) for text in told], latent)


def _weighed(weights: Sequence[float], views: Sequence[Matrix]) -> Matrix:
    total = np.zeros(views[0].shape)
    for weight, view in zip(weights, views, strict=True):
        total += weight * view
    return total


def _even(near: Matrix) -> Matrix:
    """Each row brought to mean nought and spread one, so that ways of looking can be added."""
    if not near.shape[1]:
        return near
    middle = near.mean(axis=1, keepdims=True)
    return np.asarray((near - middle) / (near.std(axis=1, keepdims=True) + 1e-9))
