"""Where the words of a note come from, and what has become of them since.

A place names characters of one frozen version. What that version says is compared byte for
byte, and then what the last one says; `queries.origins` reads both.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from consult.analysis.material import Passage
from consult.synthesis.drafting.blocks import Place


class Standing(StrEnum):
    """What the words of a place are worth today."""

    VERBATIM = "verbatim"  # as sent, and the last version still says so
    ALTERED = "altered"  # not what the version says there: our own fault
    MOVED = "moved"  # the last version says the same words elsewhere in that answer
    CHANGED = "changed"  # the last version does not say them any more
    WITHDRAWN = "withdrawn"  # the agency withdrew its contribution
    UNKNOWN = "unknown"  # no such agency, version or question


def place_of(passage: Passage, version: int) -> Place:
    """Where a coded passage stands in the version that it was read in."""
    return Place(
        agency=passage.agency,
        version=version,
        question=passage.question,
        start=passage.start,
        end=passage.end,
        text=passage.text,
        item=passage.item,
        field=passage.field,
    )


LASTING = frozenset({Standing.VERBATIM, Standing.MOVED})
"""Words that their agency stands by: it said them in that version and says them still."""


@dataclass(frozen=True, slots=True)
class Origin:
    """What surrounds a place: the whole text of its own version, and of the last one.

    `text` is None where there is no such version. `others` are the texts of the same field in
    the other items of the last version, where the question is a repeated group.
    """

    text: str | None = None
    latest_version: int | None = None
    latest: str | None = None
    withdrawn: bool = False
    others: tuple[str, ...] = ()


NOWHERE = Origin()


def standing(place: Place, origin: Origin) -> Standing:
    """What the words of a place are worth, given what surrounds it."""
    if origin.text is None:
        return Standing.UNKNOWN
    if origin.text[place.start : place.end] != place.text:
        return Standing.ALTERED
    if origin.withdrawn:
        return Standing.WITHDRAWN
    latest = origin.latest or ""
    if latest[place.start : place.end] == place.text:
        return Standing.VERBATIM
    if any(place.text in text for text in (latest, *origin.others)):
        return Standing.MOVED
    return Standing.CHANGED
