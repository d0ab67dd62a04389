"""How far people who coded the same answers agree, and where they do not.

The unit is an answer × a theme that may describe it; the value, whether a coder put the theme
there. Who coded nothing in an answer is not taken to have read it. What was imported counts
as one coder. Beside the presence of themes, the stances taken are compared where several
coders saw the theme.

Intervals are the 2.5 and 97.5 percentiles of a bootstrap over answers (the codings of one
answer are not independent) with a fixed seed.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from consult.analysis.figures.coefficients import Coincidences, Value, alpha, alpha_of, kappa

Answer = Hashable

ENOUGH = 10
"""Below so many units no coefficient is told: it would say more than is known."""

RESAMPLES = 400
MOST_DRAWS = 100_000
"""How many answers are drawn in all; many answers are resampled less often."""


@dataclass(frozen=True, slots=True)
class Coding:
    """One coder, one answer, one theme, with the stance taken if any."""

    answer: Answer
    coder: str
    theme: Hashable
    stance: str | None = None


@dataclass(frozen=True, slots=True)
class Agreement:
    """One comparison; coefficients are None where undefined, or where units are too few.

    `one_value` says that everybody gave the same value everywhere: there is nothing to correct
    for chance. `agreed` are the units about which every coder said the same.
    """

    units: int
    answers: int
    agreed: int
    kappa: float | None
    alpha: float | None
    interval: tuple[float, float] | None
    one_value: bool

    @property
    def enough(self) -> bool:
        """Whether a coefficient may be told at all."""
        return self.units >= ENOUGH


@dataclass(frozen=True, slots=True)
class Disagreement:
    """A unit on which coders differ: who said what; a stance, or whether the theme is there."""

    answer: Answer
    theme: Hashable
    said: Mapping[str, Value]
    stances: bool


@dataclass(frozen=True, slots=True)
class Report:
    """Everything the page says about the codings of one call."""

    coders: tuple[str, ...]
    answers: int
    overall: Agreement
    stances: Agreement
    by_theme: Mapping[Hashable, Agreement]
    disagreements: tuple[Disagreement, ...]


@dataclass(frozen=True, slots=True)
class _Unit:
    answer: Answer
    theme: Hashable
    said: Mapping[str, Value]


def report(codings: Iterable[Coding], themes: Mapping[Any, Sequence[Hashable]]) -> Report:
    """Compare the coders of every answer coded by two people or more.

    `themes` says which may describe each answer. One that no coder ever used on the answers
    compared is no unit: that nobody thought of it is no agreement.
    """
    kept = list(codings)
    coders: dict[Answer, set[str]] = defaultdict(set)
    for one in kept:
        coders[one.answer].add(one.coder)
    compared = {answer for answer, who in coders.items() if len(who) > 1}
    stances: dict[tuple[Answer, Hashable], dict[str, set[str | None]]] = defaultdict(dict)
    for one in kept:
        if one.answer in compared:
            stances[one.answer, one.theme].setdefault(one.coder, set()).add(one.stance)
    presence, taken = _presence(compared, coders, themes, stances), _taken(stances)
    by_theme: dict[Hashable, list[_Unit]] = defaultdict(list)
    for unit in presence:
        by_theme[unit.theme].append(unit)
    return Report(
        coders=tuple(sorted({coder for answer in compared for coder in coders[answer]})),
        answers=len(compared),
        overall=_agreement(presence),
        stances=_agreement(taken),
        by_theme={theme: _agreement(units) for theme, units in by_theme.items()},
        disagreements=(*_differing(presence, stances=False), *_differing(taken, stances=True)),
    )


def _presence(
    compared: set[Answer],
    coders: Mapping[Answer, set[str]],
    themes: Mapping[Answer, Sequence[Hashable]],
    stances: Mapping[tuple[Answer, Hashable], Mapping[str, object]],
) -> list[_Unit]:
    used = {theme for _, theme in stances}
    in_order = [answer for answer in themes if answer in compared]
    return [
        _Unit(
            answer,
            theme,
            {coder: coder in stances.get((answer, theme), {}) for coder in sorted(coders[answer])},
        )
        for answer in in_order
        for theme in themes[answer]
        if theme in used
    ]


def _taken(
    stances: Mapping[tuple[Answer, Hashable], Mapping[str, set[str | None]]],
) -> list[_Unit]:
    """The stances taken where several coders saw a theme."""
    return [
        _Unit(answer, theme, {coder: _stance(said) for coder, said in who.items()})
        for (answer, theme), who in stances.items()
        if len(who) > 1
    ]


def _stance(said: set[str | None]) -> Value:
    """The stance of one coder on one answer; several make a value of their own."""
    return next(iter(said)) if len(said) == 1 else tuple(sorted(map(str, said)))


def _differing(units: Iterable[_Unit], *, stances: bool) -> list[Disagreement]:
    return [
        Disagreement(one.answer, one.theme, one.said, stances)
        for one in units
        if len(set(one.said.values())) > 1
    ]


def _agreement(units: Sequence[_Unit]) -> Agreement:
    values = [tuple(one.said.values()) for one in units]
    coders = sorted({coder for one in units for coder in one.said})
    pairs: list[tuple[Value, Value]] = []
    if len(coders) == 2:
        pairs = [(one.said[coders[0]], one.said[coders[1]]) for one in units]
    by_answer: dict[Answer, list[tuple[Value, ...]]] = defaultdict(list)
    for one, said in zip(units, values, strict=True):
        by_answer[one.answer].append(said)
    enough = len(units) >= ENOUGH
    return Agreement(
        units=len(units),
        answers=len(by_answer),
        agreed=sum(len(set(said)) == 1 for said in values),
        kappa=kappa(pairs) if enough else None,
        alpha=alpha(values) if enough else None,
        interval=_interval([_told(tuple(said)) for said in by_answer.values()]) if enough else None,
        one_value=len({value for said in values for value in said}) == 1,
    )


@lru_cache(maxsize=4096)
def _told(said: tuple[tuple[Value, ...], ...]) -> Coincidences:
    """Of most answers the same is said about one theme: nothing, by everybody."""
    return Coincidences.of(said)


def _interval(answers: Sequence[Coincidences]) -> tuple[float, float] | None:
    """Where alpha falls in 95 of 100 resamples; None where half of them leave it undefined."""
    import numpy as np  # noqa: PLC0415  # loaded by who compares coders, not by every page

    if len(answers) < 2:
        return None
    number = Counter(one.key for one in answers)
    alike = list({one.key: one for one in answers}.values())
    values = sorted({value for one in alike for value in one.given}, key=str)
    given = np.array([[one.given.get(value, 0) for value in values] for one in alike], float)
    met = np.array([sum(one.met.values()) for one in alike], float)
    times = max(100, min(RESAMPLES, MOST_DRAWS // len(answers)))
    shares = np.array([number[one.key] for one in alike], float) / len(answers)
    often = np.random.default_rng(2018).multinomial(len(answers), shares, size=times)
    found = sorted(
        value
        for counts, together in zip((often @ given).tolist(), (often @ met).tolist(), strict=True)
        if (value := alpha_of(counts, together)) is not None
    )
    if len(found) < times / 2:
        return None
    return found[int(0.025 * (len(found) - 1))], found[round(0.975 * (len(found) - 1))]
