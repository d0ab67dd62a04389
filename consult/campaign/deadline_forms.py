"""What staff type to move a deadline or a reminder, and the words of their history."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import BooleanField, StringField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # stubs are 3.2
from wtforms.validators import InputRequired, Length, Optional

from consult.calls.forms import REQUIRED, DateField, SelectField, TimeField
from consult.calls.models import Invitation
from consult.calls.rules import Move

EVERYBODY = "everybody"
LONGEST_REASON = 300
MOVE_WORDS = {
    Move.EXTENDED: _l("Extended for all"),
    Move.EXTENDED_ONE: _l("Extended for one agency"),
    Move.CLOSED: _l("Closed early"),
    Move.REOPENED: _l("Reopened"),
}
REFUSAL_WORDS = {
    "until": _l("Choose a date later than now and than the present deadline."),
    "reason": REQUIRED,
    "past": _l("This time is past: choose a later one."),
    "after_the_deadline": _l("A reminder leaves before the deadline: choose an earlier time."),
    "taken": _l("Another reminder leaves on that day: agencies get one a day at most."),
}


def _reason(label: Any, *validators: Any) -> StringField:
    return StringField(label, validators=[*validators, Length(max=LONGEST_REASON)])


class LongerForm(FlaskForm):
    """Until when, for whom, and why."""

    who = SelectField(_l("For whom"))
    day = DateField(_l("New deadline: date"), validators=[InputRequired(REQUIRED)])
    hour = TimeField(_l("New deadline: time"), validators=[InputRequired(REQUIRED)])
    reason = _reason(_l("Reason, kept in the history"), Optional())

    def __init__(
        self, *args: Any, audience: Iterable[Invitation], for_all: bool, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        everybody = [SelectChoice(EVERYBODY, str(_l("All agencies")))] if for_all else []
        ones = (SelectChoice(one.public_id, one.acronym) for one in audience)
        self.who.choices = [*everybody, *ones]


class CloseForm(FlaskForm):
    """Why now, who is told, and that it is meant."""

    reason = _reason(_l("Reason"), InputRequired(REQUIRED))
    tell = BooleanField(_l("Write to the agencies that have a draft"), default=True)
    sure = BooleanField(
        _l("I confirm: no agency will be able to send any more"),
        validators=[InputRequired(_l("Tick this box to confirm."))],
    )


class ReopenForm(FlaskForm):
    """Until when, and why."""

    day = DateField(_l("New deadline: date"), validators=[InputRequired(REQUIRED)])
    hour = TimeField(_l("New deadline: time"), validators=[InputRequired(REQUIRED)])
    reason = _reason(
        _l("Reason, which the agencies read and the history keeps"), InputRequired(REQUIRED)
    )


class ReminderForm(FlaskForm):
    """On which day, at what time."""

    day = DateField(_l("Day"), validators=[InputRequired(REQUIRED)])
    hour = TimeField(_l("Time"), validators=[InputRequired(REQUIRED)])

    @property
    def when(self) -> dict[str, Any]:
        """Its day and its hour, once the form is valid."""
        return {"day": self.day.data, "hour": self.hour.data}
