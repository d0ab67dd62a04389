"""Writing to the agencies, after having seen the letter."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import ngettext

from consult import clock, db
from consult.accounts.guards import staff
from consult.accounts.models import Role
from consult.calls import queries as calls
from consult.calls.models import Call
from consult.campaign import queries, service
from consult.campaign.listing import View, kept
from consult.campaign.monitoring import Standing
from consult.campaign.views.shell import pages, posted
from consult.errors import CallNotOpen, NotFound
from consult.post import Letter

PLANNERS: dict[str, Callable[..., list[Letter]]] = {
    "invite": service.invitations,
    "remind": service.reminders,
}


@pages.get("/staff/calls/<slug>/letters/<kind>")
@staff(Role.MANAGER)
def preview(slug: str, kind: str) -> ResponseReturnValue:
    """Who would be written to, and the first letter as it would leave."""
    at = clock.now()
    call = calls.call_by_slug(db.session(), slug)
    standings = _chosen(call)
    return render_template(
        "campaign/preview.html",
        call=call,
        kind=_known(kind),
        planned=_planned(kind, call, standings, at),
        unreachable=[one for one in standings if not one.email and one.is_silent],
        phase=call.window.phase(at),
    )


@pages.post("/staff/calls/<slug>/letters/<kind>")
@staff(Role.MANAGER)
def send(slug: str, kind: str) -> ResponseReturnValue:
    """Put the letters in the outbox, a batch at a time."""
    at = clock.now()
    session = db.session()
    call = calls.call_by_slug(session, slug)
    planner = PLANNERS[_known(kind)]
    planned = planner(call, _chosen(call), at=at)
    posted(call, kind, planned, at)
    flash(ngettext("%(num)s letter is leaving.", "%(num)s letters are leaving.", len(planned)))
    return redirect(url_for("campaign.overview", slug=slug))


def _chosen(call: Call) -> list[Standing]:
    """Every agency, or those that the list showed when its button was pressed."""
    return list(kept(queries.standings(db.session(), call), View.read(request.args)))


def _known(kind: str) -> str:
    if kind not in PLANNERS:
        raise NotFound(kind)
    return kind


def _planned(kind: str, call: Call, standings: Sequence[Standing], at: datetime) -> list[Letter]:
    try:
        return PLANNERS[kind](call, standings, at=at)
    except CallNotOpen:
        return []
