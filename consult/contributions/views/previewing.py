"""The form as an agency will see it, drawn for staff while they build it; keeps nothing."""

from __future__ import annotations

from dataclasses import replace

from flask import make_response, render_template, request
from flask.typing import ResponseReturnValue

from config import LOCALES
from consult import db
from consult.accounts.guards import staff
from consult.accounts.models import Role
from consult.calls import queries
from consult.calls.building.forms import QuestionForm
from consult.calls.models import Call
from consult.calls.questionnaire import Question, QuestionKind, Questionnaire, Section
from consult.contributions.answering import drawing
from consult.contributions.views.shell import pages
from consult.web.headers import framed_by_ourselves

HERE = "/staff/calls/<slug>/questionnaire/preview"


@pages.get(HERE)
@staff(Role.READER)
def preview(slug: str) -> ResponseReturnValue:
    """The whole form, or one question of it."""
    call = queries.call_with_questions(db.session(), slug)
    asked = call.questionnaire.asked
    if (key := request.args.get("question")) is not None:
        asked = _alone(asked.by_key.get(key))
    return _page(call, asked, whole=key is None)


@pages.post(HERE)
@staff(Role.MANAGER)
def preview_typed(slug: str) -> ResponseReturnValue:
    """The question as it is typed at this moment."""
    call = queries.call_with_questions(db.session(), slug)
    told = call.questionnaire
    language = next(one for one in LOCALES if one != call.language)
    key = request.args.get("key", "")
    held = told.by_key.get(key) or Question("", QuestionKind.SHORT_TEXT, "")
    kind = request.form.get("kind")
    if kind in set(QuestionKind):
        held = replace(held, kind=QuestionKind(kind))
    form = QuestionForm.showing(held, told, language)
    form.validate()
    typed = replace(form.question(held, told, language), show_if=None)
    return _page(call, _alone(typed), whole=False)


def _alone(question: Question | None) -> Questionnaire:
    questions = (replace(question, show_if=None),) if question else ()
    return Questionnaire((Section("preview", "", "", questions),))


def _page(call: Call, asked: Questionnaire, *, whole: bool) -> ResponseReturnValue:
    page = render_template(
        "contributions/preview.html", call=call, **drawing.previewed(asked, whole=whole)
    )
    return framed_by_ourselves(make_response(page))
