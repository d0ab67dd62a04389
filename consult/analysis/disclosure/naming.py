"""Who may be named outside the federation, and what could be found by elimination.

How elimination is prevented. Contributors are thanked by name, so an anonymous one stands out
if it is the only one never named anywhere. A *shield* of named agencies keeps it company: at
least `CROWD` thanked agencies are never attributed anything. Since none of their lists, words,
codes or annexes appear, exchanging all that two of them said leaves the note the same (there
is a test of exactly that): whoever reads it cannot tell who among them said what. The same is
done question by question around an answer given in confidence.

What a count says about everybody (« 10 agences sur 10 ») is not an attribution, and stays.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property

from consult.analysis.material import Material, Reply
from consult.analysis.ordering import french
from consult.calls.questionnaire import QuestionKind
from consult.contributions.consent import Attribution, QuotePermission
from consult.contributions.values import words_of

CROWD = 3
"""How many agencies must remain possible behind whatever is not attributed."""


class Naming:
    """What whoever reads a published document may learn about who said what."""

    def __init__(self, material: Material) -> None:
        self.material = material
        self._hidden: dict[str, frozenset[str]] = {}
        self._unsaid: dict[str, frozenset[str]] = {}

    @cached_property
    def thanked(self) -> tuple[str, ...]:
        """Contributors thanked by name, in alphabetical order."""
        named = (
            reply.agency
            for reply in self.material.replies
            if reply.attribution is not Attribution.CONFIDENTIAL
        )
        return tuple(sorted(named, key=french))

    @cached_property
    def shielded(self) -> frozenset[str]:
        """Thanked agencies never attributed anything: the anonymous, and their company."""
        unnamed = len(self.material.replies) - len(self.thanked)
        anonymous = frozenset(a for a in self.thanked if self._is(a, Attribution.ANONYMOUS))
        strangers = len(self.material.agencies) - len(self.thanked) if unnamed else 0
        if not anonymous and not unnamed:
            return frozenset()
        wanted = CROWD if anonymous else CROWD - min(CROWD, strangers)
        return self._accompanied(anonymous, wanted)

    @cached_property
    def attributed(self) -> frozenset[str]:
        """Agencies that may be named behind a position."""
        return frozenset(self.thanked) - self.shielded

    def attributable(self, agency: str, question: str) -> bool:
        """Whether a position on `question` may be printed beside the name of `agency`."""
        return agency in self.attributed and agency not in self.hidden(question)

    def hidden(self, question: str) -> frozenset[str]:
        """Contributors whose position on `question` is never attributed."""
        known = self._hidden.get(question)
        if known is None:
            known = self._hidden[question] = self._hidden_on(question)
        return known

    def unsaid(self, question: str) -> frozenset[str]:
        """Everybody who replied and whose position on `question` is attributed nowhere."""
        known = self._unsaid.get(question)
        if known is None:
            named = self.attributed - self.hidden(question)
            known = self._unsaid[question] = frozenset(self.material.reply) - named
        return known

    def said(self, theme: str) -> frozenset[str]:
        """Agencies known to speak of a theme: by an answer on which they may be named."""
        return self._said.get(theme, frozenset())

    def withholds(self, questions: Iterable[str], base: Iterable[str]) -> bool:
        """Whether counts over `base` would come too close to somebody who is not named."""
        agencies = set(base)
        if not 0 < len(agencies) < CROWD:
            return False
        put = tuple(questions)
        return any(
            agency not in self.attributed or any(agency in self.hidden(key) for key in put)
            for agency in agencies
        )

    def confidential(self, agency: str, question: str) -> bool:
        """Whether this answer was given in confidence, in itself or through what it implies."""
        return question in self._in_confidence[agency]

    def put(self, question: str) -> frozenset[str] | None:
        """To whom a conditional question was put; None of one that is put to all."""
        asked = self.material.questionnaire
        if asked.by_key[question].show_if is None:
            return None
        return frozenset(
            one.agency for one in self.material.replies if question in asked.shown(one.values)
        )

    # --- inside --------------------------------------------------------------------------

    @cached_property
    def _said(self) -> dict[str, frozenset[str]]:
        """Each theme with those who speak of it where they may be named."""
        found: dict[str, set[str]] = {}
        for one in self.material.passages:
            if one.theme and self.attributable(one.agency, one.question):
                found.setdefault(one.theme, set()).add(one.agency)
        return {theme: frozenset(agencies) for theme, agencies in found.items()}

    def _is(self, agency: str, attribution: Attribution) -> bool:
        return self.material.reply[agency].attribution is attribution

    def _hidden_on(self, question: str) -> frozenset[str]:
        in_confidence = frozenset(a for a in self.attributed if self.confidential(a, question))
        if not in_confidence:
            return self.shielded
        hidden = self.shielded | in_confidence
        put = self.put(question)
        if put is None:
            return self._accompanied(hidden, CROWD)
        # An agency to which it was not put, as its other answers tell, keeps nobody company.
        return hidden | self._accompanied(hidden & put, CROWD, among=put)

    def _accompanied(
        self, hidden: frozenset[str], wanted: int, among: frozenset[str] | None = None
    ) -> frozenset[str]:
        """`hidden` and enough named agencies to make `wanted`: those whose words we lose least."""
        missing = wanted - len(hidden)
        if missing <= 0:
            return hidden
        company = [
            agency
            for agency in self._by_words
            if agency not in hidden and (among is None or agency in among)
        ]
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
