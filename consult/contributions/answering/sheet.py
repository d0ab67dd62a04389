"""Drawing the questions of a form: each is drawn once, then filled with what was answered.

A template takes longer over twenty-four questions than the database over everything else. What
a question looks like depends on the call and on the language; a text, its mark and the line
about its consent are put into it afterwards, escaped.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import current_app
from flask_babel import get_locale
from markupsafe import Markup, escape

from consult.calls.questionnaire import QuestionKind, Questionnaire
from consult.contributions.texts.merging import Said

TEXT, MARK, HOLDS = (f"\ue000{name}\ue001" for name in ("text", "mark", "holds"))
"""Where a value goes; private characters, so that no sentence of ours holds them."""

TEXTS = frozenset({QuestionKind.SHORT_TEXT, QuestionKind.LONG_TEXT})
MOST_KEPT = 2_000
LONGEST_KEPT = 4_000

Draw = Callable[[Any, str], Markup]


def drawing_of(questionnaire: Questionnaire) -> Draw:
    """What draws a field, with the sentence that says when it is asked."""
    macros = current_app.jinja_env.get_template("contributions/_kinds.html").module
    kept: dict[Any, str] = questionnaire.derived.setdefault(("sheet", get_locale().language), {})

    def whole(field: Any, when: str) -> Markup:
        drawn: Markup = macros.question(field, when, caller=str)  # type: ignore[attr-defined]  # macros of a template
        return drawn

    def draw(field: Any, when: str) -> Markup:
        key = _state(field)
        if key is None:
            return whole(field, when)
        # Asked for once: another thread may clear what is kept at any moment.
        drawn = kept.get(key)
        if drawn is None:
            if len(kept) >= MOST_KEPT:
                kept.clear()
            drawn = kept[key] = whole(_stand_in(field), when)
        text = field.data if field.question.kind in TEXTS else ""
        html = drawn.replace(MARK, field.mark).replace(HOLDS, escape(field.holds))
        return Markup(html.replace(TEXT, escape(text)))  # noqa: S704 - what is put in is escaped

    return draw


def _state(field: Any) -> Any:
    """What a field looks like apart from its text; None when it is like no other."""
    if field.faults or field.choices or getattr(field, "files", ()):
        return None
    known = field.question.key, field.said.confidential, getattr(field, "extra", 0)
    if field.question.kind not in TEXTS:
        value = repr(field.data)
        return (*known, value) if len(value) <= LONGEST_KEPT else None
    if not field.data:
        return (*known, False)
    return (*known, True) if isinstance(field.data, str) else None


def _stand_in(field: Any) -> Any:
    """The same field, with signs in the places of what is its own."""
    stand_in = object.__new__(type(field))  # a field of WTForms does not let itself be copied
    vars(stand_in).update(vars(field))
    stand_in.mark, stand_in.holds = MARK, HOLDS
    if field.question.kind in TEXTS and field.data:
        stand_in.data, stand_in.said = TEXT, Said(TEXT, confidential=field.said.confidential)
    return stand_in
