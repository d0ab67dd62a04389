"""What agencies said of their words when they read them again before printing.

An agreement is to exact words of an exact version, signed in one way; anything else has to be
read again. A refusal holds for every other word of that answer, whatever the version.
"""

from __future__ import annotations

from dataclasses import dataclass


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
    unnamed agency that said the very same would seem to be that one. With `awaited`, words to
    be reviewed count as cleared: to learn what there is to ask, never to print.
    """

    cleared: frozenset[Cleared] = frozenset()
    silenced: frozenset[tuple[str, str]] = frozenset()
    barred: frozenset[tuple[str, str]] = frozenset()
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
