"""Questions: added, asked otherwise, moved, copied, removed."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

from flask import render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from config import LOCALES
from consult import db
from consult.accounts.guards import staff
from consult.accounts.models import Role
from consult.calls import queries
from consult.calls.building import acts as building
from consult.calls.building.forms import QuestionForm
from consult.calls.forms import IN_WORDS
from consult.calls.models import Act, Call
from consult.calls.questionnaire import Question, QuestionKind, Questionnaire
from consult.calls.shapes import ONLY_FOR
from consult.calls.soundness import CannotBuild
from consult.calls.views import acting
from consult.calls.views.parts import STEPS
from consult.calls.views.shell import pages
from consult.calls.wording import KIND_WORDS, named, why_words
from consult.errors import NotFound, StaleRevision

HERE = "/staff/calls/<slug>/questionnaire/questions"


@pages.route("/staff/calls/<slug>/questionnaire/add-question", methods=["GET", "POST"])
@staff(Role.MANAGER)
def add_question(slug: str) -> ResponseReturnValue:
    """A question more in a section, at its end."""
    call = queries.call_with_questions(db.session(), slug)
    section = request.args.get("section", "")
    try:
        building.section_of(call.questionnaire, section)
    except CannotBuild as gone:
        raise NotFound(f"section {section}") from gone
    blank = Question("", _kind(QuestionKind.SHORT_TEXT), "")
    return _question(call, blank, section=section)


@pages.route(f"{HERE}/<key>", methods=["GET", "POST"])
@staff(Role.MANAGER)
def question(slug: str, key: str) -> ResponseReturnValue:
    """One question: its words in both languages, what it offers, when it is asked."""
    call = queries.call_with_questions(db.session(), slug)
    try:
        held = building.question_of(call.questionnaire, key)
    except CannotBuild as gone:
        raise NotFound(f"question {key}") from gone
    return _question(call, replace(held, kind=_kind(held.kind)))


@pages.post(f"{HERE}/<key>/move")
@staff(Role.MANAGER)
def move_question(slug: str, key: str) -> ResponseReturnValue:
    """One place up or down, or where it was dropped."""
    if (by := STEPS.get(request.form.get("step", ""))) is not None:
        wanted = partial(building.stepped, key=key, by=by)
    else:
        wanted = partial(
            building.moved,
            key=key,
            section=request.form.get("section", ""),
            before=request.form.get("before", ""),
        )
    return acting.pressed(
        slug,
        act=Act.MOVE,
        wanted=wanted,
        subject=partial(named, key=key),
        anchor=f"question-{key}",
    )


@pages.post(f"{HERE}/<key>/copy")
@staff(Role.MANAGER)
def copy_question(slug: str, key: str) -> ResponseReturnValue:
    """A copy right after it."""

    def copied(told: Questionnaire) -> Questionnaire:
        return building.duplicated(told, key, _("%(title)s (copy)", title=named(told, key)))

    return acting.pressed(
        slug,
        act=Act.COPY,
        wanted=copied,
        subject=partial(named, key=key),
        anchor=f"question-{key}",
    )


@pages.post(f"{HERE}/<key>/remove")
@staff(Role.MANAGER)
def remove_question(slug: str, key: str) -> ResponseReturnValue:
    """The question is no longer asked."""
    return acting.pressed(
        slug,
        act=Act.REMOVE,
        wanted=partial(building.removed, key=key),
        subject=partial(named, key=key),
    )


def _kind(otherwise: QuestionKind) -> QuestionKind:
    """The kind that the page was asked for, before or beside what is typed."""
    asked = request.form.get("kind") or request.args.get("kind")
    return QuestionKind(asked) if asked in set(QuestionKind) else otherwise


def _question(call: Call, held: Question, *, section: str = "") -> ResponseReturnValue:
    language = next(one for one in LOCALES if one != call.language)
    told = call.questionnaire
    form = QuestionForm.showing(held, told, language, before=_after(told, section))
    newer = ""
    redrawn = "redraw" in request.form
    if form.is_submitted() and redrawn:
        form.more_columns()
    elif form.validate_on_submit():
        try:
            return _saved(call, form.question(held, told, language), held, section)
        except CannotBuild as why:
            form.label.errors = [why_words(why, told)]
        except StaleRevision:
            db.session().rollback()
            newer = acting.faster(call)
            call = queries.call_with_questions(db.session(), call.slug)
    page = render_template(
        "calls/question.html",
        call=call,
        questionnaire=call.questionnaire,
        form=form,
        held=held,
        now=call.questionnaire.by_key.get(held.key) if newer else None,
        newer=newer,
        section=section,
        language=language,
        in_words=IN_WORDS,
        kinds=KIND_WORDS,
        own=ONLY_FOR[held.kind],
        revision=call.questionnaire_revision,
    )
    return page, 409 if newer else 422 if form.is_submitted() and not redrawn else 200


def _after(told: Questionnaire, section: str) -> str:
    """The question that a new one at the end of a section comes before."""
    if not section:
        return ""
    homes = [one.key for one in told.sections]
    later = told.sections[homes.index(section) + 1 :]
    return next((one.key for home in later for one in home.questions if not one.retired), "")


def _saved(call: Call, typed: Question, held: Question, section: str) -> ResponseReturnValue:
    told = call.questionnaire
    if not held.key:
        return acting.done(
            call,
            building.added(told, section, typed),
            act=Act.ADD,
            subject=typed.label,
            anchor=f"question-{typed.key}",
        )
    if call.launched_at is not None:
        typed = replace(typed, key=held.key)
    return acting.done(
        call,
        building.replaced(told, held.key, typed),
        act=Act.EDIT,
        subject=typed.label,
        anchor=f"question-{typed.key}",
    )
