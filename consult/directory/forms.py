"""What the pages of the directory receive, and the sentences for what cannot be read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask_babel import get_locale
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from flask_wtf.file import FileField
from wtforms import EmailField, SelectField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # stubs are 3.2
from wtforms.validators import InputRequired, Length, ValidationError

from consult.directory.contacts import Person
from consult.directory.importing import Column, Mapped, Outcome, Reason, Verdict, guessed
from consult.directory.models import Agency, Contact, ContactRole
from consult.directory.rules import plain
from consult.directory.service import Facts
from consult.directory.tables import (
    MAX_BYTES,
    MAX_CELL,
    MAX_COLUMNS,
    MAX_ROWS,
    Fault,
    Table,
    Unreadable,
    read,
    tidy,
)
from consult.directory.zones import OVERSEAS
from consult.errors import Invalid
from consult.post import is_address
from consult.web.dates import zone_words

ROLE_WORDS = {
    ContactRole.DRAFTER: _l("drafter"),
    ContactRole.SIGNATORY: _l("signatory"),
}
REFUSAL_WORDS = {
    "acronym": _l("Another agency has this acronym."),
    "email": _l("Another contact of this agency has this address."),
    "tag": _l("Give the tag a name of 60 characters at most."),
    "taken": _l("Another tag has this name."),
    "asked": _l("A call has asked this agency: archive it, so that its answers stay readable."),
}

COLUMN_WORDS = {
    Column.ACRONYM: _l("Acronym"),
    Column.NAME: _l("Name"),
    Column.LEVEL: _l("Level"),
    Column.REGION: _l("Region"),
    Column.DEPARTMENT: _l("Department"),
    Column.EMAIL: _l("E-mail address"),
    Column.CONTACT: _l("Contact’s name"),
    Column.ROLE: _l("Role"),
    Column.EMAIL_2: _l("Other e-mail address"),
    Column.CONTACT_2: _l("Other contact’s name"),
    Column.TAGS: _l("Tags"),
}
OUTCOME_WORDS = {
    Outcome.CREATED: _l("created"),
    Outcome.UPDATED: _l("updated"),
    Outcome.UNCHANGED: _l("unchanged"),
    Outcome.REFUSED: _l("left aside"),
}
COUNT_WORDS = {
    Outcome.CREATED: _l("to create"),
    Outcome.UPDATED: _l("to update"),
    Outcome.UNCHANGED: _l("without any change"),
    Outcome.REFUSED: _l("to leave aside"),
}
FAULT_WORDS = {
    Fault.EMPTY: _l("The file has no line under its headings."),
    Fault.TOO_BIG: _l("The file is larger than %(megabytes)s MB: keep only the list of agencies."),
    Fault.TOO_MANY_ROWS: _l("The file has more than %(rows)s lines: import it in several parts."),
    Fault.TOO_MANY_COLUMNS: _l("Line %(line)s has more than %(columns)s columns."),
    Fault.CELL_TOO_LONG: _l("A cell of line %(line)s has more than %(cell)s characters."),
    Fault.OLD_EXCEL: _l("This is an old Excel workbook (.xls): save it as .xlsx or as CSV."),
    Fault.NOT_A_TABLE: _l("The file is neither a workbook (.xlsx, .ods) nor a CSV file."),
    Fault.DAMAGED: _l("The file is damaged: open it in your spreadsheet and save it again."),
}
REASON_WORDS = {
    Reason.NO_ACRONYM: _l("The acronym is missing."),
    Reason.NO_NAME: _l("The name is missing."),
    Reason.NOT_AN_ADDRESS: _l("“%(about)s” is not an e-mail address."),
    Reason.NOT_A_ROLE: _l("“%(about)s” is no role: write drafter or signatory."),
    Reason.LONG_TAG: _l("The tag “%(about)s” is longer than 60 characters."),
    Reason.ARCHIVED: _l("This agency is archived: put it back in the directory first."),
    Reason.REPEATED: _l("Line %(about)s already describes this agency."),
}


def fault_sentence(refused: Unreadable) -> str:
    """Why a file was not read, for the person who chose it."""
    return str(FAULT_WORDS[refused.fault]) % {
        "megabytes": MAX_BYTES // 1024 // 1024,
        "rows": MAX_ROWS,
        "columns": MAX_COLUMNS,
        "cell": MAX_CELL,
        "line": refused.line or 1,
    }


def reason_sentence(verdict: Verdict) -> str:
    """Why a line is left aside; empty where it is not."""
    if verdict.reason is None:
        return ""
    return str(REASON_WORDS[verdict.reason]) % {"about": verdict.about}


class UploadForm(FlaskForm):
    """A file, or lines pasted out of a spreadsheet."""

    file = FileField(_l("List of agencies (.xlsx, .ods or .csv)"))
    lines = TextAreaField(_l("Or paste the lines of your spreadsheet, headings included"))

    def table(self) -> Table | None:
        """The table given; None, with an error on the field, where there is none."""
        given = self.file.data.read(MAX_BYTES + 1) if self.file.data else b""
        field = self.file if given or not self.lines.data else self.lines
        content = given or (self.lines.data or "").encode("utf-8", "replace")
        if not content:
            field.errors = [_("Choose a file, or paste the lines.")]
            return None
        try:
            return read(content)
        except Unreadable as refused:
            field.errors = [fault_sentence(refused)]
            return None


@dataclass(frozen=True, slots=True)
class MappingForm:
    """Which column of the file holds what: guessed first, then as staff correct it."""

    columns: Mapped

    @classmethod
    def read(cls, form: Mapping[str, str], table: Table) -> MappingForm:
        """The choice posted; a form without any choice gives the guess."""
        if not any(field_name(column) in form for column in Column):
            return cls(guessed(table.header))
        chosen: dict[Column, int] = {}
        for column in Column:
            place = form.get(field_name(column), "")
            if place.isdecimal() and int(place) < len(table.header):
                chosen[column] = int(place)
        return cls(chosen)


def field_name(column: Column) -> str:
    """Name of the select that says where a column is."""
    return f"column-{column.value}"


def refusal_sentence(refused: Invalid) -> str:
    """Why the directory said no."""
    return str(REFUSAL_WORDS[str(refused)])


def one_line(field: StringField) -> str:
    """What was typed, composed and without doubled spaces."""
    return tidy(field.data or "")


class AgencyForm(FlaskForm):
    """The facts of an agency."""

    acronym = StringField(
        _l("Acronym"),
        validators=[InputRequired(_l("Indicate the acronym.")), Length(max=60)],
    )
    name = StringField(
        _l("Name"), validators=[InputRequired(_l("Indicate the name.")), Length(max=200)]
    )
    level = StringField(_l("Level"), validators=[Length(max=100)], render_kw={"list": "levels"})
    region = StringField(_l("Region"), validators=[Length(max=100)], render_kw={"list": "regions"})
    department = StringField(_l("Department"), validators=[Length(max=100)])
    timezone = SelectField(_l("Its clocks"))

    @classmethod
    def about(cls, agency: Agency | None) -> AgencyForm:
        """The form as typed, or as the directory says."""
        form = cls(obj=agency)
        current = agency.timezone if agency else None
        zones = dict.fromkeys(("Europe/Paris", *OVERSEAS, *([current] if current else [])))
        form.timezone.choices = [
            SelectChoice("", _("as its department tells")),
            *(SelectChoice(zone, zone_words(zone, str(get_locale()))) for zone in zones),
        ]
        if not form.is_submitted():
            form.timezone.data = current or ""
        return form

    def facts(self) -> Facts:
        """What was typed, as plain values."""
        return Facts(
            acronym=one_line(self.acronym),
            name=one_line(self.name),
            level=one_line(self.level),
            region=one_line(self.region),
            department=one_line(self.department),
            timezone=self.timezone.data or None,
        )

    def validate_acronym(self, field: StringField) -> None:
        """It holds a letter or a figure."""
        if not plain(field.data or ""):
            raise ValidationError(_("Indicate the acronym."))

    def validate_name(self, field: StringField) -> None:
        """It holds a letter or a figure."""
        if not plain(field.data or ""):
            raise ValidationError(_("Indicate the name."))


class ContactForm(FlaskForm):
    """Somebody who answers for an agency. Each has a prefix of its own on the page."""

    class Meta(FlaskForm.Meta):
        """Every POST is checked for its token before it reaches a form."""

        csrf = False

    email = EmailField(_l("E-mail address"), validators=[Length(max=254)])
    name = StringField(_l("Contact’s name"), validators=[Length(max=200)])
    role = SelectField(_l("Role"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.role.choices = [SelectChoice(role.value, ROLE_WORDS[role]) for role in ContactRole]

    @classmethod
    def about(cls, contact: Contact | None, *, typed: bool = False) -> ContactForm:
        """The form of one contact, or of a new one; `typed` reads what this request carries."""
        prefix = f"contact-{contact.id}-" if contact else "new-"
        return cls(prefix=prefix, obj=contact, **({} if typed else {"formdata": None}))

    def person(self) -> Person:
        """What was typed, as plain values."""
        return Person(
            email=one_line(self.email).lower(),
            name=one_line(self.name),
            role=ContactRole(self.role.data),
        )

    def validate_email(self, field: EmailField) -> None:
        """An address to which a letter can leave."""
        if not is_address(one_line(field).lower()):
            raise ValidationError(_("Indicate an e-mail address, for example anne@agency.example."))
