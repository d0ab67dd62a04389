"""What is proposed, as plain values: to be shown apart, and taken up by people or not."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from consult.analysis.figures.shared import Place, Shared
from consult.analysis.suggesting.mentions import Mention, Named
from consult.analysis.suggesting.phrases import Phrase
from consult.analysis.suggesting.together import Pair


@dataclass(frozen=True, slots=True)
class Theme:
    """A proposal to look at: a hint for a title, who speaks of it, and passages that show it.

    `passages` stand for it, `distinctive` ones tell it from the others, `members` are all.
    """

    phrases: tuple[Phrase, ...]
    agencies: int
    passages: tuple[Place, ...]
    distinctive: tuple[Place, ...] = ()
    members: tuple[Place, ...] = ()

    @property
    def label(self) -> str:
        """A hint; whoever takes the theme up writes its title."""
        return " · ".join(phrase.text for phrase in self.phrases[:3])


@dataclass(frozen=True, slots=True)
class Group:
    """Agencies whose whole answers resemble each other."""

    agencies: tuple[str, ...]


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
    groups: tuple[Group, ...] = ()
    pairs: tuple[Pair, ...] = ()
    contexts: Mapping[str, tuple[Place, ...]] = field(default_factory=dict)
    figures: tuple[Mention, ...] = ()
    places: tuple[Named, ...] = ()


@dataclass(frozen=True, slots=True)
class Suggestions:
    """Everything proposed for a call, with what is needed to propose the same again."""

    call: str
    title: str
    engine: Mapping[str, Any]
    questions: tuple[Suggested, ...]
