"""Numbers and lists of types as staff type them."""

from __future__ import annotations

from typing import Any

from flask_babel import get_locale
from flask_babel import gettext as _
from wtforms import Field
from wtforms.validators import ValidationError

from consult.calls.shapes import EXTENSION


class Within:
    """A number between two others, or none."""

    def __init__(self, least: float, most: float = 1_000_000) -> None:
        self.least, self.most = least, most

    def __call__(self, form: Any, field: Field) -> None:
        """Raise unless it is."""
        if field.data is not None and not self.least <= field.data <= self.most:
            raise ValidationError(
                _("Between %(least)s and %(most)s.", least=self.least, most=self.most)
            )


class NumberField(Field):
    """A number with a comma or a point; None when nothing is typed."""

    typed = ""

    def process_formdata(self, valuelist: Any) -> None:
        """Read `1 200,5`."""
        self.typed = valuelist[0] if valuelist else ""
        bare = "".join(self.typed.split()).replace(",", ".")
        self.data = None
        if not bare:
            return
        try:
            number = float(bare)
        except ValueError as error:
            raise ValueError(_("Write a number, for example 1200.5.")) from error
        if number != number or abs(number) == float("inf"):
            raise ValueError(_("Write a number, for example 1200.5."))
        self.data = self.kept(number)

    def kept(self, number: float) -> float:
        """A whole number stays one."""
        return int(number) if number.is_integer() else number

    def _value(self) -> str:
        if self.data is None:
            return self.typed
        return repr(self.data).replace(".", "," if str(get_locale()) == "fr" else ".")


class WholeField(NumberField):
    """A whole number."""

    def kept(self, number: float) -> float:
        """Refuse halves."""
        if not number.is_integer():
            raise ValueError(_("Write a whole number."))
        return int(number)


class ExtensionsField(Field):
    """Types of files: `pdf, docx`."""

    def process_formdata(self, valuelist: Any) -> None:
        """Read them, with or without points and commas."""
        words = (valuelist[0] if valuelist else "").replace(",", " ").replace(";", " ").split()
        found = [word.lower().removeprefix(".") for word in words]
        self.data = tuple(dict.fromkeys(found))
        if wrong := next((one for one in found if not EXTENSION.fullmatch(one)), None):
            raise ValueError(_("“%(word)s” is no type of file: write for example pdf.", word=wrong))

    def _value(self) -> str:
        return ", ".join(self.data or ())
