"""The sections of a questionnaire as steps: where each one stands, in words."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import flask_babel

from consult.calls.questionnaire import Questionnaire, Section, Value
from consult.contributions.answering.progress import (
    Progress,
    SectionState,
    known_in,
    overall,
    progress_of,
)

_: Callable[..., str] = flask_babel.gettext

SHAPES: Mapping[SectionState, str] = {
    SectionState.EMPTY: "waiting",
    SectionState.STARTED: "draft",
    SectionState.WRONG: "late",
    SectionState.DONE: "good",
}
"""Which pill shows a state; a word always goes with it."""

WORDS: Mapping[SectionState, Callable[[], str]] = {
    SectionState.EMPTY: lambda: _("Empty"),
    SectionState.STARTED: lambda: _("Begun"),
    SectionState.WRONG: lambda: _("To correct"),
    SectionState.DONE: lambda: _("Complete"),
}


@dataclass(frozen=True, slots=True)
class Step:
    """A section as the page draws it."""

    section: Section
    anchor: str
    fields: Sequence[Any]
    progress: Progress
    put: bool
    language: str

    @property
    def shape(self) -> str:
        """Its pill."""
        return SHAPES[self.progress.state]

    @property
    def words(self) -> str:
        """« Commencée, 3 sur 7 »; the count is left out where it says nothing more."""
        one = self.progress
        return _words(self.language, one.state, one.answered, one.shown)


@lru_cache(maxsize=4_096)
def _words(language: str, state: SectionState, answered: int, shown: int) -> str:
    """Looked up once in each language: every saving says the state of every section."""
    said = WORDS[state]()
    if not answered:
        return said
    return _("%(state)s, %(answered)s of %(shown)s", state=said, answered=answered, shown=shown)


def steps_of(
    questionnaire: Questionnaire,
    values: Mapping[str, Value],
    fields: Mapping[str, Any] | None = None,
) -> list[Step]:
    """Every section with its progress, and its fields where the page draws them."""
    put, known = questionnaire.shown(values), known_in(questionnaire)
    language = str(flask_babel.get_locale())
    return [
        Step(
            section,
            f"s.{section.key}",
            [fields[question.key] for question in section.questions] if fields else (),
            progress_of(section, values, put, known),
            any(question.key in put for question in section.questions),
            language,
        )
        for section in questionnaire.sections
    ]


def whole(steps: Sequence[Step]) -> Progress:
    """How far they are together."""
    return overall(step.progress for step in steps)
