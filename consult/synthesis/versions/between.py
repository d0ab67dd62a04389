"""What two versions of one note tell whoever holds both, by taking one from the other.

What arrived between them is what their counts differ by: a single agency that is not named, and
came after the first, has its answers read off the difference. And who keeps it company in one
version may be named in the other: the crowd behind an answer is what both leave unsaid.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from consult.analysis.disclosure.naming import CROWD, Naming
from consult.analysis.figures.rules import Resolver
from consult.analysis.material import Material, Stance
from consult.calls.questionnaire import Question, QuestionKind
from consult.contributions.consent import Attribution
from consult.synthesis.composing.disclosure import CONSENT_QUESTIONS
from consult.synthesis.composing.exhibits import option_keys

Agencies = frozenset[str]


@dataclass(frozen=True, slots=True)
class Earlier:
    """A version that somebody may hold already.

    `present` are the agencies it counts, `resent` those that sent again since, and `named` those
    whose contributions its index of sources holds.
    """

    version: int
    present: Agencies
    resent: Agencies = frozenset()
    named: Agencies = frozenset()


@dataclass(frozen=True, slots=True)
class Between:
    """The agencies whose answers a version tells beside an earlier one."""

    version: int
    agencies: tuple[str, ...]


def mark(told: Iterable[Between]) -> str:
    """What was told as one word, so that nobody agrees to more than they were shown."""
    lines = sorted(f"{one.version}:{'|'.join(one.agencies)}" for one in told)
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()[:16]


def told_by_both(material: Material, earlier: Earlier) -> Between | None:
    """Of whom too much is told; None where a crowd stays behind every answer."""
    found = _Both(material, earlier).found()
    return Between(earlier.version, tuple(sorted(found))) if found else None


class _Both:
    def __init__(self, material: Material, earlier: Earlier) -> None:
        self.material = material
        self.earlier = earlier
        self.now = Naming(material)
        present = tuple(one for one in material.replies if one.agency in earlier.present)
        passages = tuple(one for one in material.passages if one.agency in earlier.present)
        self.then = Naming(replace(material, replies=present, passages=passages))
        # Its index of sources may be switched off.
        self.named = earlier.named or self.then.attributed
        self.resolver = Resolver(material)

    def found(self) -> Agencies:
        """Everybody of whom the two tell too much."""
        told = set(self._gone())
        for question in self.material.questionnaire:
            if question.key not in CONSENT_QUESTIONS:
                told |= self._on(question)
        return frozenset(told)

    def _gone(self) -> Agencies:
        """Those that withdrew since: alone, they are what the counts fell by."""
        gone = self.earlier.present - frozenset(self.material.reply) - self.named
        return gone if len(gone) < CROWD else frozenset()

    def _on(self, question: Question) -> Agencies:
        unsaid = self.now.unsaid(question.key)
        hidden = self._wishing(question) & unsaid
        if not hidden or len(unsaid) < CROWD:
            return frozenset()
        left = unsaid - self._known(question)
        groups = (left & self.earlier.present, left - self.earlier.present)
        telling = [one for one in groups if self._telling(question, one, unsaid)]
        return frozenset[str]().union(*telling) & hidden

    def _wishing(self, question: Question) -> Agencies:
        """Those that answered it and asked themselves not to be named on it."""
        answered = self.resolver.resolve(f"answered_question:{question.key}").agencies
        return frozenset(one for one in answered if self._asked_for(one, question))

    def _asked_for(self, agency: str, question: Question) -> bool:
        match self.material.reply[agency].attribution:
            case Attribution.ANONYMOUS:
                return True
            case Attribution.CONFIDENTIAL:
                # Nobody is told that it answered: any agency not thanked may have.
                return len(self.material.agencies) - len(self.now.thanked) < CROWD
        return self.now.confidential(agency, question.key)

    def _known(self, question: Question) -> Agencies:
        """Those whose answer of today the earlier version could name."""
        same = (self.named & self.earlier.present) - self.earlier.resent
        # Who is in its index was behind nobody's shield, whatever is wished since.
        return same - (self.then.hidden(question.key) - self.then.shielded)

    def _telling(self, question: Question, group: Agencies, unsaid: Agencies) -> bool:
        if len(group) < CROWD:
            return bool(group)
        # Where all that one version leaves unsaid are of one mind, its own totals tell it.
        before = self.then.unsaid(question.key) - self._known(question)
        return any(
            group <= held and not unsaid <= held and not before <= held
            for rule in _answers(self.material, question)
            for held in (frozenset(self.resolver.resolve(rule).agencies),)
        )


def _answers(material: Material, question: Question) -> Iterator[str]:
    """The rules that count each answer to a question, and each theme and stance of it."""
    key = question.key
    match question.kind:
        case QuestionKind.SINGLE_CHOICE | QuestionKind.MULTIPLE_CHOICE:
            yield from (f"answer:{key}={option}" for option in option_keys(question))
        case QuestionKind.RANKING:
            yield from (f"first:{key}={option.key}" for option in question.options)
        case QuestionKind.LIKERT:
            points = [(row.key, point.key) for row in question.rows for point in question.scale]
            yield from (f"likert:{key}.{row}={point}" for row, point in points)
    for theme in {one.theme for one in material.passages if one.question == key and one.theme}:
        yield from (f"theme:{key}/{theme}", *(f"theme:{key}/{theme}:{one}" for one in Stance))
