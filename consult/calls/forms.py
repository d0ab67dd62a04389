"""What staff type about a call."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

import wtforms
from flask_babel import get_locale
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import BooleanField, Field, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # stubs are 3.2
from wtforms.validators import InputRequired, Length, Optional, ValidationError

from config import LOCALES
from consult.calls.models import Call
from consult.calls.moments import Doubt, NotAnInstant, instant
from consult.calls.service import Facts
from consult.web.dates import zone_words

ZONES = (
    "Europe/Paris",
    "America/Guadeloupe",
    "America/Martinique",
    "America/Cayenne",
    "America/Miquelon",
    "Indian/Reunion",
    "Indian/Mayotte",
    "Pacific/Noumea",
    "Pacific/Tahiti",
    "Europe/Brussels",
    "Europe/Luxembourg",
    "Europe/Zurich",
    "Europe/London",
    "America/Montreal",
    "UTC",
)
LANGUAGE_WORDS = {"fr": "Français", "en": "English"}
IN_WORDS = {"fr": _l("French"), "en": _l("English")}
DOUBT_WORDS = {
    Doubt.SKIPPED: _l("Clocks go forward that night: this time does not exist. Choose another."),
    Doubt.TWICE: _l("Clocks go back that night: this time comes twice. Choose another."),
    Doubt.OUT_OF_RANGE: _l("Indicate a year between 1990 and 2200."),
}
REQUIRED = _l("This field is required.")
NOT_LISTED = _l("Choose a value of the list.")
NOT_A_DATE = _l("Indicate a date, for example 2026-10-26.")
NOT_A_TIME = _l("Indicate a time, for example 18:00.")


class DateField(wtforms.DateField):
    """A date with a sentence of ours where it is none; named as the macros know it."""

    def process_formdata(self, valuelist: Any) -> None:
        """Read `2026-10-26`."""
        try:
            super().process_formdata(valuelist)
        except ValueError as error:
            raise ValueError(NOT_A_DATE) from error


class TimeField(wtforms.TimeField):
    """A time of day with a sentence of ours where it is none; named as the macros know it."""

    def process_formdata(self, valuelist: Any) -> None:
        """Read `18:00`."""
        try:
            super().process_formdata(valuelist)
        except ValueError as error:
            raise ValueError(NOT_A_TIME) from error


class SelectField(wtforms.SelectField):
    """One of a list, with a sentence of ours where it is none of it."""

    def pre_validate(self, form: Any) -> None:
        """Refuse what was not offered."""
        try:
            super().pre_validate(form)
        except ValidationError as error:
            raise ValidationError(str(NOT_LISTED)) from error


def moment(day: Field, hour: Field, zone: str) -> datetime | None:
    """The instant that two fields tell; None, with an error on the hour, where there is none."""
    given_day: date | None = day.data
    given_hour: time | None = hour.data
    if given_day is None or given_hour is None:
        return None
    try:
        return instant(given_day, given_hour, zone)
    except NotAnInstant as refused:
        hour.errors = [*hour.errors, DOUBT_WORDS[refused.doubt]]
        return None


class CallForm(FlaskForm):
    """The few fields of a call; `facts` is there once the form is valid."""

    title = StringField(_l("Title"), validators=[InputRequired(REQUIRED), Length(max=300)])
    commissioner = StringField(
        _l("Who is asking"),
        description=_l("The committee, mission or ministry that holds the hearing."),
        validators=[Length(max=300)],
    )
    hearing_day = DateField(_l("Date of the hearing"), validators=[Optional()])
    hearing_hour = TimeField(_l("Time of the hearing"), validators=[Optional()])
    hearing_place = StringField(_l("Place of the hearing"), validators=[Length(max=200)])
    closing_day = DateField(_l("Deadline: date"), validators=[InputRequired(REQUIRED)])
    closing_hour = TimeField(_l("Deadline: time"), validators=[InputRequired(REQUIRED)])
    timezone = SelectField(_l("Time zone"))
    context = TextAreaField(
        _l("Context, read by the agencies"),
        description=_l("Markdown: **bold**, lists, links."),
        validators=[Length(max=20_000)],
    )
    federation = StringField(_l("Federation"), validators=[Length(max=200)])
    folder = StringField(
        _l("Thematic folder"),
        description=_l("Where members will find the note, for example “Industry”."),
        validators=[Length(max=100)],
    )
    language = SelectField(_l("Language of the call and of its note"))
    sign_off_required = BooleanField(
        _l("Require the approval of a signatory before sending"),
        description=_l(
            "An agency can send its contribution only once its signatory has approved it."
        ),
    )

    def __init__(self, *args: Any, call: Call | None = None, **kwargs: Any) -> None:
        super().__init__(*args, obj=call, data=_data(call) if call else kwargs.pop("data", None))
        self.call = call
        current = call.timezone if call else None
        zones = ZONES if current is None or current in ZONES else (current, *ZONES)
        self.timezone.choices = [SelectChoice(zone, _zone(zone)) for zone in zones]
        self.language.choices = [SelectChoice(code, LANGUAGE_WORDS[code]) for code in LOCALES]
        self.instants: dict[str, datetime | None] = {}
        if call is not None and call.launched_at is not None:
            # An opened call moves its deadline on a page of its own, which tells everybody.
            del self.closing_day, self.closing_hour, self.timezone, self.language

    def validate(self, extra_validators: Any = None) -> bool:
        """Fields first, then the instants that pairs of fields tell."""
        valid: bool = super().validate(extra_validators)
        zone = self.timezone.data if "timezone" in self else self._opened.timezone
        if valid and "closing_hour" in self:
            self.instants["closes_at"] = moment(self.closing_day, self.closing_hour, zone)
        if valid and (self.hearing_day.data is None) != (self.hearing_hour.data is None):
            self.hearing_hour.errors = [_("Indicate both the date and the time, or neither.")]
        if valid:
            self.instants["hearing_at"] = moment(self.hearing_day, self.hearing_hour, zone)
        return valid and not any(field.errors for field in self)

    def ensure_later_than(self, at: datetime) -> bool:
        """Whether the deadline is later than `at`; says so on its field where it is not."""
        closes_at = self.instants.get("closes_at")
        if closes_at is not None and closes_at <= at:
            self.closing_day.errors = [_("This deadline is past: choose a later one.")]
            return False
        return True

    @property
    def facts(self) -> Facts:
        """What was typed, as plain values."""
        closes_at = self.instants.get("closes_at") or self._opened.closes_at
        return Facts(
            title=" ".join((self.title.data or "").split()),
            closes_at=closes_at,
            timezone=self.timezone.data if "timezone" in self else self._opened.timezone,
            language=self.language.data if "language" in self else self._opened.language,
            context=(self.context.data or "").replace("\r\n", "\n"),
            commissioner=(self.commissioner.data or "").strip(),
            federation=(self.federation.data or "").strip(),
            folder=(self.folder.data or "").strip(),
            hearing_at=self.instants["hearing_at"],
            hearing_place=(self.hearing_place.data or "").strip(),
            sign_off_required=bool(self.sign_off_required.data),
        )

    @property
    def _opened(self) -> Call:
        if self.call is None:
            raise LookupError("a new call has all its fields")
        return self.call


def _zone(zone: str) -> str:
    """« Heure de Paris », as a list of zones says it."""
    words = zone_words(zone, str(get_locale()))
    return words[:1].upper() + words[1:]


def _data(call: Call) -> dict[str, Any]:
    zone = ZoneInfo(call.timezone)
    closing = call.closes_at.astimezone(zone)
    hearing = call.hearing_at.astimezone(zone) if call.hearing_at else None
    return {
        "closing_day": closing.date(),
        "closing_hour": closing.time(),
        "hearing_day": hearing.date() if hearing else None,
        "hearing_hour": hearing.time() if hearing else None,
    }
