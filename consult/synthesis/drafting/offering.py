"""Practices and recommendations that staff put in the note, in the agencies' own words or not."""

from __future__ import annotations

from consult.contributions.values import real_items
from consult.synthesis.composing import repeats
from consult.synthesis.composing.desk import Desk
from consult.synthesis.composing.ledger import Spoken
from consult.synthesis.composing.quotes import Quoter, reservations
from consult.synthesis.composing.repeats import Item, practice_words
from consult.synthesis.drafting.blocks import Block, Described, Place
from consult.synthesis.drafting.quoting import shortened, stands
from consult.synthesis.drafting.sentences import Pen
from consult.synthesis.snapshot import Claim, Practice, Recommendation
from consult.synthesis.wording import Part


class Offerer:
    """Sets practices and recommendations, which are numbered through the note."""

    def __init__(self, desk: Desk, quoter: Quoter, pen: Pen) -> None:
        self._desk = desk
        self._quoter = quoter
        self._pen = pen
        self._practices = 0
        self._recommendations = 0

    def practice(self, block: Block) -> Practice | None:
        """The box of a practice as its agency describes it; None where it may not be printed."""
        if block.described is None:
            return None
        item = described(self._desk, block.described)
        question = self._desk.material.questionnaire.by_key.get(block.described.question)
        if item is None or question is None or not repeats.may_print(self._desk, question, item):
            return None
        made = repeats.practice(self._desk, question, item, self._practices)
        self._practices += 1
        return made

    def recommendation(self, block: Block) -> Recommendation | None:
        """A recommendation under a title of staff, or in the very words of one agency."""
        support = self._words(block) if block.place else self._support(block)
        if support is None:
            return None
        title, claim = support
        self._recommendations += 1
        return Recommendation(self._recommendations, title, claim)

    def _support(self, block: Block) -> tuple[str, Claim] | None:
        title = block.title.strip()
        claim = self._pen.claim(block.content)
        if claim is None:
            said = self._desk.words.gettext("Put forward by the federation.")
            claim = self._desk.ledger.own(said) if title else None
        return None if claim is None else (title, claim)

    def _words(self, block: Block) -> tuple[str, Claim] | None:
        """The title is what an agency wrote: printed as a quotation is, or not at all."""
        place = block.place
        if place is None or not stands(self._desk, place):
            return None
        text, _ = shortened(place.text, block.cuts)
        voice = self._desk.disclosure.voice(place.agency, place.question, text)
        if voice is None or not text:
            return None
        claim = self._pen.claim(block.content) or self._of(place, voice.agency)
        named = voice.agency is not None
        spoken = Spoken(claim.id, place.agency, place.question, text, named=named)
        self._desk.ledger.spoken.append(spoken)
        return text, claim

    def _of(self, place: Place, agency: str | None) -> Claim:
        desk = self._desk
        mark = ""
        if not desk.disclosure.protected:
            mark = reservations(desk, place.agency, place.question)
        by: dict[str, Part] = {"by": (agency or desk.words.gettext("an agency")) + mark}
        sources = [agency] if agency in desk.ledger.codes else []
        said = desk.words.gettext("Recommendation of %(by)s.")
        return desk.ledger.statement(said, by, sources, unattributed=1 - len(sources))


def described(desk: Desk, one: Described) -> Item | None:
    """The item as the last version of its agency still has it, whatever its number became."""
    reply = desk.material.reply.get(one.agency)
    question = desk.material.questionnaire.by_key.get(one.question)
    if reply is None or question is None or question.key not in _shown(desk, one.agency):
        return None
    found = dict(real_items(question, reply.values.get(question.key)))
    order = sorted(found, key=lambda rank: (rank != one.item, rank))
    if one.text:
        order = [rank for rank in order if practice_words(question, found[rank]) == one.text]
    elif one.item not in found or one.version != reply.version:
        return None
    return Item(one.agency, order[0], dict(found[order[0]])) if order else None


def _shown(desk: Desk, agency: str) -> frozenset[str]:
    return frozenset(desk.material.questionnaire.shown(desk.material.reply[agency].values))
