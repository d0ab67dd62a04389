"""Giving a note to somebody: to whom it was given, a link for them, and closing it."""

from __future__ import annotations

from datetime import date, datetime, time

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from consult import clock, db
from consult.accounts.guards import current_user, staff
from consult.accounts.models import Role
from consult.calls import queries as calls
from consult.calls.models import Call
from consult.calls.moments import day_of, instant
from consult.errors import NotFound
from consult.publication import queries, service
from consult.publication.forms import DeliveryForm
from consult.publication.models import Delivery
from consult.publication.rules import expiry
from consult.publication.views.shell import pages
from consult.synthesis.forms import AUDIENCE_WORDS, STATE_WORDS
from consult.web.links import external


@pages.get("/staff/calls/<slug>/deliveries")
@staff(Role.READER)
def deliveries(slug: str) -> ResponseReturnValue:
    """To whom the notes were given, who opened them, and a form to give one."""
    at = clock.now()
    call = calls.call_by_slug(db.session(), slug)
    return _deliveries(call, _form(call, at), at)


@pages.post("/staff/calls/<slug>/deliveries")
@staff(Role.MANAGER)
def deliver(slug: str) -> ResponseReturnValue:
    """Give a note to somebody; the link is shown this once."""
    at = clock.now()
    session = db.session()
    call = calls.call_by_slug(session, slug)
    form = _form(call, at)
    if not form.validate_on_submit():
        return _deliveries(call, form, at), 422
    expires_at = _end_of(form.last_day.data or date.min, call.timezone)
    if expires_at <= at:
        form.last_day.errors = [_("This day is past: choose a later one.")]
        return _deliveries(call, form, at), 422
    given, token = service.deliver(
        session,
        note=queries.handable_note(session, call, form.note.data),
        recipient=form.recipient.data or "",
        expires_at=expires_at,
        actor=current_user().email,
        at=at,
        marked=bool(form.marked.data),
    )
    session.commit()
    return _shown(call, given, token)


@pages.post("/staff/calls/<slug>/deliveries/<public_id>/link")
@staff(Role.MANAGER)
def renew(slug: str, public_id: str) -> ResponseReturnValue:
    """A fresh link for the same person and note."""
    at = clock.now()
    session = db.session()
    call = calls.call_by_slug(session, slug)
    given = _of(call, public_id)
    token = service.renew(session, delivery=given, actor=current_user().email, at=at)
    session.commit()
    return _shown(call, given, token)


@pages.post("/staff/calls/<slug>/deliveries/<public_id>/revoke")
@staff(Role.MANAGER)
def revoke(slug: str, public_id: str) -> ResponseReturnValue:
    """Close a delivery: its link stops opening at once."""
    at = clock.now()
    session = db.session()
    call = calls.call_by_slug(session, slug)
    given = _of(call, public_id)
    service.revoke(session, delivery=given, actor=current_user().email, at=at)
    session.commit()
    flash(_("The link of %(recipient)s no longer opens.", recipient=given.recipient))
    return redirect(url_for("publication.deliveries", slug=slug))


def _form(call: Call, at: datetime) -> DeliveryForm:
    last = expiry(hearing_at=call.hearing_at, at=at)
    wanted = {"last_day": day_of(last, call.timezone), "note": request.args.get("note", "")}
    form = DeliveryForm(data=wanted)
    form.offer(queries.handable_notes(db.session(), call))
    return form


def _deliveries(call: Call, form: DeliveryForm, at: datetime) -> str:
    given = queries.deliveries(db.session(), call)
    return render_template(
        "publication/deliveries.html",
        call=call,
        form=form,
        deliveries=[(one, service.is_open(one, at)) for one in given],
        state_words=STATE_WORDS,
        audience_words=AUDIENCE_WORDS,
    )


def _shown(call: Call, given: Delivery, token: str) -> str:
    address = external("publication.enter", token=token)
    return render_template("publication/link.html", call=call, delivery=given, address=address)


def _of(call: Call, public_id: str) -> Delivery:
    """A delivery of that call; one of another call is not found."""
    given = queries.delivery_by_public_id(db.session(), public_id)
    if given.note.call_id != call.id:
        raise NotFound(public_id)
    return given


def _end_of(day: date, zone: str) -> datetime:
    """A link is said to open until 23:59 of its last day, and does."""
    return instant(day, time(23, 59), zone)
