"""All that decides what is proposed, so that the same can be proposed again."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Parameters:
    """All that decides what is proposed; kept with each suggestion.

    Above `most_themes` the resolution is divided by `coarser`, again if need be, up to
    `rounds` times: nobody reads thirty themes.
    """

    enough: int = 40
    neighbours: int = 16
    resolution: float = 1.5
    coarser: float = 1.5
    most_themes: int = 20
    rounds: int = 8
    seed: int = 2018
    fewest_voices: int = 3
    passages_shown: int = 5
    atypical_shown: int = 5
    atypical_characters: int = 40
    whole_answers: int = 500
