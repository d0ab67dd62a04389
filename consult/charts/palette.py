"""The inks of the drawings: what they are on paper; a screen's style sheet has its own."""

from __future__ import annotations

from enum import StrEnum


class Tone(StrEnum):
    """What a shape is for. The page's class `d-…` gives it the colour of the page's mode."""

    TEXT = "text"
    MUTED = "muted"
    INK = "ink"
    ACT = "act"
    RULE = "rule"
    BED = "bed"
    PAPER = "paper"
    LOW_3 = "low-3"
    LOW_2 = "low-2"
    LOW_1 = "low-1"
    MIDDLE = "mid"
    HIGH_1 = "high-1"
    HIGH_2 = "high-2"
    HIGH_3 = "high-3"
    STEP_1 = "step-1"
    STEP_2 = "step-2"
    STEP_3 = "step-3"
    STEP_4 = "step-4"
    STEP_5 = "step-5"
    ON_PALE = "on-pale"
    ON_DEEP = "on-deep"


PAPER: dict[Tone, str] = {
    Tone.TEXT: "#1b2430",
    Tone.MUTED: "#5a6675",
    Tone.INK: "#17365d",
    Tone.ACT: "#b5482a",
    Tone.RULE: "#c8d0da",
    Tone.BED: "#ece8e0",
    Tone.PAPER: "#ffffff",
    Tone.LOW_3: "#953a1c",
    Tone.LOW_2: "#d08262",
    Tone.LOW_1: "#f0cebf",
    Tone.MIDDLE: "#dedad1",
    Tone.HIGH_1: "#c5d4e7",
    Tone.HIGH_2: "#7495c2",
    Tone.HIGH_3: "#17365d",
    Tone.STEP_1: "#e3e9f1",
    Tone.STEP_2: "#b9c8dc",
    Tone.STEP_3: "#8ba5c7",
    Tone.STEP_4: "#4d6c95",
    Tone.STEP_5: "#17365d",
    Tone.ON_PALE: "#1b2430",
    Tone.ON_DEEP: "#ffffff",
}
DEEP = frozenset({Tone.INK, Tone.LOW_3, Tone.HIGH_3, Tone.STEP_4, Tone.STEP_5})
"""What light words stand on; dark words stand on the others."""

_LOW = {1: (Tone.LOW_3,), 2: (Tone.LOW_3, Tone.LOW_1), 3: (Tone.LOW_3, Tone.LOW_2, Tone.LOW_1)}
_HIGH = {1: (Tone.HIGH_3,), 2: (Tone.HIGH_2, Tone.HIGH_3)} | {
    3: (Tone.HIGH_1, Tone.HIGH_2, Tone.HIGH_3)
}
STEPS = (Tone.STEP_1, Tone.STEP_2, Tone.STEP_3, Tone.STEP_4, Tone.STEP_5)


def on(tone: Tone) -> Tone:
    """The words that can be read on a tone."""
    return Tone.ON_DEEP if tone in DEEP else Tone.ON_PALE


def diverging(points: int) -> tuple[Tone, ...]:
    """A tone for each point of a scale, away from its middle on either side.

    Warm below, cool above, both deeper towards their end. A scale longer than seven has the
    tones of its ends again: its points are told by their place and their count.
    """
    half = points // 2
    low = _LOW[half] if half in _LOW else (_LOW[3][0],) * (half - 3) + _LOW[3] if half else ()
    high = _HIGH[half] if half in _HIGH else _HIGH[3] + (_HIGH[3][2],) * (half - 3) if half else ()
    return (*low, *((Tone.MIDDLE,) if points % 2 else ()), *high)


def step(value: float, most: float) -> Tone:
    """A tone deeper the nearer a value is to the most there is; nothing has the ground's."""
    if value <= 0 or most <= 0:
        return Tone.BED
    return STEPS[min(4, int(5 * value / most))]
