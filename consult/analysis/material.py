"""Everything the figures and the note are made from, as plain frozen values.

`analysis.queries.material` loads it in a constant number of statements; nothing past it
touches the database.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from functools import cached_property
from typing import Any

from consult.calls.questionnaire import Questionnaire, Value
from consult.contributions.consent import Attribution, QuotePermission


class Stance(StrEnum):
    """Where a passage stands towards the claim of its theme."""

    SUPPORT = "support"
    OPPOSE = "oppose"
    NUANCE = "nuance"


@dataclass(frozen=True, slots=True)
class Member:
    """An invited agency, as the directory described it when it was invited.

    `also` is what would tell it besides, and is never printed: the two parts of the address that
    it was written to, and what it is called today where that has changed.
    """

    acronym: str
    name: str
    level: str = ""
    region: str = ""
    department: str = ""
    also: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Reply:
    """The last version an agency sent. `values` are canonical (see `contributions.values`).

    `attribution` and `quotes` are effective: the most protective of every source.
    `confidential` holds the keys of the answers the agency asked to keep confidential;
    `on_behalf` says that the federation typed it, out of a letter or a call.
    """

    agency: str
    values: Mapping[str, Value]
    attribution: Attribution
    quotes: QuotePermission
    confidential: frozenset[str]
    channel: str
    late: bool
    sent_at: datetime
    version: int
    on_behalf: bool = False


@dataclass(frozen=True, slots=True)
class Join:
    """An agency that stands behind the contribution of another, which agreed.

    `named` says that it lets its name be printed.
    """

    agency: str
    to: str
    named: bool


@dataclass(frozen=True, slots=True)
class Theme:
    """A code of the code book; `claim` is what one can be for or against, or empty.

    `question` is empty for a theme of every question. `parent` is the key of another theme of
    the same question, or of another theme of every question.
    """

    question: str
    key: str
    label: str
    claim: str = ""
    description: str = ""
    colour: int = 1
    parent: str = ""


@dataclass(frozen=True, slots=True)
class Passage:
    """Characters `start` to `end` of one answer (of one field of one item where repeated).

    `item` counts from 1. `theme` is None for a passage that no theme describes; `suggested` says
    that a machine proposed it there, and somebody accepted.
    """

    question: str
    agency: str
    text: str
    start: int
    end: int
    theme: str | None = None
    stance: Stance | None = None
    item: int | None = None
    field: str | None = None
    confidential: bool = False
    suggested: bool = False


@dataclass(frozen=True, slots=True)
class CallFacts:
    """What the note says about the call itself."""

    slug: str
    title: str
    language: str
    timezone: str
    opens_at: datetime
    closes_at: datetime
    commissioner: str = ""
    federation: str = ""
    hearing_at: datetime | None = None
    hearing_place: str = ""
    folder: str = ""
    context: str = ""
    demonstration: bool = False
    specimen: bool = False


@dataclass(frozen=True)
class Material:
    """A call with its audience, what was answered, and how it was coded.

    `agencies` are in the order invited; `replies` hold at most one per agency, and none that
    was withdrawn. `declined` counts the agencies that said they would not answer; they and the
    `joins` are counted apart, never among the replies. `longer` holds the deadlines of agencies
    that were given longer than the others.
    """

    call: CallFacts
    questionnaire: Questionnaire
    agencies: tuple[Member, ...]
    replies: tuple[Reply, ...]
    themes: tuple[Theme, ...] = ()
    passages: tuple[Passage, ...] = ()
    declined: int = 0
    joins: tuple[Join, ...] = ()
    longer: tuple[datetime, ...] = ()

    @cached_property
    def member(self) -> Mapping[str, Member]:
        """Every invited agency under its acronym."""
        return {member.acronym: member for member in self.agencies}

    @cached_property
    def reply(self) -> Mapping[str, Reply]:
        """Every reply under the acronym of its agency."""
        return {reply.agency: reply for reply in self.replies}

    @cached_property
    def worked_out(self) -> dict[Any, Any]:
        """What was worked out of it, kept by whoever did: it never changes."""
        return {}

    @cached_property
    def worked_out_of_answers(self) -> dict[Any, Any]:
        """The same of the call and its replies alone, whatever was coded in them."""
        return {}
