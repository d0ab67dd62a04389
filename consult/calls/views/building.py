"""The questionnaire, read and worded."""

from __future__ import annotations

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from consult import clock, db
from consult.accounts.guards import current_user, staff
from consult.accounts.models import Role
from consult.calls import queries, service
from consult.calls.forms import WordingForm
from consult.calls.views.shell import pages


@pages.get("/staff/calls/<slug>/questionnaire")
@staff(Role.READER)
def questionnaire(slug: str) -> ResponseReturnValue:
    """The questions as the agencies will read them."""
    call = queries.call_with_questions(db.session(), slug)
    return render_template("calls/questionnaire.html", call=call, questionnaire=call.questionnaire)


@pages.route("/staff/calls/<slug>/questionnaire/<key>", methods=["GET", "POST"])
@staff(Role.MANAGER)
def reword(slug: str, key: str) -> ResponseReturnValue:
    """Word one question better, before the call opens."""
    call = queries.call_by_slug(db.session(), slug)
    question = queries.question(db.session(), call, key)
    form = WordingForm(obj=question)
    if not form.validate_on_submit():
        status = 422 if form.is_submitted() else 200
        return render_template("calls/reword.html", call=call, question=question, form=form), status
    service.reword(
        db.session(),
        call=call,
        question=question,
        label=(form.label.data or "").strip(),
        help=(form.help.data or "").strip(),
        actor=current_user().email,
        at=clock.now(),
    )
    db.session().commit()
    return redirect(url_for("calls.questionnaire", slug=slug, _anchor=f"question-{key}"))
