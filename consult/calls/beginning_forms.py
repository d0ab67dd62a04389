"""What staff type to start a call: little, because what it starts from says the rest."""

from __future__ import annotations

from datetime import time
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # stubs are 3.2

from consult.calls.beginning import Beginning
from consult.calls.forms import LANGUAGE_WORDS, CallForm

EVENING = time(18)


class BeginningForm(CallForm):
    """A new call, filled in with what it starts from.

    What rests on an earlier call keeps its language: its questions are written in it.
    """

    same_audience = BooleanField(_l("Ask the same agencies"))

    def __init__(self, *args: Any, beginning: Beginning, zone: str, **kwargs: Any) -> None:
        proposed = {
            "title": beginning.title,
            "commissioner": beginning.commissioner,
            "context": beginning.context,
            "federation": beginning.federation,
            "folder": beginning.folder,
            "language": beginning.language,
            "timezone": beginning.timezone or zone,
            "closing_hour": EVENING,
            "sign_off_required": beginning.sign_off_required,
            "same_audience": True,
        }
        super().__init__(*args, data=proposed, **kwargs)
        if beginning.agencies:
            word = LANGUAGE_WORDS[beginning.language]
            self.language.choices = [SelectChoice(beginning.language, word)]
        else:
            del self.same_audience

    @property
    def asks_the_same(self) -> bool:
        """Whether the audience is that of the earlier call."""
        return "same_audience" in self and bool(self.same_audience.data)
