"""What a note may say about whom: consent, and what could be found by elimination.

One `Disclosure` answers every such question; nothing else in the room decides any of it.

How elimination is prevented. Contributors are thanked by name, so an anonymous one stands out
if it is the only one never named anywhere. A *shield* of named agencies keeps it company: at
least `CROWD` thanked agencies are never attributed anything. Since none of their lists, words,
codes or annexes appear, exchanging all that two of them said leaves the note the same (there
is a test of exactly that): whoever reads it cannot tell who among them said what. The same is
done question by question around an answer given in confidence.

What a count says about everybody (« 10 agences sur 10 ») is not an attribution, and stays.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cached_property

from consult.analysis.material import Join, Material, Member, Reply
from consult.calls.questionnaire import QuestionKind
from consult.contributions.consent import (
    ATTRIBUTION_QUESTION,
    QUOTE_QUESTION,
    Attribution,
    QuotePermission,
)
from consult.contributions.values import words_of
from consult.synthesis.giveaways import Giveaways
from consult.synthesis.ordering import french
from consult.synthesis.redaction import redacted
from consult.synthesis.snapshot import Audience

CROWD = 3
"""How many agencies must remain possible behind whatever is not attributed."""

CONSENT_QUESTIONS = (ATTRIBUTION_QUESTION, QUOTE_QUESTION)


@dataclass(frozen=True, slots=True)
class Voice:
    """How words may be signed: by an agency, or by « une agence » when `agency` is None."""

    agency: str | None


@dataclass(frozen=True, slots=True)
class Rate:
    """How many of the agencies under one label answered, as far as may be told."""

    label: str
    responses: int
    agencies: int


class Disclosure:
    """What one audience may learn from one material."""

    def __init__(self, material: Material, audience: Audience) -> None:
        self.material = material
        self.audience = audience
        self.protected = audience is not Audience.STAFF

    # --- who is named at all -------------------------------------------------------------

    @cached_property
    def thanked(self) -> tuple[str, ...]:
        """Contributors thanked by name, in alphabetical order."""
        named = (
            reply.agency
            for reply in self.material.replies
            if not self.protected or reply.attribution is not Attribution.CONFIDENTIAL
        )
        return tuple(sorted(named, key=french))

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
        if not self.protected:
            return frozenset()
        anonymous = frozenset(a for a in self.thanked if self._is(a, Attribution.ANONYMOUS))
        strangers = len(self.material.agencies) - len(self.thanked) if self.unnamed else 0
        if not anonymous and not self.unnamed:
            return frozenset()
        wanted = CROWD if anonymous else CROWD - min(CROWD, strangers)
        return self._accompanied(anonymous, wanted)

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
        return tuple(sorted((a for a in agencies if self.attributable(a, question)), key=french))

    def hidden(self, question: str) -> frozenset[str]:
        """Contributors whose position on `question` is never attributed."""
        known = self._hidden.get(question)
        if known is None:
            known = self._hidden[question] = self._hidden_on(question)
        return known

    def withholds(self, question: str, base: Iterable[str]) -> bool:
        """Whether counts over `base` would come too close to somebody who is not named."""
        agencies = set(base)
        if not self.protected or not 0 < len(agencies) < CROWD:
            return False
        return any(not self.attributable(agency, question) for agency in agencies)

    # --- words ---------------------------------------------------------------------------

    def voice(self, agency: str, question: str, text: str) -> Voice | None:
        """How `text`, answered by `agency` to `question`, may be signed; None: not at all."""
        if not self.protected:
            return Voice(agency)
        reply = self.material.reply[agency]
        if reply.quotes is not QuotePermission.ALLOWED or self.confidential(agency, question):
            return None
        if reply.attribution is Attribution.CONFIDENTIAL:
            return None
        if self.attributable(agency, question):
            return Voice(agency)
        return None if self._giveaways.betray(agency, text) else Voice(None)

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
        return self.attributable(agency, question) if self.protected else True

    def confidential(self, agency: str, question: str) -> bool:
        """Whether this answer was given in confidence, in itself or through what it implies."""
        return question in self._in_confidence[agency]

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
    def _attributed(self) -> frozenset[str]:
        return frozenset(self.attributed)

    @cached_property
    def _hidden(self) -> dict[str, frozenset[str]]:
        return {}

    @cached_property
    def _giveaways(self) -> Giveaways:
        return Giveaways(self.material)

    def _is(self, agency: str, attribution: Attribution) -> bool:
        return self.material.reply[agency].attribution is attribution

    def _hidden_on(self, question: str) -> frozenset[str]:
        if not self.protected:
            return frozenset()
        in_confidence = frozenset(a for a in self.attributed if self.confidential(a, question))
        if not in_confidence:
            return self.shielded
        return self._accompanied(self.shielded | in_confidence, CROWD)

    def _accompanied(self, hidden: frozenset[str], wanted: int) -> frozenset[str]:
        """`hidden` and enough named agencies to make `wanted`: those whose words we lose least."""
        missing = wanted - len(hidden)
        if missing <= 0:
            return hidden
        company = [agency for agency in self._by_words if agency not in hidden]
        return hidden | frozenset(company[:missing])

    @cached_property
    def _by_words(self) -> tuple[str, ...]:
        """Named contributors: fewest words first, then the least quotable, then by name."""
        permissions = list(QuotePermission)
        named = [a for a in self.thanked if self._is(a, Attribution.NAMED)]

        def loss(agency: str) -> tuple[int, int, tuple[str, str, str]]:
            reply = self.material.reply[agency]
            return self._words(reply), permissions.index(reply.quotes), french(agency)

        return tuple(sorted(named, key=loss))

    def _words(self, reply: Reply) -> int:
        shown = self.material.questionnaire.shown(reply.values)
        return sum(
            words_of(question, reply.values.get(question.key))
            for question in self.material.questionnaire
            if question.key in shown and question.kind is not QuestionKind.FILE
        )

    @cached_property
    def _in_confidence(self) -> dict[str, frozenset[str]]:
        """Answers given in confidence, and those to questions put because of one of them."""
        marked: dict[str, set[str]] = {
            reply.agency: set(reply.confidential) for reply in self.material.replies
        }
        for passage in self.material.passages:
            if passage.confidential and passage.agency in marked:
                marked[passage.agency].add(passage.question)
        return {agency: self._implied(keys) for agency, keys in marked.items()}

    def _implied(self, keys: set[str]) -> frozenset[str]:
        if keys:
            for question in self.material.questionnaire:
                if question.show_if is not None and question.show_if.question in keys:
                    keys.add(question.key)
        return frozenset(keys)
