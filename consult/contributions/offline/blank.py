"""The blank questionnaire as a fillable PDF: a page printed, its fields finished."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from functools import lru_cache
from pathlib import Path

import flask_babel
from flask import render_template

from consult.calls.questionnaire import Question
from consult.contributions.answering.wording import condition_words
from consult.contributions.offline import fillable
from consult.contributions.offline.guidance import block_title, guidance
from consult.contributions.offline.marks import (
    Slot,
    blocks_of,
    field_of,
    secret_of,
    slots,
)
from consult.contributions.offline.sheet import Sheet
from consult.contributions.values import as_question
from consult.printing import pdf_of

_: Callable[..., str] = flask_babel.gettext
MANY = 6
NARROW = 44
STYLE = Path(__file__).with_name("blank.css")


def as_pdf(sheet: Sheet) -> bytes:
    """The questionnaire as PDF/UA with a field in each place; the same sheet, the same bytes.

    Raises `PrintingFailed`.
    """
    places = {slot.mark: slot for slot in slots(sheet.questionnaire)}
    printed = _printed(page(sheet, places), sheet.dated)
    return fillable.finished(printed, places=places, identity=sheet.identity)


@lru_cache(maxsize=16)
def _printed(html: str, dated: datetime) -> bytes:
    """The page printed, kept for whoever asks for it again: printing takes a second or two."""
    return pdf_of(html, css=STYLE.read_text(), dated=dated)


def page(sheet: Sheet, places: Mapping[str, Slot]) -> str:
    """The page that is printed."""
    return render_template(
        "contributions/blank.html",
        sheet=sheet,
        places=places,
        steps=steps(sheet, word=False),
        conditions=conditions(sheet),
        secret={
            one.key: mark for one in sheet.questionnaire if (mark := secret_of(one).mark) in places
        },
        guidance=guidance,
        block_title=block_title,
        blocks_of=blocks_of,
        as_question=as_question,
        field_of=field_of,
        short_enough=short_enough,
    )


def short_enough(question: Question) -> bool:
    """Whether the options of a question stand in two columns."""
    longest = max((len(option.label) for option in question.options), default=0)
    return len(question.options) >= MANY and longest <= NARROW and not question.other


def steps(sheet: Sheet, *, word: bool) -> list[str]:
    """How to answer and how to send it back, in the order in which one does it."""
    federation = sheet.federation or _("the federation")
    return [
        _(
            "Write in the boxes, at your own pace and together with your colleagues; "
            "an answer may be left empty unless it is said to be required."
        ),
        _("Save the document under its own name, in Word format.")
        if word
        else _("Save the document as a PDF, without printing it into another."),
        _(
            "Open your personal link, choose “Answer offline”, and hand in the document: "
            "your answers are placed in your draft, and you look at them before anything is sent."
        ),
        _(
            "Nothing is sent until you press “Send the contribution” there. If you cannot open "
            "your link, answer the letter of %(federation)s and join the document.",
            federation=federation,
        ),
    ]


def conditions(sheet: Sheet) -> dict[str, str]:
    """When each question is to be answered; "" when always."""
    by_key: Mapping[str, Question] = sheet.questionnaire.by_key
    return {one.key: condition_words(one, by_key) for one in sheet.questionnaire}
