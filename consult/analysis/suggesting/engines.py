"""What proposes, behind one interface, so that another engine can be set in its place."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from threadpoolctl import threadpool_limits

from consult.analysis.figures.shared import Place
from consult.analysis.material import Material
from consult.analysis.suggesting import encoder as encoders
from consult.analysis.suggesting.answers import Answers, open_answers
from consult.analysis.suggesting.assigner import Assigner, Described, Proposal
from consult.analysis.suggesting.engine import engine_of, suggest
from consult.analysis.suggesting.parameters import Parameters
from consult.analysis.suggesting.steps import Remembering, Step
from consult.analysis.suggesting.suggested import Suggestions
from consult.analysis.suggesting.vectors import Encoder
from consult.errors import NotFound


@dataclass(frozen=True, slots=True)
class ForPassage:
    """The themes proposed for one passage, best first."""

    place: Place
    themes: tuple[Proposal, ...]


class Engine(Protocol):
    """Reads the answers to one question and proposes; the same for the same answers."""

    @property
    def record(self) -> Mapping[str, Any]:
        """What proposes, with which parameters: kept beside all that it proposes."""

    def look(self, material: Material, question: str) -> Suggestions:
        """Themes where there are answers enough, and whatever helps to read the others."""

    def propose(
        self, material: Material, question: str, themes: Sequence[Described]
    ) -> tuple[ForPassage, ...]:
        """Three themes for each passage of a question."""


class Local:
    """Ours: on this machine, with the encoder where it is installed."""

    def __init__(
        self,
        encoder: Encoder | None,
        parameters: Parameters | None = None,
        step: Step | None = None,
    ) -> None:
        self._parameters = parameters or Parameters()
        self._encoder = Remembering(encoder, step) if encoder else None

    @property
    def record(self) -> Mapping[str, Any]:
        """Engine, version, parameters, fingerprint of the model."""
        return engine_of(self._encoder, self._parameters)

    def look(self, material: Material, question: str) -> Suggestions:
        """See `engine.suggest`."""
        return suggest(material, only=question, encoder=self._encoder, parameters=self._parameters)

    def propose(
        self, material: Material, question: str, themes: Sequence[Described]
    ) -> tuple[ForPassage, ...]:
        """See `assigner`."""
        answers = answers_to(material, question)
        with threadpool_limits(limits=1, user_api="blas"):
            assigner = self._assigner(material, answers, themes, whole=False)
            found = assigner.of_passages()
        return tuple(
            ForPassage(place, tuple(best))
            for place, best in zip(answers.passages, found, strict=True)
        )

    def propose_for_answers(
        self, material: Material, question: str, themes: Sequence[Described]
    ) -> dict[str, tuple[Proposal, ...]]:
        """The themes proposed for everything an agency says to the question."""
        answers = answers_to(material, question)
        with threadpool_limits(limits=1, user_api="blas"):
            found = self._assigner(material, answers, themes, whole=True).of_answers()
        return {agency: tuple(best) for agency, best in zip(answers.by_agency, found, strict=True)}

    def _assigner(
        self, material: Material, answers: Answers, themes: Sequence[Described], *, whole: bool
    ) -> Assigner:
        rank = {agency: row for row, agency in enumerate(answers.by_agency)}
        return Assigner(
            list(answers.by_agency.values()),
            themes,
            parts=[(rank[place.agency], place.text) for place in answers.passages],
            encoder=self._encoder,
            language=material.call.language,
            seed=self._parameters.seed,
            whole=whole,
        )


def engine(name: str, step: Step | None = None) -> Local:
    """The engine of that name: `model` has the encoder where it is installed, `words` has none."""
    return Local(encoders.installed() if name == "model" else None, step=step)


def answers_to(material: Material, question: str) -> Answers:
    """What was said to one open question; raises `NotFound` where there is none of that key."""
    for answers in open_answers(material):
        if answers.question.key == question:
            return answers
    raise NotFound(question)


def described(material: Material, question: str) -> list[Described]:
    """The themes under which passages of a question may stand, with those that do."""
    return [
        Described(
            theme.key,
            theme.label,
            theme.description,
            tuple(
                dict.fromkeys(
                    passage.text
                    for passage in material.passages
                    if (passage.question, passage.theme) == (question, theme.key)
                )
            ),
        )
        for theme in material.themes
        if theme.question in (question, "")
    ]
