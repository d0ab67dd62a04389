"""Coding on the screen: one answer at a time, by selected words or by sentences."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import flash, redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from consult import clock, db
from consult.accounts.guards import current_user, staff
from consult.accounts.models import Role
from consult.analysis.coding import journal
from consult.analysis.coding import service as coding
from consult.analysis.coding.coded import answer_of
from consult.analysis.coding.desk import choices
from consult.analysis.coding.spots import CannotCode, Why
from consult.analysis.coding.words import done
from consult.analysis.views.coding_parts import (
    Done,
    back,
    coded,
    drawn,
    entry_of,
    number,
    spans,
    spot,
    stance,
    text,
    wants_fragment,
    written,
)
from consult.analysis.views.shell import pages
from consult.calls import queries as calls
from consult.errors import NotFound

ANSWER = "<int:contribution>/<int:question>"


@pages.get(f"/staff/calls/<slug>/reading/answers/{ANSWER}")
@staff(Role.READER)
def answer_fragment(slug: str, contribution: int, question: int) -> ResponseReturnValue:
    """One answer with its codings as they are now, for a page that is open."""
    call = calls.call_with_questions(db.session(), slug)
    return drawn(call, contribution, question)


@pages.get(f"/staff/calls/<slug>/coding/answers/{ANSWER}")
@staff(Role.MANAGER)
def sentences(slug: str, contribution: int, question: int) -> ResponseReturnValue:
    """The sentences of one answer to tick, for a keyboard or without JavaScript."""
    session = db.session()
    call = calls.call_with_questions(session, slug)
    entry = entry_of(session, call, contribution, question)
    page = "_sentences" if wants_fragment() else "sentences"
    return render_template(
        f"analysis/{page}.html",
        call=call,
        entry=entry,
        asked=call.questionnaire.by_key[entry.question],
        themes=choices(session, call)[question],
    )


@pages.get("/staff/calls/<slug>/coding/palette/<int:question>")
@staff(Role.MANAGER)
def palette(slug: str, question: int) -> ResponseReturnValue:
    """The themes that passages of a question may be put under, to choose from while reading."""
    session = db.session()
    call = calls.call_with_questions(session, slug)
    offered = choices(session, call).get(question)
    if offered is None:
        raise NotFound(f"question {question}")
    return render_template("analysis/_palette.html", call=call, themes=offered)


@pages.post(f"/staff/calls/<slug>/coding/answers/{ANSWER}")
@staff(Role.MANAGER)
def code(slug: str, contribution: int, question: int) -> ResponseReturnValue:
    """Put the words chosen under a theme, which may be a new one."""
    at = clock.now()
    session = db.session()
    call = calls.call_with_questions(session, slug)
    where = spot(contribution, question)
    theme = number("theme") or text("new_theme").strip()

    def write() -> Done:
        made = coding.code(
            session,
            call=call,
            user=current_user(),
            spot=where,
            spans=spans(),
            theme=theme or 0,
            stance=stance("stance"),
            comment=text("comment").strip(),
            at=at,
        )
        return coded(made[0])

    return written(call, contribution, question, write)


@pages.post("/staff/calls/<slug>/coding/<int:number>")
@staff(Role.MANAGER)
def change_coding(slug: str, number: int) -> ResponseReturnValue:
    """Say more of a coding, say it too, or take it away."""
    at = clock.now()
    session = db.session()
    call = calls.call_with_questions(session, slug)
    pair = answer_of(session, call, coding=number)
    given: dict[str, Any] = {"call": call, "user": current_user(), "coding": number, "at": at}

    def write() -> Done:
        if request.form.get("act") == "remove":
            coding.uncode(session, **given)
            return Done(done("uncoded"))
        if request.form.get("act") == "agree":
            return coded(coding.agree(session, **given))
        told: dict[str, Any] = {}
        if "stance" in request.form:
            told["stance"] = (stance("stance_before"), stance("stance"))
        if "comment" in request.form:
            told["comment"] = (text("comment_before"), text("comment").strip())
        coding.amend(session, **given, **told)
        return Done(done("amended"))

    return written(call, *pair, write)


@pages.post("/staff/calls/<slug>/coding/excerpts/<int:number>")
@staff(Role.MANAGER)
def settle(slug: str, number: int) -> ResponseReturnValue:
    """Say where a passage of an earlier version is meant now, or give it up."""
    at = clock.now()
    session = db.session()
    call = calls.call_with_questions(session, slug)
    pair = answer_of(session, call, excerpt=number)
    given: dict[str, Any] = {"call": call, "user": current_user(), "excerpt": number, "at": at}

    def write() -> Done:
        if request.form.get("act") == "drop":
            coding.drop(session, **given)
            return Done(done("dropped"))
        chosen = spans()
        if len(chosen) != 1:
            raise CannotCode(Why.EMPTY)
        coding.confirm(session, **given, spot=spot(*pair), span=chosen[0])
        return Done(done("placed"))

    return written(call, *pair, write)


@pages.post(f"/staff/calls/<slug>/coding/answers/{ANSWER}/moved")
@staff(Role.MANAGER)
def follow_moved(slug: str, contribution: int, question: int) -> ResponseReturnValue:
    """Follow every passage of the answer whose words only stand elsewhere."""
    at = clock.now()
    session = db.session()
    call = calls.call_with_questions(session, slug)

    def write() -> Done:
        pair = {"contribution": contribution, "question": question}
        coding.confirm_moved(session, call=call, user=current_user(), **pair, at=at)
        return Done(done("placed"))

    return written(call, contribution, question, write)


@pages.post("/staff/calls/<slug>/coding/undo")
@staff(Role.MANAGER)
def undo(slug: str) -> ResponseReturnValue:
    """Take back the last thing this person did to themes or codings."""
    return _turned(slug, journal.undo)


@pages.post("/staff/calls/<slug>/coding/redo")
@staff(Role.MANAGER)
def redo(slug: str) -> ResponseReturnValue:
    """Do again what this person took back."""
    return _turned(slug, journal.redo)


def _turned(slug: str, turn: Callable[..., Any]) -> ResponseReturnValue:
    session = db.session()
    call = calls.call_by_slug(session, slug)
    undoing, status = turn is journal.undo, 409
    answers: list[Any] = []
    try:
        act = turn(session, call=call, user=current_user(), at=clock.now())
    except journal.NothingToUndo:
        said = _("There is nothing left to undo or to do again.")
    except journal.ChangedSince:
        said = _("Somebody built on it since: it was left as it is.")
    else:
        session.commit()
        said = done("undone" if undoing else "redone", act.about.get("theme", ""))
        answers, status = list(act.about.get("answers", [])), 200
    if wants_fragment():
        return {"said": said, "answers": answers}, status
    flash(said, "success" if status == 200 else "warn")
    return redirect(back(call))
