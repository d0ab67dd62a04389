"""What staff choose to compose a note, and the words for it."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import RadioField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # stubs are 3.2

from consult.synthesis.models import Format
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
}
MEDIA_TYPES = {
    Format.PDF: "application/pdf",
    Format.HTML: "text/html; charset=utf-8",
    Format.DOCX: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    Format.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    Format.JSON: "application/json",
}


class NoteForm(FlaskForm):
    """For whom, and how far the note is."""

    audience = RadioField(_l("For whom"))
    state = RadioField(_l("State"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.audience.choices = [
            SelectChoice(one.value, str(AUDIENCE_WORDS[one])) for one in Audience
        ]
        self.state.choices = [SelectChoice(one.value, str(STATE_WORDS[one])) for one in State]
