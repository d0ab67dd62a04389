"""What staff type about one question, in two languages at once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from flask import request
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import BooleanField, FieldList, FormField, HiddenField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # stubs are 3.2
from wtforms.validators import InputRequired, Length, Optional, Regexp

from consult.calls.building.column_forms import OPTIONS, ColumnForm
from consult.calls.building.fields import ExtensionsField, NumberField, WholeField, Within
from consult.calls.building.lines import listed, options_in, said_in, said_of
from consult.calls.building.section_forms import LINE, PROSE, line_of, name_in, prose_of
from consult.calls.forms import REQUIRED, SelectField
from consult.calls.naming import key_from
from consult.calls.questionnaire import (
    Field,
    Option,
    Question,
    QuestionKind,
    Questionnaire,
    ShowIf,
)
from consult.calls.shapes import CAN_DECIDE, KEY, MAX_MB, ONLY_FOR
from consult.calls.translating import Path, beside, texts_of_question, with_texts

K = QuestionKind
FEW = {"rows": 3}
LISTS = ("options", "rows", "scale")
MOST_COLUMNS = 20


class QuestionForm(FlaskForm):
    """One question of one kind; the page shows what its kind needs and no more."""

    label = TextAreaField(_l("Question"), validators=[InputRequired(REQUIRED), LINE], render_kw=FEW)
    said_label = TextAreaField(_l("Question"), validators=[LINE], render_kw=FEW)
    help = TextAreaField(_l("Help under the question"), validators=[PROSE], render_kw=FEW)
    said_help = TextAreaField(_l("Help under the question"), validators=[PROSE], render_kw=FEW)
    key = StringField(
        _l("Key"),
        description=_l(
            "The name of the question in exports and bundles; fixed once the call opens."
        ),
        validators=[
            Optional(),
            Regexp(KEY.pattern + r"\Z", message=_l("Use letters, digits, - and _.")),
        ],
    )
    required = BooleanField(_l("An answer is required"))
    options = TextAreaField(_l("Options, one on each line"), validators=[OPTIONS])
    said_options = TextAreaField(_l("Options, one on each line"), validators=[OPTIONS])
    rows = TextAreaField(_l("Rows to judge, one on each line"), validators=[OPTIONS])
    said_rows = TextAreaField(_l("Rows to judge, one on each line"), validators=[OPTIONS])
    scale = TextAreaField(_l("Points of the scale, one on each line"), validators=[OPTIONS])
    said_scale = TextAreaField(_l("Points of the scale, one on each line"), validators=[OPTIONS])
    other = BooleanField(_l("Offer “Other” with a free text"))
    max_choices = WholeField(_l("Choices at most"), validators=[Within(1, 1_000)])
    max_chars = WholeField(_l("Characters at most"), validators=[Within(1, 1_000_000)])
    max_words = WholeField(_l("Words at most"), validators=[Within(1, 100_000)])
    unit = StringField(_l("Unit"), validators=[Length(max=40)])
    said_unit = StringField(_l("Unit"), validators=[Length(max=40)])
    min = NumberField(_l("Lowest value"))
    max = NumberField(_l("Highest value"))
    accept = ExtensionsField(
        _l("Accepted types"), description=_l("For example: pdf, docx, xlsx. Empty: any.")
    )
    max_mb = NumberField(_l("Megabytes at most per file"), validators=[Within(0.1, MAX_MB)])
    item_label = StringField(_l("What one item is called"), validators=[Length(max=200)])
    said_item_label = StringField(_l("What one item is called"), validators=[Length(max=200)])
    max_items = WholeField(_l("Items at most"), validators=[Within(1, 1_000)])
    columns = FieldList(FormField(ColumnForm), max_entries=MOST_COLUMNS)
    decider = SelectField(_l("Ask it"))
    decider_text = TextAreaField(
        _l("Answers that lead to it, one on each line"), validators=[OPTIONS]
    )
    revision = HiddenField()

    deciders: Sequence[Question] = ()
    language = ""
    chosen: frozenset[str] = frozenset()

    @classmethod
    def showing(
        cls, question: Question, told: Questionnaire, language: str, *, before: str = ""
    ) -> QuestionForm:
        """The form of a question as it is; `before` is the first question that comes after it."""
        form = cls(data=_data(question, language))
        name_in(form, language)
        for one in form.columns:
            name_in(one.form, language)
        form.language = language
        form.deciders = _deciders(told, before or question.key)
        form.decider.choices = [
            SelectChoice("", _("in every case")),
            *(
                SelectChoice(one.key, _("depending on: %(label)s", label=one.label[:80]))
                for one in form.deciders
            ),
        ]
        if form.is_submitted():
            form.chosen = frozenset(request.form.getlist(f"when.{form.decider.data}"))
        elif question.show_if:
            form.chosen = frozenset(question.show_if.values)
        return form

    def more_columns(self) -> None:
        """Room for one column more."""
        if len(self.columns) < MOST_COLUMNS:
            name_in(self.columns.append_entry().form, self.language)

    @property
    def condition(self) -> ShowIf | None:
        """When it is asked."""
        key = self.decider.data
        decider = next((one for one in self.deciders if one.key == key), None)
        if decider is None:
            return None
        if decider.options:
            offered = [*(one.key for one in decider.options), *(["other"] * decider.other)]
            return ShowIf(decider.key, tuple(one for one in offered if one in self.chosen))
        lines = (self.decider_text.data or "").splitlines()
        return ShowIf(decider.key, tuple(line.strip() for line in lines if line.strip()))

    def question(self, held: Question, told: Questionnaire, language: str) -> Question:
        """What was typed, as a question of the kind of `held`; its key is kept or made."""
        label = line_of(self.label.data)
        key = (
            line_of(self.key.data) or held.key or key_from(label, told.by_key, otherwise="question")
        )
        typed = Question(
            key,
            held.kind,
            label,
            help=prose_of(self.help.data),
            required=bool(self.required.data),
            show_if=self.condition,
            **self._settings(held),
        )
        said = with_texts(
            held.translations, language, texts_of_question(typed), self._said(held, typed, language)
        )
        return replace(typed, translations=said)

    def _settings(self, held: Question) -> dict[str, Any]:
        own = set(ONLY_FOR[held.kind])
        given: dict[str, Any] = {
            name: options_in(self[name].data or "", getattr(held, name)) for name in LISTS
        }
        for name in ("max_choices", "max_chars", "max_words", "min", "max", "max_mb"):
            given[name] = self[name].data
        given |= {"unit": line_of(self.unit.data), "other": bool(self.other.data)}
        given |= {"accept": self.accept.data or (), "item_label": line_of(self.item_label.data)}
        if held.kind is K.REPEAT:
            return {
                "fields": self._columns(held),
                "max_items": self.max_items.data,
                "item_label": given["item_label"],
            }
        return {name: value for name, value in given.items() if name in own}

    def _columns(self, held: Question) -> tuple[Field, ...]:
        known = {one.key: one for one in held.fields}
        typed = [one.form for one in self.columns if line_of(one.form.label.data)]
        taken = {one.key.data for one in typed if one.key.data} | set(known)
        columns = []
        for one in typed:
            key = one.key.data if KEY.fullmatch(one.key.data or "") else ""
            key = key or key_from(line_of(one.label.data), taken, otherwise="column")
            taken.add(key)
            columns.append(one.column(key, known.get(key)))
        return tuple(columns)

    def _said(self, held: Question, typed: Question, language: str) -> dict[Path, str]:
        """Every text in the other language: as typed here, or as it was where not shown."""
        texts = texts_of_question(typed)
        given = {one.path: one.said for one in beside(texts, held.translations, language)}
        for name in ("label", "help", "unit", "item_label"):
            given[(name,)] = self[f"said_{name}"].data or ""
        for name in LISTS:
            offered: Sequence[Option] = getattr(typed, name)
            said = said_in(self[f"said_{name}"].data or "", offered)
            given |= {(name, one.key): said.get(one.key, "") for one in offered}
        labels = [one.form for one in self.columns if line_of(one.form.label.data)]
        for column, form in zip(typed.fields, labels, strict=bool(typed.fields)):
            given["fields", column.key, "label"] = form.said_label.data or ""
        return given


def _deciders(told: Questionnaire, before: str) -> list[Question]:
    """The questions that come earlier and may decide; all of them for a new one at the end."""
    found: list[Question] = []
    for one in told.asked:
        if one.key == before:
            break
        if one.kind in CAN_DECIDE:
            found.append(one)
    return found


def _data(question: Question, language: str) -> dict[str, Any]:
    said: Mapping[str, Any] = question.translations.get(language, {})
    data: dict[str, Any] = {name: getattr(question, name) for name in _PLAIN}
    data |= {f"said_{name}": said.get(name, "") for name in ("label", "help", "unit", "item_label")}
    for name in LISTS:
        data[name] = listed(getattr(question, name))
        data[f"said_{name}"] = said_of(getattr(question, name), said.get(name, {}))
    data["columns"] = [
        {
            "key": one.key,
            "label": one.label,
            "said_label": said.get("fields", {}).get(one.key, {}).get("label", ""),
            "kind": one.kind.value,
            "required": one.required,
            "options": listed(one.options),
            "unit": one.unit,
            "most": one.max_chars or one.max_words,
        }
        for one in question.fields
    ]
    data["decider"] = question.show_if.question if question.show_if else ""
    data["decider_text"] = "\n".join(question.show_if.values) if question.show_if else ""
    return data


_PLAIN = (
    *("label", "help", "key", "required", "other", "max_choices", "max_chars", "max_words"),
    *("unit", "min", "max", "accept", "max_mb", "item_label", "max_items"),
)
