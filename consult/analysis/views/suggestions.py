"""Suggestions on the screen: searched for when asked, shown apart, taken up one by one."""

from __future__ import annotations

from typing import Any

from flask import flash, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy.orm import Session

from consult import clock, db
from consult.accounts.guards import current_user, staff
from consult.accounts.models import Role
from consult.accounts.rules import reaches
from consult.analysis.code_book.editing import Facts
from consult.analysis.coding.spots import CannotCode
from consult.analysis.coding.words import refusal
from consult.analysis.models import RunState, SuggestionRun
from consult.analysis.reading.lines import question_of
from consult.analysis.suggesting import accepting, desk
from consult.analysis.suggesting import searches as proposals
from consult.analysis.suggesting.searches import Place
from consult.analysis.suggesting.words import DROP_WORDS
from consult.analysis.views.coding_parts import LONGEST_NUMBER
from consult.analysis.views.searched import asked_question, found_last, words_of
from consult.analysis.views.shell import pages
from consult.calls import queries as calls
from consult.calls.models import Call, Question
from consult.campaign.job_words import explained
from consult.errors import NotFound
from consult.web.paging import paged

MEMBERS = 100
LONGEST_TITLE, LONGEST_DEFINITION = 120, 600


@pages.get("/staff/calls/<slug>/suggestions")
@staff(Role.READER)
def suggestions(slug: str) -> ResponseReturnValue:
    """What was found in the answers to one question, and how to have it searched again."""
    session = db.session()
    call = calls.call_with_questions(session, slug)
    questions = desk.open_questions(call)
    if not questions:
        return render_template("analysis/suggestions.html", call=call, question=None)
    question = asked_question(call, questions)
    run, words = found_last(session, call, question)
    told: dict[str, Any] = {}
    if run is not None and words is not None:
        words.load(desk.shown_places(run.result))
        told = {
            "result": run.result,
            "quotes": words.quotes,
            "freshness": words.freshness,
            "counts": desk.counts(session, run),
            "drop_words": DROP_WORDS,
        }
    return render_template(
        "analysis/suggestions.html",
        call=call,
        question=question,
        questions=questions,
        run=run,
        **_pending(session, question),
        **told,
    )


@pages.post("/staff/calls/<slug>/suggestions/search")
@staff(Role.MANAGER)
def search_suggestions(slug: str) -> ResponseReturnValue:
    """Have the answers to a question read in the worker."""
    at = clock.now()
    session = db.session()
    call = calls.call_with_questions(session, slug)
    question = question_of(call, request.form.get("question", ""))
    if question not in desk.open_questions(call):
        raise NotFound(question.key)
    proposals.ask(session, call=call, question=question, user=current_user(), at=at)
    session.commit()
    return redirect(url_for("analysis.suggestions", slug=slug, question=question.key))


@pages.get("/staff/calls/<slug>/suggestions/runs/<int:number>")
@staff(Role.READER)
def suggestion_progress(slug: str, number: int) -> ResponseReturnValue:
    """How far a search is, for a page that is open."""
    session = db.session()
    call = calls.call_with_questions(session, slug)
    run = proposals.run_of(session, call, number)
    page = render_template(
        "analysis/_searching.html",
        call=call,
        question=run.question,
        pending=run,
        state=proposals.stands(session, run),
        explained=explained,
    )
    answer = make_response(page)
    answer.headers["Cache-Control"] = "no-store"
    return answer


@pages.post("/staff/calls/<slug>/suggestions/runs/<int:number>/cancel")
@staff(Role.MANAGER)
def cancel_suggestions(slug: str, number: int) -> ResponseReturnValue:
    """Stop a search."""
    at = clock.now()
    session = db.session()
    call = calls.call_by_slug(session, slug)
    run = proposals.run_of(session, call, number)
    proposals.call_off(session, run=run, at=at)
    session.commit()
    return redirect(url_for("analysis.suggestions", slug=slug, question=run.question.key))


@pages.get("/staff/calls/<slug>/suggestions/runs/<int:number>/groups/<int:rank>")
@staff(Role.READER)
def suggested_group(slug: str, number: int, rank: int) -> ResponseReturnValue:
    """The passages of one group, to read, and to make a theme of in one's own words."""
    session = db.session()
    call = calls.call_with_questions(session, slug)
    return _group_page(session, call, proposals.run_of(session, call, number), rank)


@pages.post("/staff/calls/<slug>/suggestions/runs/<int:number>/groups/<int:rank>")
@staff(Role.MANAGER)
def accept_group(slug: str, number: int, rank: int) -> ResponseReturnValue:
    """Make a theme of the passages that were ticked."""
    at = clock.now()
    session = db.session()
    call = calls.call_with_questions(session, slug)
    run = proposals.run_of(session, call, number)
    label = " ".join(request.form.get("label", "").split())[:LONGEST_TITLE]
    definition = request.form.get("definition", "").strip()[:LONGEST_DEFINITION]
    chosen = [int(one) for one in request.form.getlist("member") if _is_rank(one)]
    faults = {}
    if not label:
        faults["label"] = _("Write the title of the theme.")
    if not chosen:
        faults["member"] = _("Tick at least one passage.")
    if faults:
        return _group_page(session, call, run, rank, faults=faults), 422
    try:
        theme, number_coded = accepting.group(
            session,
            call=call,
            user=current_user(),
            run=run,
            rank=rank,
            facts=Facts(label, description=definition),
            chosen=chosen,
            at=at,
        )
    except CannotCode as refused:
        session.rollback()
        flash(refusal(refused), "error")
        return redirect(request.path)
    session.commit()
    flash(
        ngettext(
            "The theme “%(theme)s” is made, with %(num)s passage.",
            "The theme “%(theme)s” is made, with %(num)s passages.",
            number_coded,
            theme=theme.label,
        ),
        "success",
    )
    return redirect(url_for("analysis.suggestions", slug=slug, question=run.question.key))


def _is_rank(told: str) -> bool:
    return told.isascii() and told.isdecimal() and len(told) <= LONGEST_NUMBER


def _group_page(
    session: Session,
    call: Call,
    run: SuggestionRun,
    rank: int,
    *,
    faults: dict[str, str] | None = None,
) -> str:
    groups = run.result.get("themes", [])
    if rank >= len(groups):
        raise NotFound(f"group {rank} of run {run.id}")
    words = words_of(session, call, run)
    group = groups[rank]
    shown = paged(list(enumerate(group["members"])), request.args.get("page", "1"), size=MEMBERS)
    places = [Place(*place) for _, place in shown.items]
    words.load([*places, *(Place(*one) for one in group["representative"] + group["distinctive"])])
    return render_template(
        "analysis/suggested_group.html",
        call=call,
        question=run.question,
        run=run,
        rank=rank,
        group=group,
        quotes=words.quotes,
        shown=shown,
        members=[(number, words.quote(Place(*place))) for number, place in shown.items],
        faults=faults or {},
        form=request.form,
        may_accept=reaches(current_user().role, Role.MANAGER),
        longest=(LONGEST_TITLE, LONGEST_DEFINITION),
    )


def _pending(session: Session, question: Question) -> dict[str, Any]:
    """The last search asked, where it is not the one that is shown."""
    last = proposals.latest(session, question)
    state = proposals.stands(session, last) if last else None
    return {
        "pending": last if state is not RunState.DONE else None,
        "state": state,
        "explained": explained,
        "may_search": reaches(current_user().role, Role.MANAGER),
    }
