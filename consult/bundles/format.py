"""A whole consultation as plain frozen values: the bundle, whatever file or database it is in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from consult.analysis.material import Passage, Theme
from consult.calls.questionnaire import Questionnaire, Translations, Value
from consult.calls.translating import texts_of_call
from consult.contributions.consent import (
    Attribution,
    DeclarationKind,
    Grounds,
    QuotePermission,
)
from consult.synthesis.drafting.blocks import Block

BUNDLE_SCHEMA = "consultation-bundle/1"
DECLARATIONS_SCHEMA = "consultation-declarations/1"
NOTE_SCHEMA = "consultation-note/1"
TOLD, EARLIER = 1, 0
"""The version of a place of the manuscript: the one the bundle tells, or one it does not."""


class Files(Protocol):
    """Where the bytes of attached files are; a storage is one."""

    def read(self, digest: str) -> bytes:
        """The bytes whose SHA-256 is `digest`."""
        ...


class NoFiles:
    """A bundle without attachments."""

    def read(self, digest: str) -> bytes:
        """There is nothing to read."""
        raise FileNotFoundError(digest)


@dataclass(frozen=True, slots=True)
class CallSheet:
    """`call.yaml`: what is asked and when. `launched` is false for a call not yet opened."""

    slug: str
    language: str
    title: str
    opens_at: datetime
    closes_at: datetime
    timezone: str
    questionnaire: Questionnaire
    context: str = ""
    commissioner: str = ""
    federation: str = ""
    folder: str = ""
    hearing_at: datetime | None = None
    hearing_place: str = ""
    demonstration: bool = False
    launched: bool = True
    translations: Translations = field(default_factory=dict, hash=False)

    @property
    def texts(self) -> dict[tuple[str, ...], str]:
        """What can be said in another language, besides the questionnaire."""
        return texts_of_call(self.title, self.commissioner, self.context)


@dataclass(frozen=True, slots=True)
class AgencyLine:
    """One line of `agencies.csv`."""

    acronym: str
    name: str
    level: str = ""
    region: str = ""
    department: str = ""
    email: str = ""
    timezone: str | None = None
    extended_until: datetime | None = None


@dataclass(frozen=True, slots=True)
class ContributionSheet:
    """One file of `contributions/`; without `submitted_at` it is a draft.

    The consent is the one that holds: the last change of mind over what was sent. `answers`
    are canonical, in the order of the questionnaire, nothing blank among them. A file
    is `{"filename", "size_bytes", "digest", "media_type"}`: where its bytes lie in a folder is
    not part of the consultation.
    """

    agency: str
    submitted_at: datetime | None
    channel: str
    attribution: Attribution | None
    quote_permission: QuotePermission | None
    confidential: tuple[str, ...]
    late: bool
    answers: Mapping[str, Value]
    withdrawn_at: datetime | None = None
    withdrawn_reason: str = ""


@dataclass(frozen=True, slots=True)
class DeclarationLine:
    """What one agency declared instead of answering; `joined` is the agency that it joins."""

    agency: str
    kind: DeclarationKind
    declared_at: datetime
    grounds: Grounds | None = None
    reason: str = ""
    joined: str | None = None
    named: bool = False
    confirmed_at: datetime | None = None
    refused_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class KeptLine:
    """A figure kept under a name, with what it counted when it was kept."""

    label: str
    rule: str
    value: int
    base: int | None = None


@dataclass(frozen=True, slots=True)
class Bundle:
    """A consultation: agencies in the order invited, the rest in that same order.

    Two bundles are equal when they say the same, however their files are named.
    """

    call: CallSheet
    agencies: tuple[AgencyLine, ...]
    contributions: tuple[ContributionSheet, ...] = ()
    themes: tuple[Theme, ...] = ()
    passages: tuple[Passage, ...] = ()
    declarations: tuple[DeclarationLine, ...] = ()
    kept: tuple[KeptLine, ...] = ()
    blocks: tuple[Block, ...] = ()
    files: Files = field(default_factory=NoFiles, compare=False)
