"""Quotations that staff chose: the exact words of a frozen version, cut or completed openly."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from consult.calls.questionnaire import QuestionKind
from consult.contributions.values import plain_text
from consult.synthesis.composing.desk import Desk
from consult.synthesis.composing.ledger import Spoken
from consult.synthesis.composing.quotes import Quoter
from consult.synthesis.drafting.blocks import Cut, Place, QuoteChip
from consult.synthesis.snapshot import Quote

GAP = "[…]"
MARKS = str.maketrans("", "", "[]«»“”\n")
"""Taken out of what is put in: what stood after such a mark would pass for the agency's words."""


def quotation(
    desk: Desk, quoter: Quoter, chip: QuoteChip, *, wording: bool = False
) -> Quote | None:
    """A quotation as it is printed; None where its words are gone or may not be printed."""
    if not stands(desk, chip.place):
        return None
    shown, pieces = shortened(chip.place.text, chip.cuts)
    if not pieces:
        return None
    exact = pieces if chip.cuts else ()
    place = chip.place
    return quoter.of_words(place.question, place.agency, shown, exact, wording=wording)


def stands(desk: Desk, place: Place) -> bool:
    """Whether the last version of an agency still says these very words in that answer."""
    return bool(place.text) and any(place.text in text for text in _texts(desk, place))


def _texts(desk: Desk, place: Place) -> Iterator[str]:
    """What the last version answers there; the same field of every item where repeated."""
    reply = desk.material.reply.get(place.agency)
    question = desk.material.questionnaire.by_key.get(place.question)
    if reply is None or question is None:
        return
    if question.key not in desk.material.questionnaire.shown(reply.values):
        return
    value = reply.values.get(question.key)
    if question.kind is not QuestionKind.REPEAT:
        yield plain_text(question, value)
        return
    for item in range(1, len(value) + 1 if isinstance(value, list) else 1):
        yield plain_text(question, value, item, place.field)


def located(desk: Desk, spoken: Spoken) -> tuple[int | None, str | None, int]:
    """The item, the field and the place where words begin; the start of the whole if spread."""
    question = desk.material.questionnaire.by_key[spoken.question]
    value = desk.material.reply[spoken.agency].values.get(spoken.question)
    if question.kind is not QuestionKind.REPEAT:
        return None, None, max(plain_text(question, value).find(spoken.text), 0)
    for rank in range(1, len(value) + 1 if isinstance(value, list) else 1):
        for field in question.fields:
            start = plain_text(question, value, rank, field.key).find(spoken.text)
            if start >= 0:
                return rank, field.key, start
    return None, None, 0


def shortened(text: str, cuts: Sequence[Cut]) -> tuple[str, tuple[str, ...]]:
    """The words as printed, « […] » for what is left out; and the pieces that are exact.

    Nothing where the cuts are not inside the text.
    """
    if any(cut.end > len(text) for cut in cuts):
        return "", ()
    pieces: list[str] = []
    shown = ""
    place = 0
    for cut in cuts:
        kept = text[place : cut.start]
        pieces.append(kept.strip())
        instead = cut.instead.translate(MARKS).strip()
        shown = _joined(_joined(shown, kept), f"[{instead}]" if instead else GAP)
        place = cut.end
    pieces.append(text[place:].strip())
    return _joined(shown, text[place:]), tuple(piece for piece in pieces if piece)


def _joined(before: str, after: str) -> str:
    """One after the other; a bracket keeps its distance from the word before and after it."""
    touching = before.endswith("]") and after[:1].isalnum()
    opening = after.startswith("[") and before[-1:].isalnum()
    return f"{before} {after}" if touching or opening else f"{before}{after}"
