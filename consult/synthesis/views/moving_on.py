"""Taking a version on: to review, back with a reason, to approval, into somebody's hands."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from consult import clock, db
from consult.accounts.guards import current_user, staff
from consult.accounts.models import Role
from consult.analysis.remembered import material
from consult.calls import queries as calls
from consult.calls.forms import moment
from consult.calls.models import Call
from consult.errors import Invalid, NotReady
from consult.synthesis import queries
from consult.synthesis.models import Note
from consult.synthesis.snapshot import State
from consult.synthesis.versions import moving
from consult.synthesis.versions.approving import Look, Obstacle, look
from consult.synthesis.versions.between import Between, mark
from consult.synthesis.versions.held import told_beside
from consult.synthesis.versions.state_forms import HandOverForm, SendBackForm
from consult.synthesis.versions.states import can_move
from consult.synthesis.views.changes import opened
from consult.synthesis.views.notes import order_files, shown
from consult.synthesis.views.shell import pages

HERE = "/staff/calls/<slug>/note/<int:number>"
LOOKS = 3
"""How often the obstacles are looked for while colleagues and agencies go on."""


@pages.post(f"{HERE}/review")
@staff(Role.MANAGER)
def submit(slug: str, number: int) -> ResponseReturnValue:
    """Put a version under review."""
    call, note = _of(slug, number)
    at = clock.now()
    ahead = _ahead(note, State.REVIEW)
    moving.submit(db.session(), note=note, by=current_user().email, at=at, ahead=ahead)
    return _moved(call, note, at, _("The version is under review."))


@pages.post(f"{HERE}/back")
@staff(Role.MANAGER)
def send_back(slug: str, number: int) -> ResponseReturnValue:
    """Make it a draft again, and say why."""
    call, note = _of(slug, number)
    at = clock.now()
    form = SendBackForm()
    if not form.validate_on_submit():
        return shown(call, note, returning=form), 422
    words, by = form.words.data or "", current_user().email
    ahead = _ahead(note, State.DRAFT)
    moving.send_back(db.session(), note=note, words=words, by=by, at=at, ahead=ahead)
    return _moved(call, note, at, _("The version is a draft again."))


@pages.post(f"{HERE}/approve")
@staff(Role.MANAGER)
def approve(slug: str, number: int) -> ResponseReturnValue:
    """Approve it, if nothing stands in the way; asked twice where it tells much beside another."""
    for _look in range(LOOKS):
        at = clock.now()
        call, note = _of(slug, number)
        try:
            seen, told, ahead = _looked(call, note, at)
            if told and request.form.get("beside") != mark(told):
                return shown(call, note, beside=told, agreed=mark(told)), 409
            by = current_user().email
            moving.approve(
                db.session(), note=note, seen=seen, by=by, at=at, beside=told, ahead=ahead
            )
        except NotReady as refused:
            return shown(call, note, obstacles=refused.args[0]), 409
        except moving.LookedTooEarly:
            db.session().rollback()
            continue
        return _moved(call, note, at, _("The version is approved: “DRAFT” leaves its pages."))
    call, note = _of(slug, number)
    return shown(call, note, obstacles=[_busy(call)]), 409


@pages.post(f"{HERE}/hand-over")
@staff(Role.MANAGER)
def hand_over(slug: str, number: int) -> ResponseReturnValue:
    """Write down to whom, when and where it was given; it never changes after that."""
    call, note = _of(slug, number)
    at = clock.now()
    form = HandOverForm.offered(note, call, at=at, sent=True)
    given_at = None
    if form.validate_on_submit():
        given_at = moment(form.day, form.hour, call.timezone)
    if given_at is None:
        return shown(call, note, handing=form), 422
    try:
        moving.hand_over(
            db.session(),
            note=note,
            recipient=form.recipient.data or "",
            place=form.place.data or "",
            given_at=given_at,
            digest=form.file.data or "",
            by=current_user().email,
            at=at,
        )
    except Invalid:
        db.session().rollback()
        form.day.errors = [_("Choose a time between its approval and now.")]
        return shown(*_of(slug, number), handing=form), 422
    return _moved(call, note, at, _("It is written down that the version was handed over."))


def _of(slug: str, number: int) -> tuple[Call, Note]:
    session = db.session()
    call = calls.call_by_slug(session, slug)
    return call, queries.whole_version(session, call, number)


def _ahead(note: Note, into: State) -> moving.Drawn | None:
    """What it will be in another state, made while nobody waits to write.

    None where it cannot go there: moving it says so.
    """
    state, number = note.state, note.id
    db.session().commit()
    with db.database().reader() as reading:
        return moving.drawn(reading.get_one(Note, number), into) if can_move(state, into) else None


def _looked(
    call: Call, note: Note, at: datetime
) -> tuple[Look, Sequence[Between], moving.Drawn | None]:
    """What stands in the way, what it tells beside versions held already, and what it will be.

    All three are looked for while nobody waits to write.
    """
    slug, number, state = call.slug, note.id, note.state
    db.session().commit()
    with db.database().reader() as reading:
        read = reading.get_one(Note, number)
        snapshot = opened(read)
        if snapshot is None:
            told = _("This version was made by another version of Consult: compose the note again.")
            raise NotReady([Obstacle("snapshot.shape", told, "synthesis.notes", {"slug": slug})])
        seen = look(reading, call=read.call, snapshot=snapshot, at=at)
        if seen.found or not can_move(state, State.APPROVED):
            return seen, (), None
        answers = material(reading, slug)
        beside = told_beside(reading, call=read.call, snapshot=snapshot, answers=answers)
        return seen, beside, moving.drawn(read, State.APPROVED)


def _busy(call: Call) -> Obstacle:
    told = _("Contributions, codings or the text of the note keep changing: approve it again.")
    return Obstacle("desk.busy", told, "synthesis.desk", {"slug": call.slug})


def _moved(call: Call, note: Note, at: datetime, told: str) -> ResponseReturnValue:
    """The files of its new state are ordered, and everything is kept."""
    session = db.session()
    order_files(session, note, at)
    session.commit()
    flash(told, "good")
    return redirect(url_for("synthesis.version", slug=call.slug, number=note.version), 303)
