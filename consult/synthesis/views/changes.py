"""What changed since a version was composed, and what differs between two."""

from __future__ import annotations

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _l

from consult import clock, db
from consult.accounts.guards import staff
from consult.accounts.models import Role
from consult.analysis.remembered import material
from consult.calls import queries as calls
from consult.synthesis import queries
from consult.synthesis.checks.check_words import CHECK_WORDS
from consult.synthesis.forms import AUDIENCE_WORDS
from consult.synthesis.models import Note
from consult.synthesis.snapshot import Snapshot, State, from_json
from consult.synthesis.versions.approving import changed_since, look
from consult.synthesis.versions.comparing import compared
from consult.synthesis.versions.drawn_from import kept, sent_since
from consult.synthesis.versions.entries import ADVICE, ANNEX_A, ANNEX_B, ESSENTIALS, PRACTICES, Kind
from consult.synthesis.versions.held import told_beside
from consult.synthesis.versions.staleness import Why
from consult.synthesis.views.shell import pages

WHY_WORDS = {
    Why.WITHDRAWN: _l("its contribution was withdrawn"),
    Why.CHANGED: _l("its last version does not say these words any more"),
    Why.REFUSED: _l("these words may not be quoted any more"),
    Why.UNNAMED: _l("its agency may not be named any more"),
}
PART_WORDS = {
    ESSENTIALS: _l("The essentials"),
    PRACTICES: _l("Good practices"),
    ADVICE: _l("Recommendations"),
    ANNEX_A: _l("Annex A"),
    ANNEX_B: _l("Annex B: contributions in full"),
    "": _l("Quotes inside sentences"),
}
KIND_WORDS = {
    Kind.STATEMENT: _l("Statement"),
    Kind.QUOTE: _l("Quote"),
    Kind.PROSE: _l("Text"),
    Kind.EXHIBIT: _l("Figure or table"),
    Kind.PICTURE: _l("Picture"),
    Kind.PRACTICE: _l("Good practice"),
    Kind.ADVICE: _l("Recommendation"),
    Kind.ANSWER: _l("Answer"),
}
FACT_WORDS = {
    "title": _l("Title"),
    "subtitle": _l("Subtitle"),
    "commissioner": _l("Asked by"),
    "federation": _l("Federation"),
    "hearing": _l("Hearing"),
}
MOST_LINES = 40
"""How many figures the page of a version lists; the list is long only when all have changed."""


@pages.get("/staff/calls/<slug>/note/<int:number>/since")
@staff(Role.READER)
def since(slug: str, number: int) -> ResponseReturnValue:
    """What does not hold any more; htmx asks for it once the page of the version is there."""
    session, at = db.session(), clock.now()
    call = calls.call_by_slug(session, slug)
    note = queries.whole_version(session, call, number)
    snapshot, drawn = opened(note), kept(note)
    here = "HX-Request" in request.headers
    waits = note.state is State.REVIEW  # approving is what obstacles stand in the way of
    return render_template(
        "synthesis/_since.html" if here else "synthesis/since.html",
        call=call,
        note=note,
        readable=snapshot is not None,
        found=snapshot and changed_since(session, call=call, snapshot=snapshot),
        arrived=sent_since(session, call, drawn) if drawn else (),
        seen=look(session, call=call, snapshot=snapshot, at=at)
        if snapshot is not None and waits
        else None,
        check_words=CHECK_WORDS,
        beside=told_beside(
            session, call=call, snapshot=snapshot, answers=material(session, call.slug)
        )
        if snapshot is not None and waits
        else (),
        why_words=WHY_WORDS,
        most=MOST_LINES,
    )


@pages.get("/staff/calls/<slug>/note/compare")
@staff(Role.READER)
def compare(slug: str) -> ResponseReturnValue:
    """Two versions, the words taken away and added marked; by itself, the last two."""
    session = db.session()
    call = calls.call_by_slug(session, slug)
    known = queries.numbers(session, call)
    if len(known) < 2:
        return redirect(url_for("synthesis.notes", slug=slug))
    last = request.args.get("to", known[0], type=int)
    earlier = next((one for one in known if one < last), known[-1])
    first = request.args.get("from", earlier, type=int)
    notes = [queries.whole_version(session, call, one) for one in (first, last)]
    snapshots = [opened(one) for one in notes]
    old, new = snapshots
    return render_template(
        "synthesis/compare.html",
        call=call,
        known=known,
        old=notes[0],
        new=notes[1],
        beside=request.args.get("view") == "beside",
        found=compared(old, new) if old is not None and new is not None else None,
        part_words=PART_WORDS,
        kind_words=KIND_WORDS,
        fact_words=FACT_WORDS,
        audience_words=AUDIENCE_WORDS,
        kinds=Kind,
    )


def opened(note: Note) -> Snapshot | None:
    """What a version says; None for one of a shape that is not opened any more."""
    try:
        return from_json(note.snapshot)
    except ValueError:
        return None
