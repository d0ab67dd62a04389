"""Launching and following a call: who is silent, whom to write to, what to do next."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from babel.dates import format_datetime
from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import get_locale, ngettext
from flask_babel import gettext as _

from consult import clock, db
from consult.accounts.guards import current_user, staff
from consult.accounts.models import Role
from consult.calls import queries as calls
from consult.calls import service as calls_service
from consult.calls.forms import moment
from consult.calls.models import Call
from consult.campaign import queries, service
from consult.campaign.forms import EVERYBODY, GROUNDS_WORDS, STATUS_WORDS, DeadlineForm
from consult.campaign.listing import ORDERS, View, as_csv, narrowed
from consult.campaign.monitoring import Standing, next_step, rates, tallied
from consult.errors import CallNotOpen, Invalid, NotFound
from consult.post import Letter
from consult.web.links import external

pages = Blueprint("campaign", __name__)
PLANNERS: dict[str, Callable[..., list[Letter]]] = {
    "invite": service.invitations,
    "remind": service.reminders,
}


@pages.app_template_filter("brief")
def brief(instant: datetime, zone: str) -> str:
    """« 26 oct. 2018, 18:00 »: where a table has no room for the whole sentence."""
    local = instant.astimezone(ZoneInfo(zone))
    return str(format_datetime(local, "d MMM y, HH:mm", locale=str(get_locale())))


@pages.get("/staff/")
@staff(Role.READER)
def dashboard() -> ResponseReturnValue:
    """Every call, with its deadline, how far it is, and the next thing to do."""
    at = clock.now()
    lines = [
        (line, line.call.window.phase(at), next_step(line.call.window.phase(at), line.tally))
        for line in queries.overview(db.session())
    ]
    return render_template("campaign/dashboard.html", lines=lines, at=at)


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


@pages.get("/staff/calls/<slug>/letters/<kind>")
@staff(Role.MANAGER)
def preview(slug: str, kind: str) -> ResponseReturnValue:
    """Who would be written to, and the first letter as it would leave."""
    at = clock.now()
    call = calls.call_by_slug(db.session(), slug)
    standings = queries.standings(db.session(), call)
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
    planned = planner(call, queries.standings(session, call), at=at)
    _post(call, kind, planned, at)
    flash(ngettext("%(num)s letter is leaving.", "%(num)s letters are leaving.", len(planned)))
    return redirect(url_for("campaign.overview", slug=slug))


@pages.get("/staff/calls/<slug>/outbox")
@staff(Role.READER)
def outbox(slug: str) -> ResponseReturnValue:
    """Every letter about the call, with its state."""
    call = calls.call_by_slug(db.session(), slug)
    return render_template(
        "campaign/outbox.html",
        call=call,
        letters=queries.outbox(db.session(), call),
        unread=queries.UNREAD,
    )


@pages.route("/staff/calls/<slug>/deadline", methods=["GET", "POST"])
@staff(Role.MANAGER)
def deadline(slug: str) -> ResponseReturnValue:
    """Give longer: to everybody, who is told, or to one agency."""
    at = clock.now()
    session = db.session()
    call = calls.call_by_slug(session, slug)
    standings = queries.standings(session, call)
    form = DeadlineForm(standings=standings)
    until = moment(form.day, form.hour, call.timezone) if form.validate_on_submit() else None
    if until is None:
        page = render_template("campaign/deadline.html", call=call, form=form, at=at)
        return page, 422 if form.is_submitted() else 200
    try:
        _extend(call, form.who.data, until, at)
    except Invalid:
        form.day.errors = [_("Choose a date later than now and than the present deadline.")]
        return render_template("campaign/deadline.html", call=call, form=form, at=at), 422
    session.commit()
    told = [
        one
        for one in queries.standings(session, call)
        if form.who.data in (EVERYBODY, one.public_id)
    ]
    _post(call, "extend", service.extensions(call, told), at)
    flash(
        ngettext(
            "The deadline is moved; %(num)s agency is told.",
            "The deadline is moved; %(num)s agencies are told.",
            sum(bool(one.email) for one in told),
        )
    )
    return redirect(url_for("campaign.overview", slug=slug))


@pages.post("/staff/calls/<slug>/close")
@staff(Role.MANAGER)
def close(slug: str) -> ResponseReturnValue:
    """Bring the deadline forward to now."""
    at = clock.now()
    call = calls.call_by_slug(db.session(), slug)
    calls_service.close(db.session(), call=call, actor=current_user().email, at=at)
    db.session().commit()
    flash(_("The call is closed. Drafts stay readable by their agencies."))
    return redirect(url_for("campaign.overview", slug=slug))


def _known(kind: str) -> str:
    if kind not in PLANNERS:
        raise NotFound(kind)
    return kind


def _planned(kind: str, call: Call, standings: Sequence[Standing], at: datetime) -> list[Letter]:
    try:
        return PLANNERS[kind](call, standings, at=at)
    except CallNotOpen:
        return []


def _extend(call: Call, who: str, until: datetime, at: datetime) -> None:
    actor = current_user().email
    session = db.session()
    if who == EVERYBODY:
        calls_service.extend(session, call=call, until=until, actor=actor, at=at)
    else:
        invitation = calls.invitation(session, call, who)
        calls_service.extend_one(session, invitation=invitation, until=until, actor=actor, at=at)


def _post(call: Call, kind: str, planned: Sequence[Letter], at: datetime) -> None:
    """Each batch is committed by itself: a letter already in the outbox is not written twice."""
    session = db.session()
    for batch in service.batches(planned):
        service.send(session, planned=batch, at=at)
        session.commit()
    if planned:
        actor = current_user().email
        service.recorded(
            session, call=call, kind=kind, letters_sent=len(planned), actor=actor, at=at
        )
        session.commit()
