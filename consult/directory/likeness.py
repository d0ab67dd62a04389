"""Which agencies look like the same one twice, and why."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum
from itertools import combinations

from consult.directory.listing import Line
from consult.directory.rules import plain

COMMON = frozenset(
    (
        *("agence", "agences", "agency", "association", "comite", "developpement"),
        *("economique", "territoire", "territoires", "de", "des", "du", "d", "la", "le", "les"),
        *("l", "et", "en", "pour", "sur", "au", "aux", "of", "and", "the", "for"),
    )
)
"""Words that half the members of a federation have in their name."""

NEAR = 0.84
SHORT = 4
"""Two words are one misspelled from this likeness on; shorter ones are different words."""

CROWD = 40
"""A word or an address that more agencies share says nothing about two of them."""


class Sign(StrEnum):
    """What makes two agencies look like one; the words are in `campaign.duplicates`."""

    ACRONYM = "acronym"
    EMAIL = "email"
    NAME = "name"
    PLACE = "place"


WEIGHTS = {Sign.ACRONYM: 50, Sign.EMAIL: 45, Sign.NAME: 40, Sign.PLACE: 10}
LIKELY = 40


@dataclass(frozen=True, slots=True)
class Pair:
    """Two agencies that may be one, the one of lower number first."""

    first: Line
    second: Line
    signs: tuple[Sign, ...]

    @property
    def score(self) -> int:
        """How likely it is, out of a hundred and more."""
        return sum(WEIGHTS[sign] for sign in self.signs)


def signs(first: Line, second: Line) -> tuple[Sign, ...]:
    """What makes them look like one; where they are says nothing by itself."""
    found = []
    if squeezed(first.acronym) and squeezed(first.acronym) == squeezed(second.acronym):
        found.append(Sign.ACRONYM)
    if _addresses(first) & _addresses(second):
        found.append(Sign.EMAIL)
    if _same_name(first, second):
        found.append(Sign.NAME)
    if found and first.department and plain(first.department) == plain(second.department):
        found.append(Sign.PLACE)
    return tuple(found)


def squeezed(acronym: str) -> str:
    """The letters and figures of an acronym: « A.D.N. » and « adn » are the same."""
    return plain(acronym).replace(" ", "")


def near(first: str, second: str) -> bool:
    """Whether two names differ by little but their order, their accents or common words."""
    mine, theirs = set(distinctive(first)), set(distinctive(second))
    if not mine or not theirs:
        return False
    return all(
        any(_spelled_alike(word, other) for other in theirs - mine) for word in mine - theirs
    ) and len(mine - theirs) == len(theirs - mine)


def _spelled_alike(word: str, other: str) -> bool:
    if min(len(word), len(other)) < SHORT or not (word + other).isalpha():
        return False
    match = SequenceMatcher(None, word, other, autojunk=False)
    cheaper_first = (match.real_quick_ratio, match.quick_ratio, match.ratio)
    return all(ratio() >= NEAR for ratio in cheaper_first)


def _same_name(first: Line, second: Line) -> bool:
    """Near names; « Loire » and « Loiret » are no slip where the departments differ as well."""
    places = {plain(first.department), plain(second.department)} - {""}
    if len(places) == 2:
        mine = distinctive(first.name)
        return bool(mine) and set(mine) == set(distinctive(second.name))
    return near(first.name, second.name)


def distinctive(name: str) -> list[str]:
    """The words of a name that tell it from others."""
    return [word for word in plain(name).split() if word not in COMMON]


def proposals(lines: Sequence[Line], apart: Collection[tuple[int, int]] = ()) -> list[Pair]:
    """Pairs worth a look, the likeliest first; those in `apart` were said to be two."""
    pairs = []
    for first, second in _candidates(lines):
        if (first.id, second.id) in apart:
            continue
        pair = Pair(first, second, signs(first, second))
        if pair.score >= LIKELY:
            pairs.append(pair)
    return sorted(pairs, key=lambda pair: (-pair.score, plain(pair.first.acronym), pair.first.id))


def _candidates(lines: Iterable[Line]) -> Iterator[tuple[Line, Line]]:
    """Pairs that share an acronym, an address or a distinctive word: never every pair."""
    shelves: defaultdict[Hashable, list[Line]] = defaultdict(list)
    for line in lines:
        shelves["acronym", squeezed(line.acronym)].append(line)
        for email in _addresses(line):
            shelves["email", email].append(line)
        for word in set(distinctive(line.name)):
            shelves["word", word].append(line)
    seen: set[tuple[int, int]] = set()
    for shelf in shelves.values():
        if len(shelf) > CROWD:
            continue
        for one, other in combinations(sorted(shelf, key=lambda line: line.id), 2):
            if (one.id, other.id) not in seen:
                seen.add((one.id, other.id))
                yield one, other


def _addresses(line: Line) -> set[str]:
    return {contact.email for contact in line.contacts}
