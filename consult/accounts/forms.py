"""What a visitor types to sign in or to change a password."""

from __future__ import annotations

from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from wtforms import EmailField, PasswordField, RadioField, StringField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # stubs are 3.2
from wtforms.validators import InputRequired, Length

from consult.accounts.models import Role
from consult.accounts.rules import LONGEST_PASSWORD, SHORTEST_PASSWORD

ROLE_WORDS = {
    Role.ADMIN: _("Administrator"),
    Role.MANAGER: _("Manager"),
    Role.READER: _("Reader"),
    Role.DELEGATE: _("Delegate"),
}
_REACH = {
    Role.ADMIN: _("Administrator: everything, and who may sign in"),
    Role.MANAGER: _("Manager: prepares calls, writes to agencies, composes notes"),
    Role.READER: _("Reader: reads everything, changes nothing"),
    Role.DELEGATE: _("Delegate: reads the notes handed over"),
}


class SignInForm(FlaskForm):
    """E-mail and password."""

    email = EmailField(
        _("E-mail address"),
        [InputRequired(_("Type your e-mail address.")), Length(max=254)],
        render_kw={"autocomplete": "username"},
    )
    password = PasswordField(
        _("Password"),
        [InputRequired(_("Type your password.")), Length(max=LONGEST_PASSWORD)],
        render_kw={"autocomplete": "current-password"},
    )


class PasswordForm(FlaskForm):
    """A new password; the session itself shows who it is for."""

    password = PasswordField(
        _("New password"),
        [
            InputRequired(_("Choose a password.")),
            Length(
                min=SHORTEST_PASSWORD,
                max=LONGEST_PASSWORD,
                message=_("Choose at least %(min)d characters.", min=SHORTEST_PASSWORD),
            ),
        ],
        description=_("At least %(min)d characters; a sentence is easier.", min=SHORTEST_PASSWORD),
        render_kw={"autocomplete": "new-password"},
    )


class UserForm(FlaskForm):
    """Somebody who may sign in; they choose a password themselves."""

    email = EmailField(
        _("E-mail address"),
        [InputRequired(_("Type an e-mail address.")), Length(max=254)],
        render_kw={"autocomplete": "off"},
    )
    name = StringField(
        _("Name"),
        [Length(max=200)],
        description=_("As their colleagues will read it."),
        render_kw={"autocomplete": "off"},
    )
    role = RadioField(
        _("Role"),
        [InputRequired(_("Choose a role."))],
        choices=[SelectChoice(role.value, words) for role, words in _REACH.items()],
        default=Role.READER.value,
    )
