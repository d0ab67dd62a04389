"""What can be drawn: plain frozen values, one kind each, with nothing but what is shown.

Counts are of agencies, each counted once. Labels are a call's own words.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Bar:
    """One line of bars; `share` is None where percentages are not printed (under 30 answers)."""

    label: str
    count: int
    share: float | None = None


@dataclass(frozen=True, slots=True)
class Bars:
    """Horizontal bars in the order given, zero included.

    `answers` are the agencies that answered, where the bars are their answers; `several` says
    that one agency may be in more than one bar.
    """

    title: str
    bars: tuple[Bar, ...]
    answers: int | None = None
    several: bool = False


@dataclass(frozen=True, slots=True)
class Judged:
    """One line of opinions: how many chose each point of the scale."""

    label: str
    counts: tuple[int, ...]
    mean: float | None = None


@dataclass(frozen=True, slots=True)
class Opinions:
    """Opinions on a scale, set out from its middle; what was not judged stands apart."""

    title: str
    points: tuple[str, ...]
    rows: tuple[Judged, ...]
    answers: int | None = None


@dataclass(frozen=True, slots=True)
class Ranked:
    """One subject with how many put it at each rank, from the first on."""

    label: str
    ranks: tuple[int, ...]
    mean: float | None
    points: int


@dataclass(frozen=True, slots=True)
class Ranking:
    """Subjects in their order, the most urgent first."""

    title: str
    subjects: tuple[Ranked, ...]
    # Nought is left out of the text of a note.
    answers: int = 0


@dataclass(frozen=True, slots=True)
class Spread:
    """Numbers given: where they lie, and `values` themselves where each may be shown.

    The quarters are None of a few numbers, where they would be one answer or two. `classes` are
    the lower edges of a histogram with their counts; it is drawn where there are many answers.
    """

    title: str
    count: int
    low: float
    first_quarter: float | None
    median: float
    third_quarter: float | None
    high: float
    mean: float
    zeros: int = 0
    unit: str = ""
    values: tuple[float, ...] = ()
    classes: tuple[tuple[float, int], ...] = ()
    step: float = 0.0


@dataclass(frozen=True, slots=True)
class Calendar:
    """Dates given, counted by day, month or year; periods without any are told with zero.

    Days are in ISO 8601, as in a snapshot; a period is its first day.
    """

    title: str
    periods: tuple[tuple[str, int], ...]
    by: str
    first: str
    median: str
    last: str

    @property
    def count(self) -> int:
        """How many dates there are."""
        return sum(count for _, count in self.periods)


@dataclass(frozen=True, slots=True)
class Held:
    """One theme with the agencies that speak of it, each counted once.

    `mixed` are those that take several positions, `silent` those that take none.
    """

    label: str
    support: int = 0
    nuance: int = 0
    mixed: int = 0
    oppose: int = 0
    silent: int = 0

    @property
    def total(self) -> int:
        """Agencies that speak of it."""
        return self.support + self.nuance + self.mixed + self.oppose + self.silent


@dataclass(frozen=True, slots=True)
class Stances:
    """Themes with where agencies stand; `agencies` is how many could have spoken."""

    title: str
    themes: tuple[Held, ...]
    agencies: int


@dataclass(frozen=True, slots=True)
class Day:
    """How many had begun and how many had sent at the end of a day."""

    day: date
    begun: int
    sent: int


@dataclass(frozen=True, slots=True)
class Letters:
    """What was sent to agencies on a day, in words: a reminder, the opening."""

    day: date
    words: str
    count: int


@dataclass(frozen=True, slots=True)
class Arrivals:
    """How contributions came in, day by day, with the letters that left and the deadline."""

    title: str
    days: tuple[Day, ...]
    letters: tuple[Letters, ...] = ()
    deadline: date | None = None


@dataclass(frozen=True, slots=True)
class Saturation:
    """How many themes had been met once each contribution was read, in the order read."""

    title: str
    themes: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Area:
    """A region with its agencies: how many answered of how many asked."""

    name: str
    shapes: tuple[str, ...]
    asked: int
    answered: int


@dataclass(frozen=True, slots=True)
class Territories:
    """Regions, overseas included."""

    title: str
    areas: tuple[Area, ...]


@dataclass(frozen=True, slots=True)
class Multiples:
    """The same bars for several groups side by side, on one scale."""

    title: str
    groups: tuple[tuple[str, Bars], ...]


Figure = (
    Bars
    | Opinions
    | Ranking
    | Spread
    | Calendar
    | Stances
    | Arrivals
    | Saturation
    | Territories
    | Multiples
)


@dataclass(frozen=True, slots=True)
class Table:
    """The figures of a drawing; the first column heads its row, the others are numbers."""

    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
