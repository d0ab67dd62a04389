"""More time, or none any more."""

from __future__ import annotations

from datetime import datetime

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from consult import clock, db
from consult.accounts.guards import current_user, staff
from consult.accounts.models import Role
from consult.calls import queries as calls
from consult.calls import service as calls_service
from consult.calls.forms import moment
from consult.calls.models import Call
from consult.campaign import queries, service
from consult.campaign.forms import EVERYBODY, DeadlineForm
from consult.campaign.views.shell import pages, posted
from consult.errors import Invalid


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
    posted(call, "extend", service.extensions(call, told), at)
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


def _extend(call: Call, who: str, until: datetime, at: datetime) -> None:
    actor = current_user().email
    session = db.session()
    if who == EVERYBODY:
        calls_service.extend(session, call=call, until=until, actor=actor, at=at)
    else:
        invitation = calls.invitation(session, call, who)
        calls_service.extend_one(session, invitation=invitation, until=until, actor=actor, at=at)
