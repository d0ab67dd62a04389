"""What staff type about an agency and its contacts, and why the directory says no."""

from __future__ import annotations

from typing import Any

from flask_babel import get_locale
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import EmailField, SelectField, StringField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # stubs are 3.2
from wtforms.validators import InputRequired, Length, ValidationError

from consult.directory.contacts import Person
from consult.directory.models import Agency, Contact, ContactRole
from consult.directory.rules import plain
from consult.directory.service import Facts
from consult.directory.tables import tidy
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
