"""What staff say of a contribution that they type: how it came, when, and why it still counts."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import BooleanField, StringField, ValidationError
from wtforms.validators import InputRequired, Length

from consult.calls.forms import REQUIRED, DateField, SelectField
from consult.contributions.drafts import Draft
from consult.contributions.team.behalf import CHANNELS, Entry, writes_itself
from consult.instants import local_day

CHANNEL_WORDS = {
    "email": _l("by e-mail"),
    "phone": _l("by telephone"),
    "post": _l("on paper"),
    "meeting": _l("in a meeting"),
}


class EntryForm(FlaskForm):
    """How it came, when, and after the deadline why."""

    channel = SelectField(_l("How you received it"))
    received_on = DateField(_l("Received on"), validators=[InputRequired(REQUIRED)])
    reason = StringField(
        _l("Why it still counts"),
        description=_l("The call is closed: your reason and your name stay in the audit trail."),
        validators=[Length(max=500)],
    )
    replaces = BooleanField(_l("Send this in place of the draft that the agency has begun"))

    def __init__(self, *args: Any, draft: Draft, at: datetime, **kwargs: Any) -> None:
        self.draft, self.at = draft, at
        self.today = local_day(at, draft.call.timezone)
        super().__init__(*args, **kwargs)
        self.channel.choices = [(key, CHANNEL_WORDS[key]) for key in CHANNELS]
        if not self.is_submitted() and self.received_on.data is None:
            known = draft.contribution.received_on if draft.contribution else None
            self.received_on.data = known or self.today

    @property
    def is_late(self) -> bool:
        """Whether the deadline of this agency is over."""
        return not self.draft.invitation.window.accepts(self.at)

    def validate_received_on(self, field: Any) -> None:
        """Nothing is received tomorrow."""
        if field.data and field.data > self.today:
            raise ValidationError(_l("Choose today or a day before."))

    def validate_reason(self, field: Any) -> None:
        """After the deadline somebody answers for it."""
        if self.is_late and not (field.data or "").strip():
            raise ValidationError(_l("Say why it is taken after the deadline."))

    def validate_replaces(self, field: Any) -> None:
        """The agency’s own draft is replaced knowingly."""
        if writes_itself(self.draft) and not field.data:
            raise ValidationError(_l("Tick this box, or let the agency send its own draft."))

    def entry(self, by: str) -> Entry:
        """The same as plain values."""
        return Entry(
            by=by,
            channel=self.channel.data,
            received_on=self.received_on.data or self.today,
            reason=self.reason.data or "" if self.is_late else "",
        )
