"""One call: where every agency stands."""

from __future__ import annotations

from flask import Response, render_template, request
from flask.typing import ResponseReturnValue

from consult import clock, db
from consult.accounts.guards import current_user, staff
from consult.accounts.models import Role
from consult.calls import queries as calls
from consult.calls import service as calls_service
from consult.campaign import queries
from consult.campaign.forms import GROUNDS_WORDS, STATUS_WORDS
from consult.campaign.listing import ORDERS, View, as_csv, narrowed
from consult.campaign.monitoring import next_step, rates, tallied
from consult.campaign.views.shell import pages
from consult.web.links import external


@pages.get("/staff/calls/<slug>")
@staff(Role.READER)
def overview(slug: str) -> ResponseReturnValue:
    """One call: its deadline, what to do next, and where every agency stands."""
    at = clock.now()
    call = calls.call_by_slug(db.session(), slug)
    standings = queries.standings(db.session(), call)
    view = View.read(request.args)
    phase = call.window.phase(at)
    return render_template(
        "campaign/overview.html",
        call=call,
        at=at,
        phase=phase,
        step=next_step(phase, tallied(standings)),
        tally=tallied(standings),
        standings=standings,
        shown=narrowed(standings, view),
        view=view,
        orders=list(ORDERS),
        status_words=STATUS_WORDS,
        grounds_words=GROUNDS_WORDS,
        by_level=rates(standings, "level"),
        by_region=rates(standings, "region"),
    )


@pages.get("/staff/calls/<slug>/agencies.csv")
@staff(Role.READER)
def listing(slug: str) -> ResponseReturnValue:
    """The list as shown, for a spreadsheet."""
    call = calls.call_by_slug(db.session(), slug)
    shown = narrowed(queries.standings(db.session(), call), View.read(request.args))
    response = Response(as_csv(shown, call.timezone), mimetype="text/csv")
    response.headers["Content-Disposition"] = f'attachment; filename="{slug}-agencies.csv"'
    response.headers["Cache-Control"] = "no-store"
    return response


@pages.post("/staff/calls/<slug>/agencies/<public_id>/link")
@staff(Role.MANAGER)
def link(slug: str, public_id: str) -> ResponseReturnValue:
    """A fresh personal link, shown this once."""
    at = clock.now()
    session = db.session()
    call = calls.call_by_slug(session, slug)
    invitation = calls.invitation(session, call, public_id)
    token = calls_service.personal_link(
        session, invitation=invitation, actor=current_user().email, at=at
    )
    session.commit()
    address = external("contributions.open_link", token=token)
    return render_template("campaign/link.html", call=call, invitation=invitation, address=address)
