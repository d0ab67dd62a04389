"""Which thing of a later note was which of the earlier: by its words, its name, its likeness."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator, Sequence

from consult.contributions.texts.comparing import ALIKE
from consult.contributions.texts.word_by_word import TOKENS
from consult.synthesis.versions.entries import Entry

MOST_PAIRS = 250_000
"""Beyond it, what is left of two versions is not matched by its words: it is another text."""

Pair = tuple[Entry | None, Entry | None]


def paired(then: Sequence[Entry], now: Sequence[Entry]) -> Iterator[Pair]:
    """Each entry with what became of it, in the order of the later version.

    What was taken away stands before what followed it.
    """
    pairs = _matched(then, now)
    kept = {place: after for after, place in pairs.items()}
    told = 0
    for place, one in enumerate(now):
        was = pairs.get(place)
        if was is not None:
            while told < was:
                if told not in kept:
                    yield then[told], None
                told += 1
        yield (None if was is None else then[was]), one
    for rest in range(told, len(then)):
        if rest not in kept:
            yield then[rest], None


def _matched(then: Sequence[Entry], now: Sequence[Entry]) -> dict[int, int]:
    """Which later entry was which: the same words, then the same name, then the most alike."""
    pairs: dict[int, int] = {}
    taken: set[int] = set()

    def take(key: Callable[[Entry], Hashable]) -> None:
        waiting: dict[Hashable, list[int]] = {}
        for place, one in enumerate(then):
            if place not in taken and key(one) is not None:
                waiting.setdefault(key(one), []).append(place)
        for place, one in enumerate(now):
            if place not in pairs and waiting.get(key(one)):
                pairs[place] = waiting[key(one)].pop(0)
                taken.add(pairs[place])

    take(lambda one: (one.kind, one.place, one.text))
    take(lambda one: (one.kind, one.text))
    take(lambda one: (one.kind, one.place, one.name) if one.name else None)
    take(lambda one: (one.kind, one.name) if one.name else None)
    left = [place for place in range(len(then)) if place not in taken]
    new = [place for place in range(len(now)) if place not in pairs]
    if len(left) * len(new) > MOST_PAIRS:
        return pairs
    old_bags = {place: _bag(then[place]) for place in left}
    new_bags = {place: _bag(now[place]) for place in new}
    scored = sorted(
        (-_likeness(old_bags[before], new_bags[after]), after, before)
        for after in new
        for before in left
        if then[before].kind is now[after].kind
    )
    for score, after, before in scored:
        if -score >= ALIKE and after not in pairs and before not in taken:
            pairs[after] = before
            taken.add(before)
    return pairs


def _bag(one: Entry) -> frozenset[str]:
    return frozenset(word for word in TOKENS.findall(one.text.casefold()) if word.strip())


def _likeness(one: frozenset[str], other: frozenset[str]) -> float:
    together = len(one | other)
    return len(one & other) / together if together else 0.0
