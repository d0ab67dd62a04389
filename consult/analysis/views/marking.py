"""What readers note at the desk, and what is new for a page that is open."""

from __future__ import annotations

from datetime import datetime, timedelta

from flask import redirect, render_template, request
from flask.typing import ResponseReturnValue

from consult import clock, db
from consult.accounts.guards import current_user, staff
from consult.accounts.models import Role
from consult.analysis.coding import desk as coding_desk
from consult.analysis.reading import counts as reading_counts
from consult.analysis.reading import desk, marking, noted
from consult.analysis.reading import lines as reading
from consult.analysis.reading.filters import Line, Mark
from consult.analysis.sent import everything_sent
from consult.analysis.views.drawing import around, back
from consult.analysis.views.shell import pages
from consult.calls import queries as calls
from consult.calls.models import Call
from consult.errors import Invalid, NotFound

ANSWER = "<int:contribution>/<int:question>"
OVERLAP = timedelta(seconds=10)
"""What is written takes a moment to be there to read: each time a little is asked again."""


@pages.get(f"/staff/calls/<slug>/reading/marks/{ANSWER}")
@staff(Role.READER)
def marks_of(slug: str, contribution: int, question: int) -> ResponseReturnValue:
    """What was noted about one answer, for a page that is open."""
    call = calls.call_with_questions(db.session(), slug)
    return _drawn(call, answer_line(call, contribution, question))


@pages.post(f"/staff/calls/<slug>/reading/marks/{ANSWER}")
@staff(Role.READER)
def mark_answer(slug: str, contribution: int, question: int) -> ResponseReturnValue:
    """Note one thing about an answer, or no longer: read, a mark, mine to read."""
    at = clock.now()
    session = db.session()
    call = calls.call_with_questions(session, slug)
    _note(call, answer_line(call, contribution, question), request.form.get("set", ""), at)
    session.commit()
    return marked(call, contribution, question)


def marked(call: Call, contribution: int, question: int) -> ResponseReturnValue:
    """After something was noted: the marks alone for a script, or the page where it was."""
    if request.headers.get("X-Fragment") == "1":
        return _drawn(call, answer_line(call, contribution, question))
    return redirect(back(call, f"answer-{contribution}-{question}"), 303)


@pages.get("/staff/calls/<slug>/reading/news")
@staff(Role.READER)
def reading_news(slug: str) -> ResponseReturnValue:
    """What changed since an instant: answers noted, answers coded, and how many are new."""
    at = clock.now()
    session = db.session()
    call = calls.call_with_questions(session, slug)
    since = _instant("since", at) - OVERLAP
    return {
        "now": at.isoformat(),
        "arrived": reading_counts.arrived(
            session,
            call,
            _instant("last", at),
            key=request.args.get("question", ""),
            acronyms=request.args.getlist("agency"),
        ),
        "marked": noted.changed(session, call, since),
        "coded": sorted(coding_desk.changed(session, call, since)),
    }


def _note(call: Call, line: Line, told: str, at: datetime) -> None:
    session, me = db.session(), current_user()
    what, _sign, how = told.partition(":")
    on = how == "on"
    if what == "read":
        shown = request.form.get("version", line.version, type=int)
        version = min(max(1, shown), line.version) if on else None
        marking.read(session, user=me, pair=line.pair, version=version, at=at)
    elif what in list(Mark):
        marking.mark(session, user=me, pair=line.pair, mark=Mark(what), on=on, at=at)
    elif what == "mine":
        if line.reader not in (None, me.id):
            return  # Given to a colleague since the page was drawn: it says so now.
        if on:
            marking.assign(session, call=call, pairs=[line.pair], readers=[me], by=me, at=at)
        else:
            marking.take_back(session, call=call, pairs=[line.pair], at=at)
    else:
        raise Invalid(what)


def answer_line(call: Call, contribution: int, question: int) -> Line:
    """The answer as it is noted now; raises `NotFound` for what was not sent in this call."""
    session, me = db.session(), current_user()
    sent = everything_sent(session, call, contribution=contribution)
    for one in desk.every_question(call):
        if one.id == question and sent:
            pile = reading.pile(session, call, one, sent, reader=me)
            if pile.sent:
                return pile.line(pile.sent[0])
    raise NotFound(f"answer {contribution} {question}")


def _drawn(call: Call, line: Line) -> str:
    return render_template("analysis/_marks_alone.html", call=call, line=line, around=around(call))


def _instant(name: str, at: datetime) -> datetime:
    """An instant of the address; what is none, or tells no zone, is now."""
    try:
        told = datetime.fromisoformat(request.args.get(name, ""))
    except ValueError:
        return at
    return told if told.tzinfo is not None else at
