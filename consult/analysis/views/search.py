"""Searching the answers of a call, or of every call; what was coded, commented and written."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain
from typing import Any, NamedTuple

from flask import current_app, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session

from consult import db
from consult.accounts.guards import staff
from consult.accounts.models import Role
from consult.analysis.remembered import material
from consult.analysis.searching import results
from consult.analysis.searching.finding import Finder, Narrowed
from consult.analysis.searching.guessing import guess
from consult.analysis.searching.language import parsed
from consult.analysis.searching.results import Hit, Kind
from consult.analysis.views.blind import is_blind
from consult.analysis.views.shell import pages
from consult.calls import queries as calls
from consult.calls.models import Call
from consult.web.paging import Paged, paged

SIZE = 25
KIND_WORDS = {
    Kind.ANSWERS: _l("the answers"),
    Kind.EXCERPTS: _l("the coded passages"),
    Kind.COMMENTS: _l("the comments of coders"),
    Kind.NOTES: _l("the last note"),
}


class Found(NamedTuple):
    """One page of what was found; `agencies` sent it, and `instead` is what was perhaps meant."""

    hits: Sequence[Hit]
    page: Paged[Any]
    agencies: int = 0
    instead: str = ""


@pages.get("/staff/calls/<slug>/search")
@staff(Role.READER)
def search(slug: str) -> ResponseReturnValue:
    """What the answers to one call say, and what was made of them."""
    session = db.session()
    call = calls.call_with_questions(session, slug)
    asked = request.args.get("q", "").strip()
    kind = _kind()
    hidden = is_blind(call) and kind is not Kind.ANSWERS
    narrowed = Narrowed(
        **{name: request.args.get(name, "") for name in ("question", "agency", "level", "region")}
    )
    found = None
    if asked and not hidden:
        found = (
            _answers(session, [call], asked, narrowed)
            if kind is Kind.ANSWERS
            else _others(session, call, asked, kind)
        )
    return render_template(
        "analysis/search.html",
        call=call,
        asked=asked,
        kind=kind,
        kinds=KIND_WORDS,
        narrowed=narrowed,
        groups=results.groups(session, call),
        hidden=hidden,
        found=found,
    )


@pages.get("/staff/search")
@staff(Role.READER)
def search_all() -> ResponseReturnValue:
    """What the answers to every call say."""
    session = db.session()
    asked = request.args.get("q", "").strip()
    every = calls.calls_with_questions(session)
    found = _answers(session, every, asked, Narrowed()) if asked else None
    return render_template("analysis/search_all.html", asked=asked, calls=len(every), found=found)


def _kind() -> Kind:
    chosen = request.args.get("kind", "")
    return Kind(chosen) if chosen in list(Kind) else Kind.ANSWERS


def _answers(session: Session, among: Sequence[Call], asked: str, narrowed: Narrowed) -> Found:
    queries = {call.language: parsed(asked, call.language) for call in among}
    finder = Finder(session, among, queries)
    places = finder.places(narrowed)
    page = paged(results.of_answers(places), request.args.get("page", "1"), size=SIZE)
    by_id = {call.id: call for call in among}
    instead = ""
    if not places and among and any(queries.values()):
        written = chain(results.vocabulary(session, among), finder.unknown)
        instead = guess(asked, written, among[0].language)
    return Found(
        results.answers(session, by_id, queries, page.items),
        page,
        len({place.contribution for place in places}),
        instead,
    )


def _others(session: Session, call: Call, asked: str, kind: Kind) -> Found:
    query = parsed(asked, call.language)
    hits: Sequence[Hit]
    if not query:
        hits = []
    elif kind is Kind.EXCERPTS:
        whole = material(session, call.slug)
        labels = {(theme.question, theme.key): theme.label for theme in whole.themes}
        hits = results.passages(call, query, whole.passages, labels)
    elif kind is Kind.COMMENTS:
        hits = results.comments(session, call, query)
    else:
        said = current_app.extensions["lent"]().said(session, call)
        hits = results.statements(call, query, said)
    page = paged(hits, request.args.get("page", "1"), size=SIZE)
    return Found(page.items, page, len({hit.agency for hit in hits if hit.agency}))
