"""What an assistant answered, checked before anybody sees it: what cannot be checked is dropped.

Every passage that it names must be one that it was given, and every quote must stand in it to
the letter. What is dropped is kept apart with the reason, for it tells what the assistant is
worth.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

from consult.analysis.figures.shared import Place

LONGEST_TITLE, LONGEST_DEFINITION, LONGEST_TOLD = 120, 600, 200
MOST_THEMES, MOST_QUOTES = 20, 200
SHORTEST_QUOTE = 8


class Drop(StrEnum):
    """Why something of an answer was dropped; the sentences are in `suggestion_words`."""

    NOT_JSON = "not_json"
    NO_TITLE = "no_title"
    TOO_LONG = "too_long"
    TOO_MANY = "too_many"
    UNKNOWN_PASSAGE = "unknown_passage"
    NOT_A_QUOTE = "not_a_quote"
    TOO_SHORT = "too_short"
    NO_PASSAGE = "no_passage"


@dataclass(frozen=True, slots=True)
class Dropped:
    """Something that was not taken over, as far as it can be told, and why."""

    reason: Drop
    told: str


@dataclass(frozen=True, slots=True)
class Grouping:
    """A theme that an assistant proposes: its words, and quotes that do stand in answers."""

    title: str
    definition: str
    places: tuple[Place, ...]


@dataclass(frozen=True, slots=True)
class Checked:
    """What is left of an answer, and what is not."""

    groupings: tuple[Grouping, ...]
    dropped: tuple[Dropped, ...]


def checked(answer: str, given: Mapping[str, Place]) -> Checked:
    """The groupings of an answer, which must be JSON and nothing else; `given` by their ids."""
    dropped: list[Dropped] = []
    try:
        told = json.loads(answer)
    except (ValueError, RecursionError):
        told = None
    themes = told.get("themes") if isinstance(told, dict) else None
    if not isinstance(themes, list):
        return Checked((), (_drop(Drop.NOT_JSON, answer),))
    dropped += [_drop(Drop.TOO_MANY, one) for one in themes[MOST_THEMES:]]
    groupings = tuple(
        grouping
        for one in themes[:MOST_THEMES]
        if (grouping := _grouping(one, given, dropped)) is not None
    )
    return Checked(groupings, tuple(dropped))


def _grouping(one: Any, given: Mapping[str, Place], dropped: list[Dropped]) -> Grouping | None:
    title, definition = (_line(one, name) for name in ("title", "definition"))
    if not title:
        dropped.append(_drop(Drop.NO_TITLE, one))
        return None
    if len(title) > LONGEST_TITLE or len(definition) > LONGEST_DEFINITION:
        dropped.append(_drop(Drop.TOO_LONG, title))
        return None
    named = one.get("passages")
    named = named if isinstance(named, list) else []
    dropped += [_drop(Drop.TOO_MANY, quote) for quote in named[MOST_QUOTES:][:1]]
    places = tuple(dict.fromkeys(_quoted(named[:MOST_QUOTES], given, dropped)))
    if not places:
        dropped.append(_drop(Drop.NO_PASSAGE, title))
        return None
    return Grouping(title, definition, places)


def _quoted(
    named: Sequence[Any], given: Mapping[str, Place], dropped: list[Dropped]
) -> Iterator[Place]:
    for one in named:
        number = one.get("id") if isinstance(one, dict) else None
        quote = one.get("quote") if isinstance(one, dict) else None
        place = given.get(number) if isinstance(number, str) else None
        if place is None:
            dropped.append(_drop(Drop.UNKNOWN_PASSAGE, one))
        elif not isinstance(quote, str) or (at := place.text.find(quote)) < 0:
            dropped.append(_drop(Drop.NOT_A_QUOTE, quote))
        elif len(quote.strip()) < min(SHORTEST_QUOTE, len(place.text)):
            dropped.append(_drop(Drop.TOO_SHORT, quote))
        else:
            start = place.start + at
            yield replace(place, text=quote, start=start, end=start + len(quote))


def _line(one: Any, name: str) -> str:
    told = one.get(name) if isinstance(one, dict) else None
    if not isinstance(told, str):
        return ""
    return " ".join("".join(sign if sign.isprintable() else " " for sign in told).split())


def _drop(reason: Drop, told: Any) -> Dropped:
    text = told if isinstance(told, str) else json.dumps(told, ensure_ascii=False, default=str)
    plain = "".join(sign if sign.isprintable() else " " for sign in text[: 2 * LONGEST_TOLD])
    return Dropped(reason, plain[:LONGEST_TOLD])
