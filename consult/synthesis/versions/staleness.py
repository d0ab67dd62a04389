"""What has changed since a version was composed: its figures counted anew, its quotes looked up.

Nothing is composed: a figure is its rule, a quote its words. So it holds of a note composed by
itself and of one that staff wrote.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from consult.analysis.figures.rule_tree import RuleError
from consult.analysis.figures.rules import Resolver
from consult.analysis.material import Material
from consult.contributions.consent import Attribution
from consult.synthesis.composing.disclosure import Disclosure
from consult.synthesis.composing.quotes import texts
from consult.synthesis.parts import quotes, statements
from consult.synthesis.reading_again.clearance import Clearance
from consult.synthesis.snapshot import Quote, Snapshot
from consult.synthesis.wording import Words

ANSWERED = "answered"
"""The rule of how many agencies answered: the method box prints it even without a figure."""


class Why(StrEnum):
    """Why a quote of a version would not be printed as it is any more."""

    WITHDRAWN = "withdrawn"
    CHANGED = "changed"
    REFUSED = "refused"
    UNNAMED = "unnamed"


@dataclass(frozen=True, slots=True)
class Recounted:
    """A figure that counts otherwise now; `now` is empty where its rule counts nothing any more.

    `sentence` is the first that prints it.
    """

    rule: str
    was: str
    now: str
    sentence: str


@dataclass(frozen=True, slots=True)
class Unsaid:
    """A quote that would not be printed as it is any more."""

    quote: Quote
    why: Why


@dataclass(frozen=True, slots=True)
class Since:
    """What changed since a version was composed.

    `gone` are the agencies whose contribution it cites or prints, and that is not there any more:
    withdrawn, or erased. The version is what was printed, and goes on holding their words.
    """

    figures: tuple[Recounted, ...]
    quotes: tuple[Unsaid, ...]
    gone: tuple[str, ...] = ()

    @property
    def is_fresh(self) -> bool:
        """Whether every figure and every quote still holds, and nobody is gone."""
        return not self.figures and not self.quotes and not self.gone


def since(note: Snapshot, material: Material, clearance: Clearance) -> Since:
    """What of a note does not hold any more."""
    disclosure = Disclosure(material, note.audience, clearance)
    return Since(
        figures=tuple(_recounted(note, material)),
        quotes=tuple(_unsaid(note, material, disclosure)),
        gone=tuple(_gone(note, material)),
    )


def _gone(note: Snapshot, material: Material) -> list[str]:
    """Told by name only where the index of the version names them."""
    asked = {one.acronym for one in material.agencies}
    cited = dict.fromkeys(source.agency for source in note.sources)
    return [one for one in cited if one in asked and one not in material.reply]


def _recounted(note: Snapshot, material: Material) -> Iterator[Recounted]:
    words, resolver = Words(note.language), Resolver(material)
    told = _sentences(note)
    for record in note.figures:
        try:
            figure = resolver.resolve(record.rule)
        except RuleError:
            yield Recounted(record.rule, record.text, "", told.get(record.id, ""))
            continue
        if (figure.value, figure.base) != (record.value, record.base):
            now = (
                words.number(figure.value)
                if figure.base is None
                else words.agencies(figure.value, figure.base)
            )
            yield Recounted(record.rule, record.text, now, told.get(record.id, ""))
    replies, agencies = len(material.replies), len(material.agencies)
    printed = any(record.rule == ANSWERED for record in note.figures)
    if not printed and (note.method.responses, note.method.agencies) != (replies, agencies):
        told_then = words.agencies(note.method.responses, note.method.agencies)
        yield Recounted(ANSWERED, told_then, words.agencies(replies, agencies), "")


def _sentences(note: Snapshot) -> dict[str, str]:
    """The first statement that prints each figure."""
    told: dict[str, str] = {}
    for _, claim in statements(note):
        sentence = "".join(run.text for run in claim.runs)
        for run in claim.runs:
            if run.figure is not None:
                told.setdefault(run.figure, sentence)
    return told


def _unsaid(note: Snapshot, material: Material, disclosure: Disclosure) -> Iterator[Unsaid]:
    agencies = {source.code: source.agency for source in note.sources}
    for _, quote in quotes(note):
        why = _why(quote, agencies.get(quote.source or "", ""), material, disclosure)
        if why is not None:
            yield Unsaid(quote, why)


def _why(quote: Quote, agency: str, material: Material, disclosure: Disclosure) -> Why | None:
    """What stands against a quote; None where it would be printed as it is.

    Words printed without a name are somebody's as long as somebody says them.
    """
    replies = [one for one in material.replies if not agency or one.agency == agency]
    if not replies:
        return Why.WITHDRAWN
    pieces = quote.pieces or (quote.text,)
    saying = [
        one
        for one in replies
        if all(
            any(piece in text for text in texts(one.values.get(quote.question))) for piece in pieces
        )
    ]
    if not saying:
        return Why.CHANGED
    voices = [disclosure.voice(one.agency, quote.question, quote.text) for one in saying]
    if not any(voices):
        hidden = saying[0].attribution is not Attribution.NAMED
        return Why.UNNAMED if agency and hidden else Why.REFUSED
    if agency and not any(voice is not None and voice.agency for voice in voices):
        return Why.UNNAMED
    return None
