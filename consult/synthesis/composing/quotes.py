"""Quotes: whole sentences copied out of frozen answers, never twice, and checked byte for byte."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from consult.analysis.figures.shared import shared_texts
from consult.analysis.material import Passage, Stance
from consult.contributions.values import word_count
from consult.synthesis.composing.desk import Desk
from consult.synthesis.composing.disclosure import Voice
from consult.synthesis.composing.giveaways import tokens
from consult.synthesis.composing.ledger import Spoken
from consult.synthesis.snapshot import Quote

MOST_WORDS = 45
LEAST_WORDS = 7
IDEAL_WORDS = 22
MOST_PASSAGES = 200
"""How many passages of one theme are read for a quote: enough to choose from."""

_END = re.compile(r"[.!?…][»”\"’)\]]*(?=\s|$)")
_ABBREVIATION = re.compile(r"(?:^|\W)(?:M|MM|Mme|Dr|art|cf|p|n|etc|[A-Z])\.$")
_ANAPHORA = re.compile(
    r"(?:ils?|elles?|ce(?:la|ci|s|t|tte)?|c['’]|y|en|mais|et|or|donc|ensuite|enfin|aussi|quant|"
    r"s['’]y|de même|à l['’](?:inverse|opposé)|inversement|ainsi|certes|pourtant|bonjour|voici|"
    r"l['’]une?|les (?:deux|premiers|seconds)|(?:sur le|le) (?:deuxième|premier|troisième)|"
    r"au contraire|plus largement|sinon|rien de|eux|they|it|this|these|those|but|and|so|then|"
    r"also|finally|however)\b",
    re.IGNORECASE,
)
_LIST = re.compile(r"^\s*(?:[-–—•*]|\d+[.)])\s")


class QuoteMismatch(AssertionError):
    """A quote is not, byte for byte, in the answer it is said to come from."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """Words that might be quoted."""

    agency: str
    question: str
    text: str
    voice: Voice
    stance: Stance | None
    score: float
    pieces: tuple[str, ...] = ()


class Quoter:
    """Chooses quotes for a whole note: distinct words, and voices in turn."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._said: list[frozenset[str]] = []
        self._heard: Counter[str] = Counter()
        self.titles: Counter[str] = Counter()
        """How often each agency's titles were printed, so that all have their turn."""

    def of_theme(self, passages: Sequence[Passage], most: int) -> tuple[Quote, ...]:
        """At most `most` quotes for one theme, of distinct agencies, each stance in turn."""
        stride = max(1, len(passages) // MOST_PASSAGES)
        found = [one for passage in passages[::stride] for one in self._within(passage)]
        chosen: list[Candidate] = []
        while len(chosen) < most:
            best = self._best(found, chosen)
            if best is None:
                break
            self._take(best)
            chosen.append(best)
        return tuple(self._quote(one, self._shared(one)) for one in chosen)

    def of_answers(
        self, question: str, answers: Iterable[tuple[str, str]], most: int
    ) -> tuple[Quote, ...]:
        """Quotes out of whole answers, for a question that nobody coded."""
        passages = [
            Passage(question, agency, text, 0, len(text)) for agency, text in answers if text
        ]
        return self.of_theme(passages, most)

    def of_title(self, question: str, agency: str, title: str) -> Quote | None:
        """A title an agency gave to an item, when its words may be printed."""
        voice = self._desk.disclosure.voice(agency, question, title)
        if voice is None or not title.strip():
            return None
        one = Candidate(agency, question, title.strip(), voice, None, 0.0)
        return self._quote(one, 1)

    def of_words(
        self,
        question: str,
        agency: str,
        text: str,
        pieces: tuple[str, ...] = (),
        *,
        wording: bool = False,
    ) -> Quote | None:
        """Words that somebody chose, when they may be printed.

        `pieces` are the exact ones where `text` leaves some out or puts some in. The `wording`
        of a recommendation does not say who else used it.
        """
        voice = self._desk.disclosure.voice(agency, question, text)
        if voice is None:
            return None
        one = Candidate(agency, question, text, voice, None, 0.0, pieces)
        self._take(one)
        return self._quote(one, 1 if wording else self._shared(one))

    def remember(self, text: str) -> None:
        """Words that the note has already: they are not chosen a second time."""
        self._said.append(frozenset(tokens(text)))

    def _within(self, passage: Passage) -> Iterator[Candidate]:
        answer = self._desk.answer_of(passage)
        ensure_verbatim(passage.text, answer[passage.start : passage.end])
        for text, place in sentences(passage.text):
            if not _begins(answer, passage.start + place):
                continue
            voice = self._desk.disclosure.voice(passage.agency, passage.question, text)
            if voice is not None:
                one = Candidate(
                    passage.agency, passage.question, text, voice, passage.stance, clarity(text)
                )
                yield replace(one, score=one.score + self._preference(one))

    def _preference(self, one: Candidate) -> float:
        """A text common to several speaks for them all; a name says more than « une agence ».

        Words that their agency read again and agreed to come before all others.
        """
        named = 0.0 if one.voice.agency else -0.5
        read = 2.0 if one.voice.cleared else 0.0
        return named + read + (0.7 if self._shared(one) > 1 else 0.0)

    def _best(self, found: list[Candidate], chosen: list[Candidate]) -> Candidate | None:
        agencies = {one.agency for one in chosen}
        stances = {one.stance for one in chosen}
        best: Candidate | None = None
        highest = 0.0
        for one in found:
            score = one.score - 0.35 * self._heard[one.agency]
            score += 0.4 if chosen and one.stance not in stances else 0.0
            # On a tie the words decide, never the order of the agencies, which would tell
            # something of those that are not named.
            behind = best is not None and (-score, one.text) >= (-highest, best.text)
            if one.agency in agencies or behind or self._repeats(one.text):
                continue
            best, highest = one, score
        return best

    def _take(self, one: Candidate) -> None:
        self._said.append(frozenset(tokens(one.text)))
        self._heard[one.agency] += 1

    def _repeats(self, text: str) -> bool:
        words = frozenset(tokens(text))
        return any(repeats(words, said) for said in self._said)

    def _shared(self, one: Candidate) -> int:
        """How many contributions gave nearly this text: it is quoted once, as theirs together."""
        for text, agencies in self._common.get((one.question, one.agency), ()):
            if one.text in text:
                tellable = self._desk.disclosure.printable_word
                return sum(tellable(other, one.question) for other in agencies)
        return 1

    @cached_property
    def _common(self) -> dict[tuple[str, str], list[tuple[str, tuple[str, ...]]]]:
        """Texts that agencies have in common with others: who said what, and who else did."""
        found: dict[tuple[str, str], list[tuple[str, tuple[str, ...]]]] = {}
        for shared in shared_texts(self._desk.material):
            agencies = shared.agencies
            for place in shared.places:
                said = found.setdefault((place.question, place.agency), [])
                said.append((place.text, agencies))
        return found

    def _quote(self, one: Candidate, shared: int) -> Quote:
        words = self._desk.words
        for piece in one.pieces or (one.text,):
            ensure_verbatim(piece, *self._texts_of(one))
        code = self._desk.ledger.codes.get(one.agency) if one.voice.agency else None
        by = one.voice.agency or words.gettext("an agency")
        if shared > 1:
            said = words.gettext("%(by)s (text common to %(count)s contributions)")
            by = said % {"by": by, "count": words.number(shared)}
        name = self._desk.ledger.quote_id(code)
        named = one.voice.agency is not None
        self._desk.ledger.spoken.append(Spoken(name, one.agency, one.question, one.text, named))
        return Quote(
            id=name,
            text=one.text,
            by=by + self._mark(one),
            source=code,
            question=one.question,
            pieces=one.pieces,
        )

    def _mark(self, one: Candidate) -> str:
        """For staff: what stands against printing these words."""
        if self._desk.disclosure.protected:
            return ""
        return reservations(self._desk, one.agency, one.question)

    def _texts_of(self, one: Candidate) -> list[str]:
        return list(texts(self._desk.material.reply[one.agency].values.get(one.question)))


def reservations(desk: Desk, agency: str, question: str) -> str:
    """What an agency asked for, as staff are reminded of it; empty when it asked for nothing."""
    words, reply = desk.words, desk.material.reply[agency]
    marks = {
        "confidential": words.gettext("confidential contribution"),
        "anonymous": words.gettext("anonymous"),
        "after_review": words.gettext("to be reviewed by the agency"),
        "refused": words.gettext("quotation refused"),
    }
    said = [marks[key] for key in (reply.attribution, reply.quotes) if key in marks]
    if desk.disclosure.confidential(agency, question):
        said.append(words.gettext("confidential answer"))
    if (agency, question) in desk.disclosure.clearance.silenced:
        said.append(words.gettext("refused when read again"))
    return f" [{', '.join(said)}]" if said else ""


def ensure_verbatim(text: str, *answers: str) -> None:
    """Raise `QuoteMismatch` unless one of the answers holds exactly these characters."""
    if not any(text in answer for answer in answers):
        raise QuoteMismatch(text[:80])


def sentences(text: str) -> Iterator[tuple[str, int]]:
    """One, two or three whole sentences in a row, with the place where they begin."""
    spans = list(_spans(text))
    for first in range(len(spans)):
        for last in range(first, min(first + 3, len(spans))):
            start, end = spans[first][0], spans[last][1]
            whole = text[start:end]
            if "\n" in whole or word_count(whole) > MOST_WORDS:
                break
            if word_count(whole) >= LEAST_WORDS and whole[0].isupper():
                yield whole, start


def _spans(text: str) -> Iterator[tuple[int, int]]:
    start = 0
    for found in _END.finditer(text):
        if _ABBREVIATION.search(text[start : found.end()]):
            continue
        blank = len(text[start:]) - len(text[start:].lstrip())
        yield start + blank, found.end()
        start = found.end()


def _begins(answer: str, place: int) -> bool:
    """Whether a sentence begins there, rather than the middle of one."""
    before = answer[:place].rstrip(" \t\u00a0\u202f")
    return not before or before[-1] in '\n.!?…»”")'


def clarity(text: str) -> float:
    """How well a text stands by itself: of middling length, complete, without props."""
    score = 1.0 - abs(word_count(text) - IDEAL_WORDS) / IDEAL_WORDS * 0.6
    penalties: tuple[tuple[Callable[[str], object], float], ...] = (
        (_ANAPHORA.match, 0.6),
        (_LIST.match, 1.0),
        (re.compile(r"\d").search, 0.1),
        (re.compile(r"[()\[\]]").search, 0.2),
        (re.compile(r"[;:]").search, 0.08),
        (re.compile(r"\?").search, 0.15),
        (re.compile(r"\b(?:ceux|celles|celui|celle)\b").search, 0.2),
    )
    return score - sum(weight for faulty, weight in penalties if faulty(text))


def nearly_same(one: frozenset[str], other: frozenset[str]) -> bool:
    """Whether two texts have most of their words in common."""
    return bool(one) and bool(other) and len(one & other) / len(one | other) >= 0.6


def repeats(one: frozenset[str], other: frozenset[str]) -> bool:
    """Whether quoting one after the other would say the same twice."""
    inside = bool(one) and bool(other) and len(one & other) / min(len(one), len(other)) >= 0.8
    return inside or nearly_same(one, other)


def texts(value: object) -> Iterator[str]:
    """Every text inside an answer."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for inside in value.values():
            yield from texts(inside)
    elif isinstance(value, list):
        for inside in value:
            yield from texts(inside)
