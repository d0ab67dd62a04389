"""The life of a deadline: more time for all or for one, none any more, and time again."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext
from wtforms import Field

from consult import clock, db
from consult.accounts.guards import current_user, staff
from consult.accounts.models import Role
from consult.calls import deadlines
from consult.calls import queries as calls
from consult.calls.forms import moment
from consult.calls.models import Call, Invitation
from consult.calls.rules import Phase
from consult.campaign import closing, deadline_letters, reminding, service
from consult.campaign.deadline_forms import (
    EVERYBODY,
    MOVE_WORDS,
    REFUSAL_WORDS,
    CloseForm,
    LongerForm,
    ReopenForm,
)
from consult.campaign.views.shell import pages, posted, reading
from consult.errors import Invalid
from consult.post import Letter
from consult.web.downloads import download


@pages.route("/staff/calls/<slug>/deadline", methods=["GET", "POST"])
@staff(Role.MANAGER)
def deadline(slug: str) -> ResponseReturnValue:
    """Give longer: to everybody, who is told, or to one agency."""
    at = clock.now()
    session = db.session()
    call = calls.call_by_slug(session, slug)
    form = _longer(call, at)
    until = moment(form.day, form.hour, call.timezone) if form.validate_on_submit() else None
    if until is None:
        return _page(call, at, longer=form), 422 if form.is_submitted() else 200
    try:
        one = _extend(call, form, until, at)
    except Invalid as refused:
        _refused(refused, form.day)
        return _page(call, at, longer=form), 422
    reminding.plan(session, call=call, one=one, at=at)
    alone = one and one.id
    session.commit()
    with reading(slug) as (call, standings):
        told = [each for each in standings if alone in (None, each.invitation_id)]
        written = service.extensions(call, told)
    posted(call, "extend", written, at)
    _flash_told(_("The deadline is moved."), written)
    return redirect(url_for("campaign.deadline", slug=slug))


@pages.post("/staff/calls/<slug>/close")
@staff(Role.MANAGER)
def close(slug: str) -> ResponseReturnValue:
    """Bring the deadline forward to now, for a reason, and tell those who had begun if wished."""
    at = clock.now()
    session = db.session()
    call = calls.call_by_slug(session, slug)
    form = CloseForm(prefix="close-")
    if not form.validate_on_submit():
        return _page(call, at, closing_form=form), 422
    actor, reason = current_user().email, form.reason.data or ""
    deadlines.close(session, call=call, actor=actor, at=at, reason=reason)
    session.commit()
    written: list[Letter] = []
    if form.tell.data:
        with reading(slug) as (call, standings):
            written = deadline_letters.to_drafts(call, standings, at=at)
    posted(call, "close", written, at)
    _flash_told(_("The call is closed. Drafts stay readable by their agencies."), written)
    return redirect(url_for("campaign.deadline", slug=slug))


@pages.post("/staff/calls/<slug>/reopen")
@staff(Role.MANAGER)
def reopen(slug: str) -> ResponseReturnValue:
    """Open a closed call again, under one's own name and for a reason that agencies read."""
    at = clock.now()
    session = db.session()
    call = calls.call_by_slug(session, slug)
    form = ReopenForm(prefix="reopen-")
    until = moment(form.day, form.hour, call.timezone) if form.validate_on_submit() else None
    if until is None:
        return _page(call, at, reopening=form), 422
    actor, reason = current_user().email, form.reason.data or ""
    try:
        deadlines.reopen(session, call=call, until=until, reason=reason, actor=actor, at=at)
    except Invalid as refused:
        _refused(refused, form.reason if refused.args == ("reason",) else form.day)
        return _page(call, at, reopening=form), 422
    reminding.plan(session, call=call, at=at)
    session.commit()
    with reading(slug) as (call, standings):
        written = deadline_letters.to_everybody(call, standings, reason=reason)
    posted(call, "reopen", written, at)
    _flash_told(_("The call is open again."), written)
    return redirect(url_for("campaign.deadline", slug=slug))


@pages.get("/staff/calls/<slug>/lists/<int:id_>.csv")
@staff(Role.READER)
def closing_list(slug: str, id_: int) -> ResponseReturnValue:
    """The list that a closing left, for a spreadsheet."""
    call = calls.call_by_slug(db.session(), slug)
    found = closing.closing_of(db.session(), call, id_)
    name = f"{slug}-liste-{found.closes_at:%Y%m%d-%H%M}.csv"
    return download(closing.as_csv(found), "text/csv", name)


def _page(call: Call, at: datetime, **forms: Any) -> str:
    session = db.session()
    return render_template(
        "campaign/deadline.html",
        call=call,
        at=at,
        phase=call.window.phase(at),
        longer=forms.get("longer") or _longer(call, at),
        closing_form=forms.get("closing_form") or CloseForm(None, prefix="close-"),
        reopening=forms.get("reopening") or ReopenForm(None, prefix="reopen-"),
        moves=deadlines.history(session, call),
        lists=closing.closings(session, call),
        list_at=call.window.ends_at + closing.SETTLE,
        words=MOVE_WORDS,
    )


def _longer(call: Call, at: datetime) -> LongerForm:
    audience = calls.invitations(db.session(), call)
    return LongerForm(audience=audience, for_all=call.window.phase(at) is not Phase.CLOSED)


def _extend(call: Call, form: LongerForm, until: datetime, at: datetime) -> Invitation | None:
    session, actor, reason = db.session(), current_user().email, form.reason.data or ""
    if form.who.data == EVERYBODY:
        deadlines.extend(session, call=call, until=until, actor=actor, at=at, reason=reason)
        return None
    one = calls.invitation(session, call, form.who.data)
    deadlines.extend_one(session, invitation=one, until=until, actor=actor, at=at, reason=reason)
    return one


def _refused(refused: Invalid, field: Field) -> None:
    field.errors = [REFUSAL_WORDS.get(refused.args[0], REFUSAL_WORDS["until"])]


def _flash_told(done: str, written: Sequence[Letter]) -> None:
    told = ngettext("%(num)s agency is told.", "%(num)s agencies are told.", len(written))
    flash(f"{done} {told}" if written else done)
