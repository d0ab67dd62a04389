"""Who is asked."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import ngettext

from consult import clock, db
from consult.accounts.guards import current_user, staff
from consult.accounts.models import Role
from consult.calls import queries, service
from consult.calls.views.shell import pages
from consult.directory import queries as directory
from consult.directory.queries import Choice


@pages.get("/staff/calls/<slug>/audience")
@staff(Role.MANAGER)
def audience(slug: str) -> ResponseReturnValue:
    """Choose the agencies that are asked: all, by level, by region, or by hand."""
    session = db.session()
    call = queries.call_by_slug(session, slug)
    choice = Choice(
        level=request.args.get("level", ""),
        region=request.args.get("region", ""),
        search=request.args.get("search", "")[:100],
    )
    return render_template(
        "calls/audience.html",
        call=call,
        choice=choice,
        agencies=directory.agencies(session, choice),
        chosen={one.agency_id for one in queries.invitations(session, call)},
        levels=directory.levels(session),
        regions=directory.regions(session),
    )


@pages.post("/staff/calls/<slug>/audience")
@staff(Role.MANAGER)
def choose(slug: str) -> ResponseReturnValue:
    """Add the agencies ticked; nobody receives anything yet."""
    at = clock.now()
    session = db.session()
    call = queries.call_by_slug(session, slug)
    ticked = set(request.form.getlist("agency"))
    wanted = [agency for agency in directory.agencies(session) if str(agency.id) in ticked]
    added = service.invite(session, call=call, agencies=wanted, actor=current_user().email, at=at)
    session.commit()
    flash(
        ngettext(
            "%(num)s agency added to the call.", "%(num)s agencies added to the call.", len(added)
        )
    )
    return redirect(url_for("calls.audience", slug=slug))


@pages.post("/staff/calls/<slug>/audience/withdraw")
@staff(Role.MANAGER)
def withdraw(slug: str) -> ResponseReturnValue:
    """Take agencies off the audience before the call opens."""
    at = clock.now()
    session = db.session()
    call = queries.call_by_slug(session, slug)
    ticked = set(request.form.getlist("agency"))
    gone = [one for one in queries.invitations(session, call) if str(one.agency_id) in ticked]
    service.withdraw(session, call=call, invitations=gone, actor=current_user().email, at=at)
    session.commit()
    flash(
        ngettext(
            "%(num)s agency taken off the call.", "%(num)s agencies taken off the call.", len(gone)
        )
    )
    return redirect(url_for("calls.audience", slug=slug))
