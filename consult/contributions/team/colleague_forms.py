"""What is typed to invite a colleague, or to move the agency's link."""

from __future__ import annotations

import re
from typing import Any

from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from wtforms import EmailField, RadioField, StringField, ValidationError
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # stubs are 3.2
from wtforms.validators import InputRequired, Length

from consult.directory.models import ContactRole
from consult.post import is_address

LOOKS_LIKE_AN_ADDRESS = re.compile(r"[/\\@<>⟦⟧]|=\?|\w{2,}\.\w{2,}")
"""Names go into letters to people who never wrote to us: none may carry a link."""

ROLE_WORDS = {
    ContactRole.DRAFTER: _("Drafter"),
    ContactRole.SIGNATORY: _("Signatory"),
}
_REACH = {
    ContactRole.DRAFTER: _("Drafter: reads and writes the answers"),
    ContactRole.SIGNATORY: _("Signatory: also approves the contribution, or returns it"),
}


def an_address(form: FlaskForm, field: Any) -> None:
    """Refuse what no letter can reach."""
    field.data = (field.data or "").strip()
    if not is_address(field.data):
        raise ValidationError(_("Type one e-mail address, as name@agency.fr."))


def a_name(form: FlaskForm, field: Any) -> None:
    """Refuse a name that holds an address, or signs that no name has."""
    field.data = " ".join((field.data or "").split())
    if not field.data.isprintable() or LOOKS_LIKE_AN_ADDRESS.search(field.data):
        raise ValidationError(_("Type a first name and a name, without any address."))


class ColleagueForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF has no types
    """Somebody to invite."""

    name = StringField(
        _("First name and name"),
        [
            InputRequired(_("Say who it is: their name stands beside what they write.")),
            Length(max=80, message=_("Shorten the name to 80 characters.")),
            a_name,
        ],
    )
    email = EmailField(
        _("E-mail address"),
        [InputRequired(_("Type the address to write to.")), an_address],
    )
    role = RadioField(
        _("Role"),
        choices=[SelectChoice(role.value, words) for role, words in _REACH.items()],
        default=ContactRole.DRAFTER.value,
    )


class AddressForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF has no types
    """Where the agency's own link goes from now on."""

    email = EmailField(
        _("New address of the agency's link"),
        [InputRequired(_("Type the address to write to.")), an_address],
    )
