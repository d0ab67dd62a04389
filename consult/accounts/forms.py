"""What a visitor types to sign in or to change a password."""

from __future__ import annotations

from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from wtforms import EmailField, PasswordField
from wtforms.validators import InputRequired, Length

from consult.accounts.rules import SHORTEST_PASSWORD


class SignInForm(FlaskForm):
    """E-mail and password."""

    email = EmailField(
        _("E-mail address"),
        [InputRequired(_("Type your e-mail address."))],
        render_kw={"autocomplete": "username"},
    )
    password = PasswordField(
        _("Password"),
        [InputRequired(_("Type your password."))],
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
                max=1000,
                message=_("Choose at least %(min)d characters.", min=SHORTEST_PASSWORD),
            ),
        ],
        description=_("At least %(min)d characters; a sentence is easier.", min=SHORTEST_PASSWORD),
        render_kw={"autocomplete": "new-password"},
    )
