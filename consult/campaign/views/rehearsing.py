"""Rehearsing a call before it opens: the real form, invented answers, a specimen of the note."""

from __future__ import annotations

from datetime import timedelta

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from consult import clock, db
from consult.accounts import service as accounts
from consult.accounts.guards import current_user, staff
from consult.accounts.models import Purpose, Role
from consult.calls import queries as calls
from consult.calls import rehearsal as rehearsing
from consult.calls.models import Call
from consult.calls.wiping import rehearsal_of
from consult.campaign import queries
from consult.campaign.views.shell import pages
from consult.contributions.rehearsing import fill
from consult.errors import Invalid, NotFound
from consult.storage import forget, storage

PLAYED_FOR = timedelta(hours=12)


@pages.get("/staff/calls/<slug>/rehearsal")
@staff(Role.MANAGER)
def rehearsal(slug: str) -> ResponseReturnValue:
    """Where the rehearsal stands: who has answered what, and what to look at next."""
    session = db.session()
    call = calls.call_by_slug(session, slug)
    if call.is_rehearsal:
        return redirect(url_for("campaign.rehearsal", slug=calls.rehearsed_by(session, call).slug))
    going_on = rehearsal_of(session, call)
    standings = queries.standings(session, going_on) if going_on else []
    return render_template(
        "campaign/rehearsal.html", call=call, rehearsal=going_on, standings=standings
    )


@pages.post("/staff/calls/<slug>/rehearsal")
@staff(Role.MANAGER)
def rehearse(slug: str) -> ResponseReturnValue:
    """Begin a rehearsal; an earlier one of the same call is wiped."""
    session = db.session()
    call = calls.call_with_questions(session, slug)
    try:
        _copy, left = rehearsing.begin(
            session, call=call, actor=current_user().email, at=clock.now()
        )
    except Invalid:
        flash(_("This call cannot be rehearsed: it is open, or it asks nothing yet."))
        return redirect(url_for("campaign.rehearsal", slug=slug))
    session.commit()
    forget(left)
    return redirect(url_for("campaign.rehearsal", slug=slug))


@pages.post("/staff/calls/<slug>/rehearsal/play/<public_id>")
@staff(Role.MANAGER)
def play(slug: str, public_id: str) -> ResponseReturnValue:
    """Go to the very form of one fictional agency, by a link that lasts for the day."""
    at = clock.now()
    session = db.session()
    invitation = calls.invitation(session, _going_on(slug), public_id)
    token = accounts.issue_link(
        session,
        purpose=Purpose.CONTRIBUTION,
        subject_id=invitation.id,
        at=at,
        expires_at=at + PLAYED_FOR,
    )
    session.commit()
    return redirect(url_for("contributions.open_link", token=token), 303)


@pages.post("/staff/calls/<slug>/rehearsal/fill")
@staff(Role.MANAGER)
def fill_in(slug: str) -> ResponseReturnValue:
    """Invent the answers of the agencies that began nothing."""
    session = db.session()
    sent = fill(session, rehearsal=_going_on(slug), kept=storage(), at=clock.now())
    session.commit()
    flash(ngettext("%(num)s answer was invented.", "%(num)s answers were invented.", sent))
    return redirect(url_for("campaign.rehearsal", slug=slug))


@pages.post("/staff/calls/<slug>/rehearsal/end")
@staff(Role.MANAGER)
def end_rehearsal(slug: str) -> ResponseReturnValue:
    """Wipe everything of the rehearsal."""
    session = db.session()
    left = rehearsing.end(session, call=calls.call_by_slug(session, slug))
    session.commit()
    forget(left)
    flash(_("The rehearsal is over: nothing of it is left."))
    return redirect(url_for("calls.opening", slug=slug))


def _going_on(slug: str) -> Call:
    found = rehearsal_of(db.session(), calls.call_by_slug(db.session(), slug))
    if found is None:
        raise NotFound(slug)
    return found
