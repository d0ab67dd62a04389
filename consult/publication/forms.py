"""What staff type to give a note to somebody."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import DateField, SelectField, StringField
from wtforms.validators import InputRequired, Length

REQUIRED = _l("This field is required.")
NOT_A_DATE = _l("Indicate a date, for example 2026-10-26.")


class Day(DateField):
    """A date with a sentence of ours where it is none."""

    def process_formdata(self, valuelist: Any) -> None:
        """Read `2026-10-26`."""
        try:
            super().process_formdata(valuelist)
        except ValueError as error:
            raise ValueError(NOT_A_DATE) from error


class DeliveryForm(FlaskForm):  # type: ignore[misc] # flask_wtf has no types
    """Which note, to whom, until when."""

    note = SelectField(_l("Version of the note"), validators=[InputRequired(REQUIRED)])
    recipient = StringField(
        _l("Recipient"),
        description=_l("A name or a function: it is only written in the journal."),
        validators=[InputRequired(REQUIRED), Length(max=200)],
    )
    last_day = Day(_l("Last day of the link"), validators=[InputRequired(REQUIRED)])
