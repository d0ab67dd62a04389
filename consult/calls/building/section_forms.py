"""What staff type about one section, in two languages at once."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import HiddenField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length

from consult.calls.forms import IN_WORDS, REQUIRED
from consult.calls.questionnaire import Section
from consult.calls.translating import Path, texts_of_section, with_texts

LINE, PROSE = Length(max=1_000), Length(max=20_000)


class SectionForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF has no types
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
        typed = replace(held, title=line_of(self.title.data), intro=prose_of(self.intro.data))
        given: dict[Path, str] = {
            ("title",): self.said_title.data or "",
            ("intro",): self.said_intro.data or "",
        }
        said = with_texts(held.translations, language, texts_of_section(typed), given)
        return replace(typed, translations=said)


def name_in(form: Any, language: str) -> None:
    """Say of every second text which language it is in."""
    for one in form:
        if one.short_name.startswith("said_"):
            label = form[one.short_name.removeprefix("said_")].label.text
            one.label.text = _("%(label)s (%(language)s)", label=label, language=IN_WORDS[language])


def line_of(text: str | None) -> str:
    """What was typed on one line."""
    return " ".join((text or "").split())


def prose_of(text: str | None) -> str:
    """What was typed, which may have paragraphs."""
    return (text or "").replace("\r\n", "\n").strip()
