"""Whose answers are to read, and how far everybody is."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from consult import clock, db
from consult.accounts.guards import current_user, staff
from consult.accounts.models import Role
from consult.analysis.coding import desk as coding_desk
from consult.analysis.reading import counts as reading_counts
from consult.analysis.reading import desk, marking, noted
from consult.analysis.reading import lines as reading
from consult.analysis.reading.filters import Criteria
from consult.analysis.sent import everything_sent
from consult.analysis.views.drawing import around, back
from consult.analysis.views.marking import ANSWER, answer_line, marked
from consult.analysis.views.reading import narrowed
from consult.analysis.views.shell import pages
from consult.calls import queries as calls
from consult.calls.models import Call


@pages.get("/staff/calls/<slug>/reading/readers")
@staff(Role.READER)
def reading_shares(slug: str) -> ResponseReturnValue:
    """Who has which answers to read, and how many of them they have read."""
    session = db.session()
    call = calls.call_with_questions(session, slug)
    sent = everything_sent(session, call)
    listed = desk.parts(call, reading_counts.shelves(session, call, sent, current_user()))
    return render_template(
        "analysis/reading_shares.html",
        call=call,
        rows=desk.shares(reading_counts.progress(session, call, sent)),
        questions=desk.in_order(listed),
        answers=sum(one.shelf.answers for part in listed for one in part.listed if one.open),
        around=around(call),
    )


@pages.post("/staff/calls/<slug>/reading/readers")
@staff(Role.MANAGER)
def share_all(slug: str) -> ResponseReturnValue:
    """Give what is to be read in the whole call to readers, evenly."""
    at = clock.now()
    call = calls.call_with_questions(db.session(), slug)
    pairs = reading_counts.answers_to(
        db.session(),
        call,
        [one for one in desk.every_question(call) if one.kind in desk.OPEN],
        everything_sent(db.session(), call),
        nobodys="free" in request.form,
    )
    return _given(call, pairs, at, url_for("analysis.reading_shares", slug=slug))


@pages.post("/staff/calls/<slug>/reading/given")
@staff(Role.MANAGER)
def share_answers(slug: str) -> ResponseReturnValue:
    """Give the answers that a page of the desk shows to one reader or to several, or to nobody."""
    at = clock.now()
    session = db.session()
    call = calls.call_with_questions(session, slug)
    pairs = _shown(call)
    if request.form.get("act") != "free":
        return _given(call, pairs, at, back(call))
    marking.take_back(session, call=call, pairs=pairs, at=at)
    session.commit()
    flash(_("These answers are nobody's to read any more."), "success")
    return redirect(back(call), 303)


@pages.post(f"/staff/calls/<slug>/reading/given/{ANSWER}")
@staff(Role.MANAGER)
def share_one(slug: str, contribution: int, question: int) -> ResponseReturnValue:
    """Give one answer to somebody, or to nobody."""
    at = clock.now()
    session = db.session()
    call = calls.call_with_questions(session, slug)
    pair = answer_line(call, contribution, question).pair
    readers = noted.readers(session, request.form.getlist("reader"))
    if readers:
        marking.assign(session, call=call, pairs=[pair], readers=readers, by=current_user(), at=at)
    elif not any(request.form.getlist("reader")):
        marking.take_back(session, call=call, pairs=[pair], at=at)
    session.commit()
    return marked(call, contribution, question)


def _shown(call: Call) -> list[marking.Pair]:
    """The answers of the page that the address names: of an agency, or to a question, narrowed."""
    session, me = db.session(), current_user()
    sent = everything_sent(session, call)
    if acronym := request.args.get("agency", ""):
        found = reading.lines_of_agencies(session, call, [acronym], sent, reader=me)
        return [line.pair for line in found.get(acronym, {}).values()]
    question = reading.question_of(call, request.args.get("question", ""))
    criteria = Criteria.read(request.args.to_dict(flat=False), call.questionnaire)
    pile = narrowed(call, question, sent, criteria)
    return [(one.contribution, question.id) for one in pile.kept(criteria, reader=me)]


def _given(
    call: Call, pairs: Iterable[marking.Pair], at: datetime, where: str
) -> ResponseReturnValue:
    session, wanted = db.session(), list(pairs)
    readers = noted.readers(session, request.form.getlist("reader"))
    if not readers:
        flash(_("Choose who is to read these answers."), "error")
        return redirect(where, 303)
    marking.assign(session, call=call, pairs=wanted, readers=readers, by=current_user(), at=at)
    session.commit()
    names = ", ".join(coding_desk.person(one) for one in readers)
    said = ngettext(
        "%(num)s answer given to %(names)s.",
        "%(num)s answers given to %(names)s.",
        len(wanted),
        names=names,
    )
    flash(said, "success")
    return redirect(where, 303)
