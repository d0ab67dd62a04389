"""What a note may say about whom: consent, and what could be found by elimination.

One `Disclosure` answers every such question; nothing else in the room decides any of it. Who
is named outside, and how elimination is prevented, is `analysis.naming`: counts shown to staff
as publishable follow the same rule. The staff's own document names everybody.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cached_property

from consult.analysis.disclosure.crowds import Crowds, Part
from consult.analysis.disclosure.naming import Naming
from consult.analysis.disclosure.outside import publishable, told
from consult.analysis.disclosure.withholding import Place
from consult.analysis.figures.crossing import Crossing
from consult.analysis.material import Join, Material, Member
from consult.analysis.ordering import french
from consult.contributions.consent import (
    ATTRIBUTION_QUESTION,
    QUOTE_QUESTION,
    Attribution,
    QuotePermission,
)
from consult.synthesis.composing.giveaways import Giveaways
from consult.synthesis.composing.redaction import redacted
from consult.synthesis.reading_again.clearance import NOTHING_SAID, Clearance
from consult.synthesis.snapshot import Audience

CONSENT_QUESTIONS = (ATTRIBUTION_QUESTION, QUOTE_QUESTION)


@dataclass(frozen=True, slots=True)
class Voice:
    """How words may be signed: by an agency, or by « une agence » when `agency` is None.

    `cleared` says that their agency read them again so signed, and agreed.
    """

    agency: str | None
    cleared: bool = False


@dataclass(frozen=True, slots=True)
class Rate:
    """How many of the agencies under one label answered, as far as may be told."""

    label: str
    responses: int
    agencies: int


class Disclosure:
    """What one audience may learn from one material."""

    def __init__(
        self, material: Material, audience: Audience, clearance: Clearance = NOTHING_SAID
    ) -> None:
        self.material = material
        self.audience = audience
        self.clearance = clearance
        self.protected = audience is not Audience.STAFF
        self._naming = Naming(material)

    # --- who is named at all -------------------------------------------------------------

    @cached_property
    def thanked(self) -> tuple[str, ...]:
        """Contributors thanked by name, in alphabetical order."""
        if self.protected:
            return self._naming.thanked
        return tuple(sorted((reply.agency for reply in self.material.replies), key=french))

    @cached_property
    def contributors(self) -> tuple[str, ...]:
        """The same with their full names, as they are thanked."""
        return tuple(self._told(agency) for agency in self.thanked)

    def _told(self, agency: str) -> str:
        member = self.material.member.get(agency)
        named = member is not None and member.name and member.name != agency
        return f"{agency} – {member.name}" if member is not None and named else agency

    @cached_property
    def joins(self) -> tuple[Join, ...]:
        """Joins told by name: by an agency that agrees, of one that is attributed its positions.

        Telling that an agency of the shield is joined would tell that it is not the anonymous one.
        """
        told = (
            one
            for one in self.material.joins
            if not self.protected or (one.named and one.to in self._attributed)
        )
        return tuple(sorted(told, key=lambda one: french(one.agency)))

    @cached_property
    def unnamed(self) -> int:
        """Contributors that are counted and named nowhere."""
        return len(self.material.replies) - len(self.thanked)

    @cached_property
    def shielded(self) -> frozenset[str]:
        """Thanked agencies never attributed anything: the anonymous, and their company."""
        return self._naming.shielded if self.protected else frozenset()

    @cached_property
    def attributed(self) -> tuple[str, ...]:
        """Agencies that may be named behind a position, in alphabetical order."""
        return tuple(agency for agency in self.thanked if agency not in self.shielded)

    # --- question by question ------------------------------------------------------------

    def attributable(self, agency: str, question: str) -> bool:
        """Whether a position on `question` may be printed beside the name of `agency`."""
        return agency in self._attributed and agency not in self.hidden(question)

    def named(self, agencies: Iterable[str], question: str) -> tuple[str, ...]:
        """Those of `agencies` that may be named on `question`, in alphabetical order."""
        return self.ordered(a for a in agencies if self.attributable(a, question))

    def ordered(self, agencies: Iterable[str]) -> tuple[str, ...]:
        """Agencies in alphabetical order, as every list of them is printed."""
        return tuple(sorted(agencies, key=french))

    def hidden(self, question: str) -> frozenset[str]:
        """Contributors whose position on `question` is never attributed."""
        return self._naming.hidden(question) if self.protected else frozenset()

    def withholds(self, question: str, base: Iterable[str]) -> bool:
        """Whether counts over `base` would come too close to somebody who is not named."""
        return self.protected and self._naming.withholds((question,), base)

    def left_out(self, crossing: Crossing) -> frozenset[Place] | None:
        """The places of a cross-table that stay unprinted; None where all of it does."""
        return publishable(crossing, self._naming) if self.protected else frozenset()

    def tells(self, crossing: Crossing, left_out: frozenset[Place]) -> Part:
        """What a cross-table tells apart of those who are not named, those places left out."""
        return told(crossing, left_out, self._naming)

    def unsaid(self, question: str) -> frozenset[str]:
        """Everybody who replied and whose answer to `question` is attributed nowhere."""
        return self._naming.unsaid(question) if self.protected else frozenset()

    def crowds(self) -> Crowds:
        """What counts of parts would leave possible, taken together; nothing is told yet."""
        return Crowds(self.unsaid)

    # --- words ---------------------------------------------------------------------------

    def voice(self, agency: str, question: str, text: str) -> Voice | None:
        """How `text`, answered by `agency` to `question`, may be signed; None: not at all."""
        if not self.protected:
            return Voice(agency)
        reply = self.material.reply[agency]
        if reply.quotes not in self._quotable or self.confidential(agency, question):
            return None
        if reply.attribution is Attribution.CONFIDENTIAL:
            return None
        said = self.clearance
        named = self.attributable(agency, question)
        cleared = said.has(agency, question, text, version=reply.version, named=named)
        if not cleared and said.refuses(agency, question, text, named=named):
            return None
        if not (cleared or said.awaited or reply.quotes is QuotePermission.ALLOWED):
            return None
        if named:
            return Voice(agency, cleared)
        return None if self.betrays(agency, text) else Voice(None, cleared)

    def betrays(self, agency: str, text: str) -> bool:
        """Whether words quoted as « une agence » would name their author all the same."""
        return self._giveaways.betray(agency, text)

    def printable_word(self, agency: str, question: str) -> bool:
        """Whether the answer may at least count among texts said to be common to several."""
        if not self.protected:
            return True
        told = self.material.reply[agency].attribution is not Attribution.CONFIDENTIAL
        return told and not self.confidential(agency, question)

    def in_full(self, agency: str) -> bool:
        """Whether the contribution of `agency` may be printed whole, under its name."""
        allowed = self.material.reply[agency].quotes is QuotePermission.ALLOWED
        return agency in self._attributed and (allowed or not self.protected)

    def answer_in_full(self, agency: str, question: str) -> bool:
        """Whether annex B prints this answer of a contribution printed in full."""
        if question in CONSENT_QUESTIONS:
            return False
        if not self.protected:
            return True
        silent = (agency, question) in self.clearance.silenced
        return self.attributable(agency, question) and not silent

    def confidential(self, agency: str, question: str) -> bool:
        """Whether this answer was given in confidence, in itself or through what it implies."""
        return self._naming.confidential(agency, question)

    def printable(self, text: str) -> str:
        """The text as this audience may read it: without e-mail addresses."""
        return redacted(text) if self.protected else text

    # --- response rates ------------------------------------------------------------------

    def rates(self, of: Callable[[Member], str]) -> tuple[Rate, ...]:
        """Contributors thanked, by level or region, over the agencies asked.

        A contributor that is not named counts under no label: the difference with the names
        thanked would tell where it is. The total alone holds it.
        """
        asked = Counter(of(member) for member in self.material.agencies)
        answered = Counter(
            of(self.material.member[agency])
            for agency in self.thanked
            if agency in self.material.member
        )
        labels = [label for label in asked if label]
        return tuple(Rate(label, answered[label], asked[label]) for label in labels)

    # --- inside --------------------------------------------------------------------------

    @cached_property
    def _quotable(self) -> frozenset[QuotePermission]:
        """Permissions under which words may be printed; to be reviewed, once they were."""
        if self.clearance.cleared or self.clearance.awaited:
            return frozenset({QuotePermission.ALLOWED, QuotePermission.AFTER_REVIEW})
        return frozenset({QuotePermission.ALLOWED})

    @cached_property
    def _attributed(self) -> frozenset[str]:
        return frozenset(self.attributed)

    @cached_property
    def _giveaways(self) -> Giveaways:
        return Giveaways(self.material)
