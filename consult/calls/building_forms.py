"""What staff type about one section and one question, in two languages at once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from flask import request
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import BooleanField, FieldList, FormField, HiddenField, StringField, TextAreaField
from wtforms import Form as Subform
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # stubs are 3.2
from wtforms.validators import InputRequired, Length, Optional, Regexp

from consult.calls.building_fields import ExtensionsField, NumberField, WholeField, Within
from consult.calls.forms import IN_WORDS, REQUIRED, SelectField
from consult.calls.lines import listed, options_in, said_in, said_of
from consult.calls.naming import key_from
from consult.calls.questionnaire import (
    Field,
    Option,
    Question,
    QuestionKind,
    Questionnaire,
    Section,
    ShowIf,
)
from consult.calls.shapes import CAN_DECIDE, KEY, MAX_MB, NOT_IN_A_GROUP, ONLY_FOR
from consult.calls.translating import Path, beside, texts_of_question, texts_of_section, with_texts
from consult.calls.wording import KIND_WORDS

K = QuestionKind
LINE, PROSE, OPTIONS = Length(max=1_000), Length(max=20_000), Length(max=20_000)
FEW = {"rows": 3}
LISTS = ("options", "rows", "scale")
COLUMN_KINDS = tuple(kind for kind in K if kind not in NOT_IN_A_GROUP)
MOST_COLUMNS = 20


class SectionForm(FlaskForm):
    """A section: its title and the sentence that introduces it."""

    title = StringField(_l("Title"), validators=[InputRequired(REQUIRED), LINE])
    said_title = StringField(_l("Title"), validators=[LINE])
    intro = TextAreaField(_l("Introduction"), validators=[PROSE])
    said_intro = TextAreaField(_l("Introduction"), validators=[PROSE])
    revision = HiddenField()

    @classmethod
    def showing(cls, section: Section | None, language: str) -> SectionForm:
        """The form of a section, or an empty one; `language` is the other one."""
        shown = section or Section("", "")
        said = shown.translations.get(language, {})
        form = cls(
            data={
                "title": shown.title,
                "intro": shown.intro,
                "said_title": said.get("title", ""),
                "said_intro": said.get("intro", ""),
            }
        )
        name_in(form, language)
        return form

    def section(self, held: Section, language: str) -> Section:
        """What was typed."""
        typed = replace(held, title=_line(self.title.data), intro=_prose(self.intro.data))
        given: dict[Path, str] = {
            ("title",): self.said_title.data or "",
            ("intro",): self.said_intro.data or "",
        }
        said = with_texts(held.translations, language, texts_of_section(typed), given)
        return replace(typed, translations=said)


class ColumnForm(Subform):
    """One column of a repeated group; a line without a label is none."""

    key = HiddenField()
    label = StringField(_l("Column"), validators=[LINE])
    said_label = StringField(_l("Column"), validators=[LINE])
    kind = SelectField(_l("Kind"), choices=[])
    required = BooleanField(_l("Required"))
    options = TextAreaField(_l("Options, one on each line"), validators=[OPTIONS])
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
            label=_line(self.label.data),
            required=bool(self.required.data),
            options=options_in(self.options.data or "", before.options) if choosing else (),
            unit=_line(self.unit.data) if kind is K.NUMBER else "",
            max_chars=self.most.data if kind is K.SHORT_TEXT else None,
            max_words=self.most.data if kind is K.LONG_TEXT else None,
            min=before.min if kind is K.NUMBER else None,
            max=before.max if kind is K.NUMBER else None,
        )


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
        label = _line(self.label.data)
        key = _line(self.key.data) or held.key or key_from(label, told.by_key, otherwise="question")
        typed = Question(
            key,
            held.kind,
            label,
            help=_prose(self.help.data),
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
        given |= {"unit": _line(self.unit.data), "other": bool(self.other.data)}
        given |= {"accept": self.accept.data or (), "item_label": _line(self.item_label.data)}
        if held.kind is K.REPEAT:
            return {
                "fields": self._columns(held),
                "max_items": self.max_items.data,
                "item_label": given["item_label"],
            }
        return {name: value for name, value in given.items() if name in own}

    def _columns(self, held: Question) -> tuple[Field, ...]:
        known = {one.key: one for one in held.fields}
        typed = [one.form for one in self.columns if _line(one.form.label.data)]
        taken = {one.key.data for one in typed if one.key.data} | set(known)
        columns = []
        for one in typed:
            key = one.key.data if KEY.fullmatch(one.key.data or "") else ""
            key = key or key_from(_line(one.label.data), taken, otherwise="column")
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
        labels = [one.form for one in self.columns if _line(one.form.label.data)]
        for column, form in zip(typed.fields, labels, strict=bool(typed.fields)):
            given["fields", column.key, "label"] = form.said_label.data or ""
        return given


def name_in(form: Any, language: str) -> None:
    """Say of every second text which language it is in."""
    for one in form:
        if one.short_name.startswith("said_"):
            label = form[one.short_name.removeprefix("said_")].label.text
            one.label.text = _("%(label)s (%(language)s)", label=label, language=IN_WORDS[language])


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


def _line(text: str | None) -> str:
    return " ".join((text or "").split())


def _prose(text: str | None) -> str:
    return (text or "").replace("\r\n", "\n").strip()
