"""Joining, dividing, moving and taking away themes, each after saying what would go."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from consult import db
from consult.accounts.guards import staff
from consult.accounts.models import Role
from consult.analysis.code_book import editing as code_book
from consult.analysis.code_book import shaping as code_shaping
from consult.analysis.code_book import sheets as code_sheets
from consult.analysis.code_book.editing import CannotShape
from consult.analysis.code_book.forms import MergeForm, SplitForm, targets
from consult.analysis.code_book.shaping import holding
from consult.analysis.code_book.words import letter, refusal_words
from consult.analysis.coding.words import STANCE_WORDS
from consult.analysis.models import Theme
from consult.analysis.views.code_book import by, shaped, theme_in
from consult.analysis.views.shell import pages
from consult.calls import queries as calls
from consult.calls.models import Call

HERE = "/staff/calls/<slug>/themes/<int:theme_id>"


@pages.route(f"{HERE}/merge", methods=["GET", "POST"])
@staff(Role.MANAGER)
def merge_theme(slug: str, theme_id: int) -> ResponseReturnValue:
    """Everything of a theme goes into another: first which, then what it does, then it is done."""
    session = db.session()
    call = calls.call_with_questions(session, slug)
    held = theme_in(call, theme_id)
    form = MergeForm(formdata=request.form if request.method == "POST" else request.args)
    themes = code_book.themes_of(session, call)
    form.into.choices = targets(held, themes, _lists(call))
    into = next((one for one in themes if str(one.id) == form.into.data and one is not held), None)
    if request.method != "POST" or into is None or not form.validate():
        return _merging(call, form, held, into)

    def again(why: CannotShape) -> ResponseReturnValue:
        return _merging(call, form, theme_in(call, theme_id), theme_in(call, into.id), why), 409

    return shaped(
        call,
        lambda: code_shaping.merge(
            session,
            by=by(call),
            theme=theme_id,
            into=into.id,
            seen=form.seen.data or "",
            stances=bool(form.stances.data),
        ),
        again,
    )


@pages.route(f"{HERE}/split", methods=["GET", "POST"])
@staff(Role.MANAGER)
def split_theme(slug: str, theme_id: int) -> ResponseReturnValue:
    """Some passages of a theme make one of their own."""
    session = db.session()
    call = calls.call_with_questions(session, slug)
    held = theme_in(call, theme_id)
    form = SplitForm(data={"claim": held.claim})
    ticked = request.form.getlist("excerpt")
    chosen = {int(one) for one in ticked if one.isdecimal() and len(one) < 20}
    if not form.validate_on_submit():
        return _splitting(call, form, held, chosen), 422 if form.is_submitted() else 200
    return shaped(
        call,
        lambda: code_shaping.split(
            session,
            by=by(call),
            theme=theme_id,
            facts=form.facts(),
            excerpts=chosen,
            seen=form.seen.data or "",
        ),
        lambda why: (_splitting(call, form, theme_in(call, theme_id), chosen, why), 409),
    )


@pages.post(f"{HERE}/list")
@staff(Role.MANAGER)
def bind_theme(slug: str, theme_id: int) -> ResponseReturnValue:
    """The theme becomes one of another question, or of every question."""
    session = db.session()
    call = calls.call_with_questions(session, slug)
    held = theme_in(call, theme_id)
    question = code_shaping.question_of(session, call, request.form.get("question", ""))

    def write() -> Theme:
        if held.question_id != (question.id if question else None):
            code_shaping.bind(
                session, by=by(call), theme=theme_id, question=question, seen=holding(session, held)
            )
        return held

    def again(why: CannotShape) -> ResponseReturnValue:
        flash(refusal_words(why), "error")
        return redirect(url_for("analysis.theme", slug=slug, theme_id=theme_id))

    return shaped(call, write, again)


@pages.route(f"{HERE}/remove", methods=["GET", "POST"])
@staff(Role.MANAGER)
def remove_theme(slug: str, theme_id: int) -> ResponseReturnValue:
    """What would go with a theme; then it goes, until it is undone."""
    session = db.session()
    call = calls.call_with_questions(session, slug)
    held = theme_in(call, theme_id)
    if request.method != "POST":
        return _removing(call, held)

    def write() -> None:
        seen = request.form.get("seen", "")
        code_shaping.remove(session, by=by(call), theme=theme_id, seen=seen)

    return shaped(call, write, lambda why: (_removing(call, theme_in(call, theme_id), why), 409))


def _merging(
    call: Call, form: MergeForm, held: Theme, into: Theme | None, why: CannotShape | None = None
) -> str:
    if into is not None:
        form.seen.data = holding(db.session(), held, into)
    return _page("merge", call, held, why, form=form, into=into)


def _splitting(
    call: Call,
    form: SplitForm,
    held: Theme,
    chosen: Collection[int],
    why: CannotShape | None = None,
) -> str:
    form.seen.data = holding(db.session(), held)
    return _page("split", call, held, why, form=form, chosen=chosen)


def _removing(call: Call, held: Theme, why: CannotShape | None = None) -> str:
    return _page("remove", call, held, why, seen=holding(db.session(), held))


def _page(name: str, call: Call, held: Theme, why: CannotShape | None, **told: Any) -> str:
    session = db.session()
    said = code_sheets.passages_under(session, call, held)
    return render_template(
        f"analysis/code_book_{name}.html",
        call=call,
        held=held,
        said=said,
        agencies=len({one.agency for one in said}),
        naming=code_sheets.naming(session, call, held),
        refused=refusal_words(why) if why else "",
        stances=STANCE_WORDS,
        letter=letter,
        **told,
    )


def _lists(call: Call) -> dict[int | None, str]:
    asked = (one for section in call.sections for one in section.questions)
    return {None: str(_("All questions")), **{one.id: one.label for one in asked}}
