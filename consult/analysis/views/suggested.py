"""Passages with the themes proposed for them, one by one; and texts that agencies share."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from consult import clock, db
from consult.accounts.guards import current_user, staff
from consult.accounts.models import Role
from consult.accounts.rules import reaches
from consult.analysis.coding.spots import CannotCode
from consult.analysis.coding.words import done, refusal
from consult.analysis.figures.sentences import side_by_side
from consult.analysis.suggesting import accepting, desk
from consult.analysis.suggesting import searches as proposals
from consult.analysis.suggesting.duplicates import opposed
from consult.analysis.suggesting.searches import Place
from consult.analysis.views.blind import is_blind
from consult.analysis.views.coding_parts import number as number_of
from consult.analysis.views.drawing import back
from consult.analysis.views.searched import asked_question, found_last
from consult.analysis.views.shell import pages
from consult.calls import queries as calls
from consult.web.paging import paged

MOST_SIDES = 12
"""Texts nearly the same are compared each with all: of more, a page compares the first."""


@pages.get("/staff/calls/<slug>/suggestions/passages")
@staff(Role.READER)
def suggested_passages(slug: str) -> ResponseReturnValue:
    """Passages that no theme describes yet, each with three to choose from."""
    session = db.session()
    call = calls.call_with_questions(session, slug)
    if is_blind(call):  # They rest on what colleagues coded, and show it.
        return render_template("analysis/blindfold.html", call=call, page="suggestions")
    question = asked_question(call, desk.open_questions(call))
    run, words = found_last(session, call, question)
    told: dict[str, Any] = {}
    if run is not None and words is not None:
        offers, following = desk.offers(
            session, call, run, words, request.args.get("from", 0, type=int)
        )
        told = {
            "offers": offers,
            "following": following,
            "counts": desk.counts(session, run),
            "freshness": words.freshness,
        }
    return render_template(
        "analysis/suggested_passages.html",
        call=call,
        question=question,
        run=run,
        may_accept=reaches(current_user().role, Role.MANAGER),
        **told,
    )


@pages.post("/staff/calls/<slug>/suggestions/runs/<int:number>/passages")
@staff(Role.MANAGER)
def decide_passage(slug: str, number: int) -> ResponseReturnValue:
    """Put a passage under a theme that is proposed for it, leave it, or take it up again."""
    at = clock.now()
    session = db.session()
    call = calls.call_with_questions(session, slug)
    run = proposals.run_of(session, call, number)
    contribution, rank = number_of("contribution") or 0, number_of("rank") or 0
    status = 200
    try:
        if theme := number_of("theme"):
            made = accepting.passage(
                session,
                call=call,
                user=current_user(),
                run=run,
                contribution=contribution,
                rank=rank,
                theme=theme,
                at=at,
            )
            said = done("coded", made.theme.label)
        else:
            skipped = request.form.get("act") != "back"
            accepting.skip(session, run=run, contribution=contribution, rank=rank, skipped=skipped)
            said = _("The passage is left.")
        session.commit()
    except CannotCode as refused:
        session.rollback()
        said, status = refusal(refused), 409
    if request.headers.get("X-Fragment") == "1":
        return {"said": said}, status
    flash(said, "success" if status == 200 else "error")
    if request.form.get("back"):  # From the reading desk, where the answer is.
        return redirect(back(call, f"answer-{contribution}-{run.question_id}"), 303)
    here = url_for("analysis.suggested_passages", slug=slug, question=run.question.key)
    return redirect(f"{here}&from={contribution}")


@pages.get("/staff/calls/<slug>/suggestions/shared")
@staff(Role.READER)
def shared_passages(slug: str) -> ResponseReturnValue:
    """Texts that several agencies gave, side by side: what is in common, what differs."""
    session = db.session()
    call = calls.call_with_questions(session, slug)
    question = asked_question(call, desk.open_questions(call))
    run, words = found_last(session, call, question)
    told: dict[str, Any] = {}
    if run is not None and words is not None:
        shared = paged(run.result["shared"], request.args.get("page", "1"), size=20)
        words.load(Place(*place) for one in shared.items for place in one["places"])
        told = {
            "shared": shared,
            "groups": [
                _compared(words.quotes(one["places"]), one["exact"]) for one in shared.items
            ],
            "freshness": words.freshness,
        }
    return render_template(
        "analysis/shared_passages.html", call=call, question=question, run=run, **told
    )


def _compared(quotes: list[desk.Quote], exact: bool) -> dict[str, Any]:  # noqa: FBT001 - one fact
    texts = [quote.text for quote in quotes]
    sides = side_by_side(texts[:1] if exact else texts[:MOST_SIDES])
    return {
        "exact": exact,
        "number": len(quotes),
        "sides": [(one, sides[0]) for one in quotes] if exact else list(zip(quotes, sides)),  # noqa: B905 - those compared
        "opposed": any(opposed(texts[0], other) for other in texts[1:]),
    }
