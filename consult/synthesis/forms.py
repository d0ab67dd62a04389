"""What staff choose to compose a note, what is said of words read again; the words for it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import RadioField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # stubs are 3.2
from wtforms.validators import InputRequired

from consult.calls.forms import REQUIRED, DateField, TimeField
from consult.synthesis.models import Format, ReadBack
from consult.synthesis.reading_again.clearance import Answered, Choice
from consult.synthesis.snapshot import Audience, State

STATE_WORDS = {
    State.DRAFT: _l("in draft"),
    State.REVIEW: _l("in review"),
    State.APPROVED: _l("approved"),
    State.HANDED_OVER: _l("handed over"),
}
AUDIENCE_WORDS = {
    Audience.DELEGATE: _l("the delegate and the hearing"),
    Audience.MEMBERS: _l("the members"),
    Audience.STAFF: _l("staff only"),
}
FORMAT_WORDS = {
    Format.PDF: _l("PDF"),
    Format.HTML: _l("page to read on a screen"),
    Format.DOCX: _l("Word document to edit"),
    Format.XLSX: _l("spreadsheet of figures and quotes"),
    Format.JSON: _l("frozen data"),
    Format.SHEET: _l("speaking sheet of one page (PDF)"),
    Format.SHEET_HTML: _l("speaking sheet to read on a phone"),
}
MEDIA_TYPES = {
    Format.PDF: "application/pdf",
    Format.HTML: "text/html; charset=utf-8",
    Format.DOCX: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    Format.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    Format.JSON: "application/json",
    Format.SHEET: "application/pdf",
    Format.SHEET_HTML: "text/html; charset=utf-8",
}

ANSWERED_WORDS = {
    Answered.WAITING: _l("waiting"),
    Answered.ACCEPTED: _l("agreed"),
    Answered.PARTLY: _l("agreed in part"),
    Answered.OBJECTED: _l("everything refused"),
}
EXPIRED_WORDS = _l("no answer in time")
CHOICE_WORDS = {
    Choice.AGREED: _l("We agree"),
    Choice.UNNAMED: _l("Quote without naming us"),
    Choice.REFUSED: _l("Do not quote"),
}
ALL = "all"
"""The button that agrees to everything."""


class Text(StrEnum):
    """Which text a note is composed of."""

    WRITTEN = "written"
    AUTOMATIC = "automatic"


class NoteForm(FlaskForm):
    """For whom the note is, and of which text, where staff wrote one."""

    audience = RadioField(_l("For whom"))
    text = RadioField(_l("Which text"), default=Text.WRITTEN.value)

    def __init__(self, *args: Any, written: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.text.choices = [
            SelectChoice(Text.WRITTEN.value, str(_l("the text written on the desk"))),
            SelectChoice(Text.AUTOMATIC.value, str(_l("the automatic composition"))),
        ]
        if not written:
            del self.text
        self.audience.choices = [
            SelectChoice(one.value, str(AUDIENCE_WORDS[one])) for one in Audience
        ]

    @property
    def automatic(self) -> bool:
        """Whether what staff wrote is left aside."""
        return self.text is not None and bool(self.text.data == Text.AUTOMATIC)


class UntilForm(FlaskForm):
    """Until when agencies can read their words again."""

    day = DateField(_l("Until which day"), validators=[InputRequired(REQUIRED)])
    hour = TimeField(_l("Until what time"), validators=[InputRequired(REQUIRED)])


@dataclass(frozen=True, slots=True)
class Typed:
    """What an agency said on its page; None where it chose nothing."""

    choices: tuple[Choice | None, ...]
    remarks: tuple[str, ...]
    naming: Choice
    remark: str

    @classmethod
    def of(cls, asked: ReadBack) -> Typed:
        """What was answered before, to be shown again."""
        count = len(asked.passages)
        if asked.answered_at is None:
            return cls((None,) * count, ("",) * count, Choice.AGREED, "")
        return cls(
            tuple(Choice(one["choice"]) for one in asked.answers),
            tuple(one["remark"] for one in asked.answers),
            asked.naming or Choice.AGREED,
            asked.remark,
        )

    @classmethod
    def read(cls, form: Mapping[str, str], asked: ReadBack) -> Typed:
        """What the page sent; nothing that it did not offer counts as a choice."""
        extracts = asked.extracts
        everything = ALL in form
        return cls(
            tuple(
                Choice.AGREED if everything else _choice(form.get(f"choice.{place}"))
                for place in range(len(extracts))
            ),
            tuple(_text(form, f"remark.{place}") for place in range(len(extracts))),
            Choice.AGREED if everything else _choice(form.get("naming")) or Choice.AGREED,
            _text(form, "remark"),
        )

    @property
    def lacking(self) -> tuple[int, ...]:
        """The passages, from 0, of which nothing is said."""
        return tuple(place for place, one in enumerate(self.choices) if one is None)


def _choice(said: str | None) -> Choice | None:
    return Choice(said) if said in list(Choice) else None


def _text(form: Mapping[str, str], name: str) -> str:
    return form.get(name, "").replace("\0", "").replace("\r\n", "\n").strip()
