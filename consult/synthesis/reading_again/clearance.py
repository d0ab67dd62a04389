"""What agencies said of their words when they read them again before printing.

An agreement is to exact words of an exact version, signed in one way; anything else has to be
read again. A refusal holds for every other word of that answer, whatever the version.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum


class Choice(StrEnum):
    """What an agency says of words of its own, least protective first."""

    AGREED = "agreed"
    UNNAMED = "unnamed"
    REFUSED = "refused"


class Answered(StrEnum):
    """How far one asking is; that its time is over is read off its end, never stored."""

    WAITING = "waiting"
    ACCEPTED = "accepted"
    PARTLY = "partly"
    OBJECTED = "objected"


@dataclass(frozen=True, slots=True)
class Extract:
    """Words of an agency as they would be printed, and where.

    `text` are its exact words, `printed` what the page shows of them; `start` counts in the
    answer, or in one field of one item of it. `telling` says that they would name their author
    even unsigned: without the name they cannot be printed.
    """

    where: str
    beside: str
    question: str
    text: str
    printed: str
    by: str
    named: bool
    version: int
    item: int | None = None
    field: str | None = None
    start: int = 0
    quote: bool = True
    telling: bool = False


@dataclass(frozen=True, slots=True)
class Heard:
    """What one agency answered to one asking: a choice for each extract, in their order."""

    agency: str
    extracts: Sequence[Extract]
    choices: Sequence[Choice]


@dataclass(frozen=True, slots=True)
class Cleared:
    """Words that an agency read as they will be printed, and agreed to.

    `named` says that they were signed by its name, rather than by « une agence ».
    """

    agency: str
    question: str
    text: str
    version: int
    named: bool


@dataclass(frozen=True, slots=True)
class Clearance:
    """Everything said so far.

    `silenced` holds the answers, as (agency, question), of which no words are printed but those
    cleared; `barred` the words, as (question, text), that somebody refused to see printed: an
    unnamed agency that said the very same would seem to be that one. `refused` holds them as
    (agency, what the page would show). With `awaited`, words to
    be reviewed count as cleared: to learn what there is to ask, never to print.
    """

    cleared: frozenset[Cleared] = frozenset()
    silenced: frozenset[tuple[str, str]] = frozenset()
    barred: frozenset[tuple[str, str]] = frozenset()
    refused: frozenset[tuple[str, str]] = frozenset()
    awaited: bool = False

    def has(self, agency: str, question: str, text: str, *, version: int, named: bool) -> bool:
        """Whether the agency agreed to exactly this."""
        return Cleared(agency, question, text, version, named) in self.cleared

    def refuses(self, agency: str, question: str, text: str, *, named: bool) -> bool:
        """Whether somebody's refusal stands against words that were not agreed to."""
        return (agency, question) in self.silenced or (
            not named and (question, text) in self.barred
        )


NOTHING_SAID = Clearance()


def clearance(heard: Iterable[Heard]) -> Clearance:
    """What follows from every answer, the oldest first: the last word on the same words counts.

    Not to be named is said of the whole contribution: the extracts agreed to beside it are so
    unsigned as well.
    """
    cleared: set[Cleared] = set()
    silenced: set[tuple[str, str]] = set()
    barred: set[tuple[str, str]] = set()
    refused: set[tuple[str, str]] = set()
    for one in heard:
        unnamed = Choice.UNNAMED in one.choices
        for extract, choice in zip(one.extracts, one.choices, strict=True):
            words = one.agency, extract.question, extract.text
            cleared = {old for old in cleared if (old.agency, old.question, old.text) != words}
            if choice is Choice.REFUSED:
                silenced.add(words[:2])
                barred.add(words[1:])
                refused.add((one.agency, extract.printed))
            else:
                named = extract.named and not unnamed
                cleared.add(Cleared(*words, extract.version, named))
                barred.discard(words[1:])
                refused.discard((one.agency, extract.printed))
    return Clearance(frozenset(cleared), frozenset(silenced), frozenset(barred), frozenset(refused))


def summed(choices: Sequence[Choice]) -> Answered:
    """How an answer is told in one word."""
    said = set(choices)
    if said <= {Choice.AGREED}:
        return Answered.ACCEPTED
    return Answered.OBJECTED if said == {Choice.REFUSED} else Answered.PARTLY
