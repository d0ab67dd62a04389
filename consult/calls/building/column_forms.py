"""What staff type about one column of a repeated group."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, Form, HiddenField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # stubs are 3.2
from wtforms.validators import Length

from consult.calls.building.fields import WholeField, Within
from consult.calls.building.lines import options_in
from consult.calls.building.section_forms import LINE, line_of
from consult.calls.forms import SelectField
from consult.calls.questionnaire import Field, QuestionKind
from consult.calls.shapes import NOT_IN_A_GROUP
from consult.calls.wording import KIND_WORDS

K = QuestionKind
OPTIONS = Length(max=20_000)
COLUMN_KINDS = tuple(kind for kind in K if kind not in NOT_IN_A_GROUP)


class ColumnForm(Form):
    """One column of a repeated group; a line without a label is none."""

    key = HiddenField()
    label = StringField(_l("Column"), validators=[LINE])
    said_label = StringField(_l("Column"), validators=[LINE])
    kind = SelectField(_l("Kind"), choices=[])
    required = BooleanField(_l("Required"))
    options = TextAreaField(
        _l("Options, one on each line"), validators=[OPTIONS], render_kw={"rows": 3}
    )
    unit = StringField(_l("Unit"), validators=[Length(max=40)])
    most = WholeField(_l("Words or characters at most"), validators=[Within(1)])

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        self.kind.choices = [SelectChoice(one.value, KIND_WORDS[one]) for one in COLUMN_KINDS]

    def column(self, key: str, held: Field | None) -> Field:
        """What was typed; what the page does not show of a column stays as it was."""
        kind = K(self.kind.data)
        before = held or Field(key, kind, "")
        choosing = kind in (K.SINGLE_CHOICE, K.MULTIPLE_CHOICE)
        return replace(
            before,
            kind=kind,
            label=line_of(self.label.data),
            required=bool(self.required.data),
            options=options_in(self.options.data or "", before.options) if choosing else (),
            unit=line_of(self.unit.data) if kind is K.NUMBER else "",
            max_chars=self.most.data if kind is K.SHORT_TEXT else None,
            max_words=self.most.data if kind is K.LONG_TEXT else None,
            min=before.min if kind is K.NUMBER else None,
            max=before.max if kind is K.NUMBER else None,
        )
