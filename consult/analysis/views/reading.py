"""The reading desk: what agencies answered, question by question or agency by agency."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from consult import clock, db
from consult.accounts.guards import current_user, staff
from consult.accounts.models import Role
from consult.analysis.reading import counts as reading_counts
from consult.analysis.reading import desk, words
from consult.analysis.reading import lines as reading
from consult.analysis.reading.filters import Criteria, Line, closed_questions, stretch
from consult.analysis.sent import Sent, everything_sent
from consult.analysis.views.blind import is_blind
from consult.analysis.views.drawing import answers, around
from consult.analysis.views.shell import pages
from consult.calls import queries as calls
from consult.calls.models import Call, Question


@pages.get("/staff/calls/<slug>/reading", endpoint="reading")
@staff(Role.READER)
def read(slug: str) -> ResponseReturnValue:
    """The answers to one question, all that one agency answered, or a few side by side."""
    call = calls.call_with_questions(db.session(), slug)
    if "side" in request.args:
        return _side_by_side(call)
    if "agency" in request.args:
        return _one_agency(call)
    return _one_question(call)


def _one_question(call: Call) -> ResponseReturnValue:
    session, me = db.session(), current_user()
    sent = everything_sent(session, call)
    shelves = reading_counts.shelves(session, call, sent, me)
    listed = desk.parts(call, shelves)
    key = request.args.get("question", "")
    question = reading.question_of(call, key) if key else desk.first_to_read(listed)
    if question is None:
        return render_template("analysis/reading.html", call=call, question=None)
    criteria = Criteria.read(request.args.to_dict(flat=False), call.questionnaire)
    if not key:  # Its own address: what is noted here must not lead to another question.
        given: dict[str, Any] = {**criteria.address, "question": question.key}
        return redirect(url_for("analysis.reading", slug=call.slug, **given))
    pile = narrowed(call, question, sent, criteria)
    chosen = pile.kept(criteria, reader=me)
    shown = stretch(pile.sent, chosen, request.args.get("from", type=int))
    before, after = desk.neighbours(desk.in_order(listed), question)
    items = answers(call, [pile.line(one) for one in shown.items])
    beside = around(call, items)
    return render_template(
        "analysis/reading.html",
        call=call,
        question=question,
        parts=listed,
        shelf=shelves.get(question.key, reading_counts.Shelf()),
        every=len(pile.sent),
        stretch=shown,
        items=items,
        criteria=criteria,
        chips=words.chips(criteria, call.questionnaire, beside.themes, beside.people),
        facets=words.offered(desk.facets(pile), beside.themes[question.id], beside.people, me),
        closed=closed_questions(call.questionnaire),
        words={"state": words.STATE_WORDS, "mark": words.MARK_WORDS},
        before=before,
        after=after,
        around=beside,
        **_moments(call, pile.sent),
    )


def narrowed(
    call: Call, question: Question, sent: Sequence[Sent], criteria: Criteria
) -> reading.Pile:
    """The answers to a question, with what the criteria need to be told of them."""
    return reading.pile(
        db.session(),
        call,
        question,
        sent,
        reader=current_user(),
        themes=[int(one) for one in criteria.theme],
        blind=is_blind(call),
    )


def _one_agency(call: Call) -> str:
    session, me = db.session(), current_user()
    agencies = everything_sent(session, call)
    acronym = request.args.get("agency", "") or (agencies[0].acronym if agencies else "")
    mine = reading.lines_of_agencies(session, call, [acronym], agencies, reader=me)
    found = mine.get(acronym, {})
    places = [one.acronym for one in agencies]
    here = places.index(acronym) if acronym in places else None
    items = answers(call, list(found.values()))
    return render_template(
        "analysis/reading_agency.html",
        call=call,
        acronym=acronym,
        agencies=agencies,
        listed=desk.around(agencies, here or 0),
        lines=found,
        items={item.entry.question: item for item in items},
        before=places[here - 1] if here else None,
        after=places[here + 1] if here is not None and here + 1 < len(places) else None,
        around=around(call, items),
        **_moments(call, found.values()),
    )


def _side_by_side(call: Call) -> str:
    session, me = db.session(), current_user()
    asked = [one for one in dict.fromkeys(request.args.getlist("side")) if one]
    sent = everything_sent(session, call)
    sides = reading.lines_of_agencies(session, call, asked[: desk.MOST_SIDES], sent, reader=me)
    every = [line for lines in sides.values() for line in lines.values()]
    items = answers(call, every)
    return render_template(
        "analysis/reading_sides.html",
        call=call,
        agencies=sent,
        asked=asked[: desk.MOST_SIDES],
        sides=sides,
        items={item.line.pair: item for item in items},
        around=around(call, items),
        **_moments(call, every),
    )


def _moments(call: Call, given: Iterable[Sent | Line]) -> dict[str, str]:
    """When the page was drawn, and when the last answer on it came: it asks for what is newer."""
    last = max((one.sent_at for one in given), default=call.opens_at)
    return {"since": clock.now().isoformat(), "last": last.isoformat()}
