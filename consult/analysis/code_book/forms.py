"""What staff type about a theme."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from flask_wtf.file import FileField, FileRequired
from wtforms import BooleanField, HiddenField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # stubs are 3.2
from wtforms.validators import InputRequired, Length, ValidationError

from consult.analysis.code_book.editing import Facts, told
from consult.analysis.code_book.tree import below, branches
from consult.analysis.models import COLOURS, Theme
from consult.calls.forms import REQUIRED, SelectField
from consult.calls.models import Question

MOST = {"label": 200, "claim": 500, "description": 2_000}
ASKED = "?"
"""Stands for no list yet; that of all questions has an empty key."""

INDENT = "\u00a0\u00a0\u00a0"


class ThemeForm(FlaskForm):
    """A theme: its title, what it covers, what one can be for or against."""

    label = StringField(
        _l("Title"), validators=[InputRequired(REQUIRED), Length(max=MOST["label"])]
    )
    description = TextAreaField(
        _l("Definition"),
        description=_l("One line: what belongs to it, what does not."),
        validators=[Length(max=MOST["description"])],
        render_kw={"rows": 2},
    )
    claim = StringField(
        _l("Claim"),
        description=_l(
            "A sentence that one can be for or against; none if there is nothing to decide."
        ),
        validators=[Length(max=MOST["claim"])],
    )
    question = SelectField(_l("Of which question"))
    parent = SelectField(_l("Under the theme"))
    seen = HiddenField()

    colour = 1

    @classmethod
    def adding(cls, questions: Iterable[Question], chosen: str | None, colour: int) -> ThemeForm:
        """The form of a theme that is not there yet; without a list to come from, it asks."""
        form = cls(data={"question": ASKED if chosen is None else chosen})
        asking = [SelectChoice(ASKED, _("Choose a question"))] if chosen is None else []
        form.question.choices = asking + scopes(questions)
        form.parent.choices = [SelectChoice("", _("no theme"))]
        form.colour = colour
        return form

    @classmethod
    def showing(cls, theme: Theme, themes: Sequence[Theme]) -> ThemeForm:
        """The form of a theme as it is."""
        form = cls(
            data={
                "label": theme.label,
                "claim": theme.claim,
                "description": theme.description,
                "parent": str(theme.parent_id or ""),
                "seen": told(theme),
            }
        )
        del form.question
        form.parent.choices = [SelectChoice("", _("no theme")), *_above(theme, themes)]
        form.colour = theme.colour
        return form

    def validate_question(self, field: SelectField) -> None:
        """A list must be chosen: that of all questions is one among others."""
        if field.data == ASKED:
            raise ValidationError(_("Choose a question, or all of them."))

    def facts(self, colour: str) -> Facts:
        """What was typed; blanks around the words are left out."""
        number = int(colour) if colour.isdecimal() and len(colour) < 3 else 0
        return Facts(
            label=_line(self.label.data),
            claim=_line(self.claim.data),
            description=(self.description.data or "").strip(),
            colour=number if 1 <= number <= COLOURS else None,
            parent=int(self.parent.data) if self.parent.data else None,
        )


class SplitForm(FlaskForm):
    """The theme that is taken out of another one."""

    label = StringField(
        _l("Title of the new theme"),
        validators=[InputRequired(REQUIRED), Length(max=MOST["label"])],
    )
    description = StringField(_l("Definition"), validators=[Length(max=MOST["description"])])
    claim = StringField(
        _l("Claim"),
        description=_l("Positions go along with the passages if the new theme has a claim."),
        validators=[Length(max=MOST["claim"])],
    )
    seen = HiddenField()

    def facts(self) -> Facts:
        """What was typed."""
        return Facts(
            _line(self.label.data), _line(self.claim.data), (self.description.data or "").strip()
        )


class MergeForm(FlaskForm):
    """The theme into which another one goes."""

    into = SelectField(_l("Into"))
    stances = BooleanField(_l("Positions hold for the claim of the theme that stays too"))
    seen = HiddenField()


class UploadForm(FlaskForm):
    """A file of themes and codings."""

    file = FileField(
        _l("File"),
        description=_l("themes.yaml, a CSV exported here, or a .qdpx project"),
        validators=[FileRequired(_l("Choose a file."))],
    )


def scopes(questions: Iterable[Question]) -> list[SelectChoice]:
    """The lists that a theme may be in."""
    return [
        *(SelectChoice(one.key, one.label[:100]) for one in questions),
        SelectChoice("", _("All questions")),
    ]


def targets(
    theme: Theme, themes: Sequence[Theme], words: dict[int | None, str]
) -> list[SelectChoice]:
    """The themes into which a theme may go: those of its list first."""
    near = [one for one in themes if one.question_id == theme.question_id and one is not theme]
    far = [one for one in themes if one.question_id != theme.question_id]
    return [SelectChoice("", _("Choose a theme")), *_told(near)] + [
        SelectChoice(str(one.id), f"{one.label} ({words[one.question_id][:60]})") for one in far
    ]


def _above(theme: Theme, themes: Sequence[Theme]) -> list[SelectChoice]:
    inside = below(themes, theme.id)
    like = [one for one in themes if one.question_id == theme.question_id]
    return _told([one for one in like if one.id not in inside])


def _told(themes: Sequence[Theme]) -> list[SelectChoice]:
    known = {one.id: one for one in themes}
    return [
        SelectChoice(str(one.id), INDENT * one.depth + known[one.id].label)
        for one in branches(themes)
    ]


def _line(text: str | None) -> str:
    return " ".join((text or "").split())
