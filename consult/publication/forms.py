"""What staff type to give a note to somebody."""

from __future__ import annotations

from collections.abc import Sequence

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import BooleanField, StringField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # stubs are 3.2
from wtforms.validators import InputRequired, Length

from consult.calls.forms import REQUIRED, DateField, SelectField
from consult.synthesis.forms import AUDIENCE_WORDS, STATE_WORDS
from consult.synthesis.models import Note


class DeliveryForm(FlaskForm):
    """Which note, to whom, until when."""

    note = SelectField(_l("Version of the note"), validators=[InputRequired(REQUIRED)])
    recipient = StringField(
        _l("Recipient"),
        description=_l("A name or a function: written in the journal, and on a marked copy."),
        validators=[InputRequired(REQUIRED), Length(max=200)],
    )
    last_day = DateField(_l("Last day of the link"), validators=[InputRequired(REQUIRED)])
    marked = BooleanField(
        _l("Write this name on the cover and at the foot of each page"),
        description=_l("“Copy given to …”: whoever passes the file on passes the name on."),
    )

    laid_out = False
    """Whether one of the notes was laid out outside of Consult."""

    def offer(self, notes: Sequence[Note]) -> None:
        """Let one choose among these notes."""
        self.laid_out = any(note.laid_out for note in notes)
        self.note.choices = [
            SelectChoice(
                str(note.version),
                _(
                    "Version %(version)s, %(state)s, for %(whom)s",
                    version=note.version,
                    state=str(STATE_WORDS[note.state]),
                    whom=str(AUDIENCE_WORDS[note.audience]),
                ),
            )
            for note in notes
        ]
