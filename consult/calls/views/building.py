"""The questionnaire as a whole: read, taken back, done again, looked over."""

from __future__ import annotations

from flask import flash, render_template
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from consult import clock, db
from consult.accounts.guards import current_user, staff
from consult.accounts.models import Role
from consult.calls import queries
from consult.calls.building import rewriting
from consult.calls.building.altering import effects
from consult.calls.building.keeping import heard
from consult.calls.models import QuestionnaireEdit
from consult.calls.respondents import respondents
from consult.calls.soundness import CannotBuild
from consult.calls.views import acting
from consult.calls.views.shell import pages
from consult.calls.wording import KIND_WORDS, act_words, why_words
from consult.errors import StaleRevision


@pages.get("/staff/calls/<slug>/questionnaire")
@staff(Role.READER)
def questionnaire(slug: str) -> ResponseReturnValue:
    """The sections and the questions in their order, with what may be done to each."""
    session = db.session()
    call = queries.call_with_questions(session, slug)
    return render_template(
        "calls/questionnaire.html",
        call=call,
        questionnaire=call.questionnaire,
        kinds=KIND_WORDS,
        undo=_words(rewriting.to_undo(session, call)),
        redo=_words(rewriting.to_redo(session, call)),
    )


@pages.get("/staff/calls/<slug>/questionnaire/history")
@staff(Role.READER)
def edits(slug: str) -> ResponseReturnValue:
    """Who changed what, newest first."""
    session = db.session()
    call = queries.call_by_slug(session, slug)
    found = [(edit, _words(edit)) for edit in rewriting.history(session, call)]
    return render_template("calls/edits.html", call=call, edits=found)


@pages.post("/staff/calls/<slug>/questionnaire/undo")
@staff(Role.MANAGER)
def undo(slug: str) -> ResponseReturnValue:
    """Take the last act back."""
    return _turned(slug, back=True)


@pages.post("/staff/calls/<slug>/questionnaire/redo")
@staff(Role.MANAGER)
def redo(slug: str) -> ResponseReturnValue:
    """Do again what was taken back."""
    return _turned(slug, back=False)


def _turned(slug: str, *, back: bool) -> ResponseReturnValue:
    at = clock.now()
    session = db.session()
    call = queries.call_with_questions(session, slug)
    edit = rewriting.to_undo(session, call) if back else rewriting.to_redo(session, call)
    if edit is None:
        flash(_("There is nothing left to undo or to do again."), "info")
        return acting.to(call)
    what = _said(edit, back=back)
    wanted = heard(edit.before if back else edit.after)
    found = effects(call.questionnaire, wanted) if call.launched_at is not None else []
    if found and not acting.confirmed():
        return acting.confirmation(call, found, what)
    turn = rewriting.undo if back else rewriting.redo
    try:
        turn(
            session,
            call=call,
            expected_revision=acting.revision(),
            actor=current_user().email,
            at=at,
        )
    except StaleRevision:
        session.rollback()
        flash(acting.faster(call), "warn")
        return acting.to(call)
    except CannotBuild as why:
        session.rollback()
        flash(why_words(why, call.questionnaire), "error")
        return acting.to(call)
    told = respondents().tell(session, call=call, changes=found, at=at) if found else 0
    session.commit()
    flash(acting.said(what, told))
    return acting.to(call)


def _said(edit: QuestionnaireEdit, *, back: bool) -> str:
    what = act_words(edit.act, edit.subject)
    return _("undone: %(what)s", what=what) if back else what


def _words(edit: QuestionnaireEdit | None) -> str:
    return act_words(edit.act, edit.subject) if edit else ""
