"""Agreement corrected for chance: Cohen's kappa and Krippendorff's alpha.

Cohen's kappa, for two coders: J. Cohen, « A coefficient of agreement for nominal scales »,
Educational and Psychological Measurement 20 (1960). Krippendorff's alpha, nominal, for any
number of coders and with missing values: K. Krippendorff, « Computing Krippendorff's
Alpha-Reliability » (2011), by the coincidences of the values within each unit. Both are
undefined, and None here, when only one value was ever given: nothing could have been told apart.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass

Value = Hashable


def kappa(pairs: Iterable[tuple[Value, Value]]) -> float | None:
    """Cohen's kappa of two coders; None where chance alone would always agree."""
    counted = Counter(pairs)
    total = counted.total()
    if not total:
        return None
    first, second = Counter[Value](), Counter[Value]()
    for (one, other), number in counted.items():
        first[one] += number
        second[other] += number
    agreed = sum(number for (one, other), number in counted.items() if one == other) / total
    chance = sum(first[value] * second[value] for value in first) / total**2
    return None if chance == 1 else (agreed - chance) / (1 - chance)


@dataclass(frozen=True, slots=True)
class Coincidences:
    """What units add up to: for each value, how often it was given, and met itself."""

    given: Mapping[Value, float]
    met: Mapping[Value, float]

    @classmethod
    def of(cls, units: Iterable[Sequence[Value]]) -> Coincidences:
        """The coincidences within each unit; a unit with one value has none."""
        given, met = Counter[Value](), defaultdict[Value, float](float)
        for values, times in Counter(map(tuple, units)).items():
            if len(values) < 2:
                continue
            for value, number in Counter(values).items():
                given[value] += number * times
                met[value] += number * (number - 1) / (len(values) - 1) * times
        return cls(given, met)

    @property
    def key(self) -> Hashable:
        """Equal for those that add up alike."""
        return frozenset(self.given.items()), frozenset(self.met.items())

    @property
    def alpha(self) -> float | None:
        """Krippendorff's alpha; None where fewer than two values were given."""
        return alpha_of(self.given.values(), sum(self.met.values()))


def alpha_of(given: Iterable[float], met: float) -> float | None:
    """Krippendorff's alpha from how often each value was given, and how often values met."""
    counts = list(given)
    total = sum(counts)
    expected = total**2 - sum(number**2 for number in counts)
    if expected <= 0:
        return None
    return 1 - (total - 1) * (total - met) / expected


def alpha(units: Iterable[Sequence[Value]]) -> float | None:
    """Krippendorff's alpha for nominal values; a unit holds the values it was given."""
    return Coincidences.of(units).alpha
