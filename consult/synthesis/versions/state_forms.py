"""What staff type to send a version back, to hand it over, or to add a file made elsewhere."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Self
from zoneinfo import ZoneInfo

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from flask_wtf.file import FileField
from wtforms import RadioField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # stubs are 3.2
from wtforms.validators import DataRequired, InputRequired, Length

from consult.calls.forms import REQUIRED, DateField, TimeField
from consult.calls.models import Call
from consult.synthesis.models import Format, Note


class SendBackForm(FlaskForm):
    """Why a version becomes a draft again."""

    words = TextAreaField(
        _l("What has to change"),
        validators=[DataRequired(REQUIRED), Length(max=2000)],
        render_kw={"rows": 3},
    )


class HandOverForm(FlaskForm):
    """To whom a version was given, when, where, and which file."""

    recipient = StringField(
        _l("To whom"),
        description=_l("Names or functions, as they will be remembered."),
        validators=[DataRequired(REQUIRED), Length(max=300)],
    )
    day = DateField(_l("Which day"), validators=[InputRequired(REQUIRED)])
    hour = TimeField(_l("At what time"), validators=[InputRequired(REQUIRED)])
    place = StringField(_l("Where"), validators=[Length(max=300)])
    file = RadioField(_l("Which file was given"), validators=[InputRequired(REQUIRED)])

    @classmethod
    def offered(cls, note: Note, call: Call, *, at: datetime, sent: bool = False) -> Self:
        """The form, with the files there are; the hearing is proposed, if it was in between."""
        approved = max((one.at for one in note.events), default=note.built_at)
        heard = call.hearing_at is not None and approved <= call.hearing_at <= at
        when = call.hearing_at if call.hearing_at is not None and heard else at
        here = when.astimezone(ZoneInfo(call.timezone))
        files = _files(note)
        proposed = {
            "place": call.hearing_place,
            "day": here.date(),
            "hour": here.time().replace(second=0, microsecond=0),
            "file": next(iter(files), ""),
        }
        given: dict[str, Any] = {} if sent else {"formdata": None, "data": proposed}
        form = cls(**given)
        form.file.choices = [SelectChoice(digest, words) for digest, words in files.items()]
        return form


class LayoutForm(FlaskForm):
    """A PDF made elsewhere."""

    layout = FileField(
        _l("The PDF laid out elsewhere"),
        description=_l("Up to 40 MB, without scripts and without a password."),
    )


def _files(note: Note) -> dict[str, str]:
    """The files that can have been given: one made elsewhere first."""
    found = {}
    if note.laid_out is not None:
        found[note.laid_out.digest] = _(
            "The document laid out outside of Consult (%(name)s)", name=note.laid_out.filename
        )
    for artefact in note.artefacts:
        if artefact.format is Format.PDF:
            found[artefact.digest] = _("The PDF made by Consult")
    return found
