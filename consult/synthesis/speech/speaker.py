"""What is said aloud, chosen out of a snapshot by rules: the sheet says nothing the note does not.

* Messages are the essentials, completed by the statements of widest support.
* Figures are the two of widest support that no message gave, and the sharpest disagreement.
* Quotations are the shortest of agencies that may be named, from as many chapters and agencies
  as there are.
* Questions come of recommendations, of minority positions and of what divides.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import accumulate, chain, zip_longest
from typing import Any

from consult.synthesis import parts
from consult.synthesis.snapshot import (
    Chapter,
    Claim,
    FigureRecord,
    Quote,
    Recommendation,
    Run,
    Snapshot,
)
from consult.synthesis.speech.speaking import (
    FIGURES,
    MESSAGES,
    QUESTIONS,
    QUOTES,
    Expected,
    Number,
    Place,
    Quoted,
    Said,
    Sheet,
    briefly,
)
from consult.synthesis.wording import Words

SAYABLE = 460
"""A statement of more letters is not said aloud: it stays in the note."""
QUOTABLE = ASKABLE = 240
_SIDE = re.compile(r"theme:(?P<asked>[^/]+/.+):(?P<side>support|oppose|nuance)$")
_OPTION = re.compile(r"answer:(?P<asked>[^=<>.]+)=")


def sheet_of(note: Snapshot) -> Sheet:
    """Everything that may be said aloud, before any room is measured."""
    return _Speaker(note).sheet()


def names_of(note: Snapshot) -> tuple[str, ...]:
    """The agencies that a sentence may list, the longest name first."""
    return tuple(sorted({one.agency for one in note.sources}, key=lambda name: (-len(name), name)))


class _Speaker:
    """Chooses what is said of one note."""

    def __init__(self, note: Snapshot) -> None:
        self.note, self.words = note, Words(note.language)
        self.names = names_of(note)
        self.agencies = {one.code: one.agency for one in note.sources}
        self.records: Mapping[str, FigureRecord] = {one.id: one for one in note.figures}
        self.points = {claim.id: rank for rank, (_, claim) in enumerate(parts.statements(note), 1)}
        self.chapter = {
            claim.id: chapter.number for chapter in note.chapters for claim in _inside(chapter)
        }
        self.told = [
            claim
            for chapter in note.chapters
            for topic in chapter.topics
            for claim in topic.claims
            if _length(claim.runs) <= SAYABLE
        ]

    def sheet(self) -> Sheet:
        """The four parts; what one part says, the next does not say again."""
        messages = self._messages()
        used = _counts(messages)
        numbers = self._numbers(used, {claim.id for claim in messages})
        spoken = {claim.id for claim in messages} | {claim.id for claim, _ in numbers}
        spoken |= {one.id for one in self.told if _counts([one]) & used}
        return Sheet(
            tuple(self._said(claim, brief=True) for claim in messages),
            tuple(self._number(claim, split=split) for claim, split in numbers),
            tuple(self._quotes()),
            tuple(self._questions(spoken))[:QUESTIONS],
        )

    # -- messages --------------------------------------------------------------------------

    def _messages(self) -> list[Claim]:
        first = [one for one in self.note.essentials if _length(one.runs) <= SAYABLE][:MESSAGES]
        said = _counts(first)
        for claim in self._widest(said):
            if len(first) >= MESSAGES:
                break
            first.append(claim)
        return first

    def _widest(self, said: set[str]) -> list[Claim]:
        """Statements of the chapters by the support of their first figure, whose count is new."""
        found: list[tuple[float, int, int, Claim]] = []
        for claim in self.told:
            record = self._leading(claim)
            if record is not None and record.base and record.id not in said:
                share = record.value / record.base
                found.append((-share, -record.value, self.points[claim.id], claim))
        return [claim for *_, claim in sorted(found, key=lambda one: one[:3])]

    def _leading(self, claim: Claim) -> FigureRecord | None:
        """The first count of agencies that a statement gives."""
        for run in claim.runs:
            record = self.records.get(run.figure or "")
            counts = record is not None and record.base is not None and record.value > 0
            if record is not None and counts and not record.rule.startswith(("answered", "items")):
                return record
        return None

    # -- figures ---------------------------------------------------------------------------

    def _numbers(self, used: set[str], spoken: set[str]) -> list[tuple[Claim, bool]]:
        left = [one for one in self._widest(used) if one.id not in spoken]
        sharpest = self._sharpest([one for one in self.told if one.id not in spoken], used)
        wide = [one for one in left if one is not sharpest]
        apart = _one_each(wide, lambda claim: self.chapter.get(claim.id))
        chosen = [(claim, False) for claim in apart[: FIGURES - (sharpest is not None)]]
        return [*chosen, (sharpest, True)] if sharpest is not None else chosen

    def _sharpest(self, claims: Sequence[Claim], used: set[str]) -> Claim | None:
        """The statement whose second side is the strongest; none where nobody disagrees."""
        best: tuple[int, int] = (0, 0)
        found: Claim | None = None
        for claim in claims:
            if _counts([claim]) & used:
                continue
            weight = self._division(claim)
            if weight[0] > 0 and weight > best:
                best, found = weight, claim
        return found

    def _division(self, claim: Claim) -> tuple[int, int]:
        """How strong the weaker side is, then how many take sides at all."""
        counted = [self.records[one] for one in _counts([claim]) if one in self.records]
        sides: dict[str, dict[str, int]] = {}
        options: dict[str, list[FigureRecord]] = {}
        for record in counted:
            if taken := _SIDE.match(record.rule):
                sides.setdefault(taken["asked"], {})[taken["side"]] = record.value
            elif chosen := _OPTION.match(record.rule):
                options.setdefault(chosen["asked"], []).append(record)
        found = [(0, 0)]
        for stances in sides.values():
            against = min(stances.get("support", 0), stances.get("oppose", 0))
            found.append((against, sum(stances.values())))
        for records in options.values():
            values = sorted((one.value for one in records), reverse=True)
            base = records[0].base or 0
            if len(values) > 1 and sum(values) <= base and values[0] * 2 < base:
                found.append((values[1], sum(values)))
        return max(found)

    def _number(self, claim: Claim, *, split: bool) -> Number:
        record = self._leading(claim)
        said = self._said(claim, brief=True)
        if record is None or record.base is None:
            return Number("", said, split)
        ratio = self.words.gettext("%(value)s of %(base)s") % {
            "value": self.words.number(record.value),
            "base": self.words.number(record.base),
        }
        return Number(ratio, said, split)

    # -- quotations ------------------------------------------------------------------------

    def _quotes(self) -> list[Quoted]:
        found = [
            (len(quote.text), Quoted(quote, Place(self.points.get(quote.about, 0), chapter.number)))
            for chapter in self.note.chapters
            for topic in chapter.topics
            for quote in topic.quotes
            if self._quotable(quote)
        ]
        short = [one for _, one in sorted(found, key=lambda one: one[0])]
        apart = _one_each(short, lambda one: one.at.chapter, lambda one: one.quote.source)
        return sorted(apart[:QUOTES], key=lambda one: (one.at.chapter, one.at.point))

    def _quotable(self, quote: Quote) -> bool:
        """Whether words are short, and signed by their agency without any reservation."""
        name = self.agencies.get(quote.source or "", "")
        signed = bool(name) and (quote.by == name or quote.by.startswith(f"{name} ("))
        return signed and len(quote.text) <= QUOTABLE

    # -- questions -------------------------------------------------------------------------

    def _questions(self, spoken: set[str]) -> Iterator[Expected]:
        recommended = [self._recommended(one) for one in parts.recommendations(self.note)]
        others = [one for chapter in self.note.chapters for one in self._minority(chapter)]
        disputed = list(self._disputed(spoken))
        turns = zip_longest(recommended, others, disputed)
        asked = (one for one in chain.from_iterable(turns) if one is not None)
        for one in asked:
            answers = self._in_a_breath(one.answers)
            if answers and len(one.question) <= ASKABLE:
                yield replace(one, answers=answers)

    def _in_a_breath(self, answers: Sequence[Said]) -> tuple[Said, ...]:
        """As many of the answers as can be said at once: one that is longer than that is read."""
        lengths = accumulate(_length(briefly(one, self.names).runs) for one in answers)
        return tuple(one for one, length in zip(answers, lengths, strict=True) if length <= SAYABLE)

    def _recommended(self, one: Recommendation) -> Expected:
        asked = self.words.gettext("Who stands behind recommendation %(number)s, “%(title)s”?")
        wordings = filter(self._quotable, one.wordings)
        example = min(wordings, key=lambda quote: len(quote.text), default=None)
        question = asked % {"number": one.number, "title": one.title}
        return Expected(question, (self._said(one.support),), example)

    def _minority(self, chapter: Chapter) -> Iterator[Expected]:
        claims = [one for one in chapter.minority if _length(one.runs) <= SAYABLE]
        if claims:
            asked = self.words.gettext("Who thinks otherwise on “%(subject)s”?")
            question = asked % {"subject": chapter.title}
            yield Expected(question, tuple(self._said(claim) for claim in claims))

    def _disputed(self, spoken: set[str]) -> Iterator[Expected]:
        """What divides, the sharpest first; a question of the call is asked as it was."""
        about = {
            claim.id: topic.title
            for chapter in self.note.chapters
            for topic in chapter.topics
            for claim in topic.claims
        }
        divided = [(self._division(claim), claim) for claim in self.told if claim.id not in spoken]
        for (weaker, _), claim in sorted(divided, key=lambda one: one[0], reverse=True):
            title = about[claim.id]
            if weaker and title:
                asked = self.words.gettext("Who says what on “%(subject)s”?")
                whole = title if title.endswith("?") else asked % {"subject": title}
                yield Expected(whole, (self._said(claim),))

    # -- sentences -------------------------------------------------------------------------

    def _said(self, claim: Claim, *, brief: bool = False) -> Said:
        place = Place(self.points.get(claim.id, 0), self.chapter.get(claim.id, 0))
        said = Said(claim.runs, place)
        return briefly(said, self.names) if brief else said


def _one_each(things: Sequence[Any], *kinds: Callable[[Any], Any]) -> list[Any]:
    """The things in their order, but first those whose kinds are all new, then some, then any."""
    left = list(things)
    made: list[Any] = []
    for needed in range(len(kinds), -1, -1):
        for one in list(left):
            fresh = sum(kind(one) not in {kind(other) for other in made} for kind in kinds)
            if fresh >= needed:
                made.append(one)
                left.remove(one)
    return made


def _inside(chapter: Chapter) -> Iterator[Claim]:
    for topic in chapter.topics:
        yield from topic.claims
        yield from (one.support for one in topic.advice)
    yield from chapter.minority


def _counts(claims: Iterable[Claim]) -> set[str]:
    """The counts that these statements give."""
    return {run.figure for claim in claims for run in claim.runs if run.figure is not None}


def _length(runs: Sequence[Run]) -> int:
    return sum(len(run.text) for run in runs)
